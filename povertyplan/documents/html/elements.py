"""Elements of HTML, everything in them escaped, and the names by which a page points at them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

_VOID = frozenset({"br", "col", "link", "meta"})


def anchor(place: str) -> str:
    """The id of the element that stands at `place`."""
    return f"at-{re.sub(r'[^0-9A-Za-z_-]+', '-', place)}"


def tag(name: str, /, *children: str, **attributes: str) -> SafeString:
    """An element; children and values are escaped unless they are elements, empty attributes left out."""
    opened = name + "".join(_attributes(attributes.items()))
    if name in _VOID:
        return mark_safe(f"<{opened}>")
    return mark_safe(
        f"<{opened}>{''.join(map(conditional_escape, children))}</{name}>"
    )  # all parts escaped above


def _attributes(items: Iterable[tuple[str, str]]) -> Iterator[str]:
    for key, value in items:
        if value:
            yield f' {key.strip("_").replace("_", "-")}="{conditional_escape(value)}"'
