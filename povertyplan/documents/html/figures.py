"""Figures within a text, on screen with the address of the page that says where they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeVar, cast

from django.utils.safestring import SafeString

from povertyplan.documents.blocks import Figure, Inline
from povertyplan.documents.figures import figure_text
from povertyplan.documents.html.elements import tag

T = TypeVar("T")
Explain = Callable[[Figure], str]  # that address, or '' for none


@dataclass(frozen=True, kw_only=True)
class Explained(Figure):
    """A figure on screen with the address of the page that says where it comes from."""

    address: str


def explained(part: T, explain: Explain) -> T:
    """The same with addresses in its figures."""
    found: Any = part
    if isinstance(part, Figure):
        address = explain(part)
        found = Explained(**vars(part), address=address) if address else part
    elif isinstance(part, tuple):
        found = tuple(explained(each, explain) for each in part)
    elif is_dataclass(part) and not isinstance(part, type):
        held = {field.name: explained(getattr(part, field.name), explain) for field in fields(part)}
        found = type(part)(**held)
    return cast("T", found)


def inline_elements(inline: Inline) -> Iterator[str]:
    for part in inline:
        yield figure_element(part) if isinstance(part, Figure) else part


def figure_element(figure: Figure) -> SafeString:
    name = "figure declared" if figure.declared else "figure"
    if isinstance(figure, Explained):
        return tag("a", figure_text(figure), _class=f"{name} explained", href=figure.address)
    return tag("span", figure_text(figure), _class=name)
