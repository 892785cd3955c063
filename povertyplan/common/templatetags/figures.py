"""Numbers in templates, always through a filter: a year or an id is never grouped by accident."""

from __future__ import annotations

from decimal import Decimal

from django import template

from povertyplan.common.numbers import format_number, format_plain

register = template.Library()
Number = Decimal | int | None


@register.filter
def integer(value: Number) -> str:
    """ "5.441"; blank for None."""
    return format_number(value)


@register.filter
def rate(value: Number, decimals: int = 2) -> str:
    """A rate without its sign: "0,79"; blank for None."""
    return format_number(value, decimals)


@register.filter
def percent(value: Number, decimals: int = 2) -> str:
    """ "2,51 %" that does not break; blank for None."""
    return f"{format_number(value, decimals)}\u00a0%" if value is not None else ""


@register.filter
def plain(value: Number) -> str:
    """The number with as many decimals as it has: "0,84", "21"."""
    return format_plain(value)
