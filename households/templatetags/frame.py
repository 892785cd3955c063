"""The bar on top of every page: place and year, both switchable, and the entries of a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.template import Context
from django.urls import reverse

from households.models import AdministrativeUnit
from households.models.roles import roles_held
from households.rules import HOUSEHOLD_UNIT_ROLES, UNIT_ROLES, Role
from povertyplan.accounts.models import User

register = template.Library()

SECTIONS = {
    "overview": ("Tổng quan", "plans:year"),
    "grid": ("Số liệu và chỉ tiêu", "plans:grid"),
    "areas": ("Phân công", "assignments:overview"),
    "plans": ("Kế hoạch", "plans:plan_list"),
    "reports": ("Báo cáo", "reports:periods"),
}
# Not for everybody: of a year, and not of one.
WATCHED = {"dashboard": ("Theo dõi", "reports:dashboard")}
HOUSEHOLDS = {
    "households": ("Hộ gia đình", "households:household_list"),
    "reviews": ("Rà soát", "households:rounds"),
}


@dataclass(frozen=True, kw_only=True)
class Link:
    """A place to go to."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Where the reader is, and where else this bar leads; all blank on a page without a place."""

    place: str = ""
    year: int | None = None
    places: tuple[Link, ...] = ()
    years: tuple[Link, ...] = ()
    sections: tuple[Link, ...] = ()
    is_for_administrator: bool = False


def _frame(context: Context) -> Frame:
    unit, year, section = context.get("unit"), context.get("year"), context.get("section")
    user: User | AnonymousUser = context["user"]
    if not user.is_authenticated:
        return Frame()
    if isinstance(own := context.get("frame"), Frame):
        return own
    roles = [(Role(each.role), each.unit) for each in roles_held(user)]
    is_for_administrator = any(role == Role.ADMINISTRATOR for role, _ in roles)
    if unit is None:
        return Frame(is_for_administrator=is_for_administrator)
    others = sorted(
        {place for role, place in roles if place and role in UNIT_ROLES},
        key=lambda place: (place.sort_key, place.pk),
    )
    if unit not in others:
        return _hamlets_frame(unit, section)
    places = tuple(
        Link(label=other.full_name, url=reverse("plans:unit", args=[other.pk]), is_current=other == unit)
        for other in others
    )
    if year is None:
        return Frame(place=unit.full_name, places=places, is_for_administrator=is_for_administrator)
    has_households = any(place == unit and role in HOUSEHOLD_UNIT_ROLES for role, place in roles)
    entries = SECTIONS | WATCHED if has_households else SECTIONS
    _, here = entries.get(section or "", SECTIONS["overview"])
    years = {year, *(context.get("years") or (year - 1, year + 1))}
    return Frame(
        place=unit.full_name,
        is_for_administrator=is_for_administrator,
        year=year,
        places=places,
        years=tuple(
            Link(label=f"Năm {other}", url=reverse(here, args=[unit.pk, other]), is_current=other == year)
            for other in sorted(years, reverse=True)
        ),
        sections=(
            *(
                Link(label=label, url=reverse(name, args=[unit.pk, year]), is_current=key == section)
                for key, (label, name) in entries.items()
            ),
            *(_households(unit, section) if has_households else ()),
        ),
    )


def _households(unit: AdministrativeUnit, section: str | None) -> tuple[Link, ...]:
    return tuple(
        Link(label=label, url=reverse(name, args=[unit.pk]), is_current=key == section)
        for key, (label, name) in HOUSEHOLDS.items()
    )


def _hamlets_frame(unit: AdministrativeUnit, section: str | None) -> Frame:
    """The bar of who works in hamlets of the commune alone: no page of the whole commune is for them."""
    own = Link(label="Thôn, tổ của tôi", url=reverse("plans:my_hamlets"), is_current=False)
    register, _ = _households(unit, section)
    reviews = Link(label="Rà soát", url=reverse("households:my_reviews"), is_current=section == "reviews")
    asked = Link(label="Kiến nghị", url=reverse("assignments:difficulties_mine"), is_current=False)
    return Frame(place=unit.full_name, places=(own,), sections=(own, register, reviews, asked))


@register.inclusion_tag("includes/frame.html", takes_context=True)
def frame(context: Context) -> dict[str, Any]:
    """The bar, from the page's `unit`, `year`, `years` and `section`, or the page's own (`frame`)."""
    return {"frame": _frame(context), "user": context["user"]}
