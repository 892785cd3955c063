"""A page as a browser takes it apart: what in it would act, and its forms as they would be sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import tinyhtml5

ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "srcset", "xlink:href", "background"}
ADDRESSES |= {"hx-get", "hx-post", "hx-put", "hx-delete"}
NEVER = {"base", "object", "embed", "iframe", "frame", "applet", "style", "foreignobject", "animate", "set"}
_BLANK = re.compile(r"[\x00-\x20]+")
SENDS = {"submit", "image"}


@lru_cache(maxsize=8)
def elements_of(html: str) -> tuple[Element, ...]:
    """Every element of the page, as the rules of HTML 5 read it."""
    return tuple(each for each in tinyhtml5.parse(html, namespace_html_elements=False).iter() if _tag(each))


def _tag(element: Element) -> str:
    tag: Any = element.tag  # a comment's is no text
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def live_in(html: str, *, own_style: bool = False) -> list[str]:
    """What would run, fetch from elsewhere or lead elsewhere; none of it is ever in a page of ours."""
    found = []
    for element in elements_of(html):
        tag, given = _tag(element), element.attrib
        if tag in NEVER and not (own_style and tag == "style"):
            found.append(f"<{tag}>")
        if tag == "meta" and "http-equiv" in given:
            found.append(f"<meta {given['http-equiv']}>")
        is_data = given.get("type") in {"application/json", "application/ld+json"}
        if tag == "script" and not (is_data or given.get("src", "").startswith("/static/")):
            found.append("<script>")
        for raw, value in given.items():
            name = str(raw).rpartition("}")[2].lower()
            address = _BLANK.sub("", str(value)).lower()
            if name.startswith(("on", "hx-on")) or name in {"style", "srcdoc"}:
                found.append(f"<{tag} {name}>")
            elif name in ADDRESSES and not _is_ours(tag, address):
                found.append(f"<{tag} {name}={address[:40]}>")
            elif not re.fullmatch(r"[a-z][a-z0-9:_.-]*", name):
                found.append(f"<{tag} {name[:40]}>")
            elif name in {"hx-vals", "hx-headers"} and address.startswith(("js:", "javascript:")):
                found.append(f"<{tag} {name}>")
    return found


def _is_ours(tag: str, address: str) -> bool:
    """Whether an address stays on the site; telephone numbers and our own pictures are no addresses."""
    if address == "data:," or (address.startswith("data:image/") and tag in {"img", "image"}):
        return True
    parts = urlsplit(address)
    return not parts.netloc and parts.scheme in {"", "tel"}


def words_of(html: str) -> Iterator[str]:
    """Every text and every attribute's value."""
    for element in elements_of(html):
        yield from (element.text or "", element.tail or "", *map(str, element.attrib.values()))


def complaints_of(html: str) -> Iterator[str]:
    """What the page says is wrong with a file or asks about it, an entry each."""
    for element in elements_of(html):
        classes = set(element.get("class", "").split())
        entries = [element] if classes & {"cell-error", "choice"} else []
        if "notice-error" in classes:
            entries = [each for each in element.iter() if _tag(each) == "li"]
        for entry in entries:
            yield " ".join(entry.itertext())


@dataclass(frozen=True)
class PageForm:
    """A form as it stands in a page, sent by one of its buttons."""

    action: str
    fields: tuple[tuple[str, str], ...]
    typed: frozenset[str]  # in which one writes
    files: frozenset[str]
    choices: dict[str, tuple[str, ...]] = field(hash=False, default_factory=dict)

    @property
    def data(self) -> dict[str, list[str]]:
        """What is sent, by field."""
        sent: dict[str, list[str]] = {}
        for name, value in self.fields:
            sent.setdefault(name, []).append(value)
        return sent


def forms_of(html: str, url: str) -> Iterator[PageForm]:
    """The page's forms that are sent by POST, once for each button that has a name."""
    everything = elements_of(html)
    for form in everything:
        if _tag(form) != "form" or form.get("method", "get").lower() != "post":
            continue
        own = form.get("id")
        controls = [each for each in form.iter() if _tag(each)]
        controls += [each for each in everything if own and each.get("form") == own]
        buttons = [
            each
            for each in controls
            if (_tag(each) == "button" and each.get("type", "submit") in SENDS)
            or (_tag(each) == "input" and each.get("type") in SENDS)
        ]
        fields, typed, files, choices = _sent(controls)
        variants = {
            (each.get("formaction") or form.get("action") or "", each.get("name"), each.get("value"))
            for each in buttons
        }
        for action, name, value in sorted(variants or {(form.get("action") or "", None, None)}, key=str):
            pressed = ((name, value or ""),) if name else ()
            yield PageForm(urljoin(url, action or url), (*fields, *pressed), typed, files, choices)


def _sent(
    controls: list[Element],
) -> tuple[tuple[tuple[str, str], ...], frozenset[str], frozenset[str], dict[str, tuple[str, ...]]]:
    fields: list[tuple[str, str]] = []
    typed, files, choices = set[str](), set[str](), dict[str, tuple[str, ...]]()
    for each in controls:
        tag, name, kind = _tag(each), each.get("name"), each.get("type", "text")
        if not name or name == "csrfmiddlewaretoken" or "disabled" in each.attrib:
            continue
        if tag == "textarea":
            fields.append((name, "".join(each.itertext()).removeprefix("\n")))
            typed.add(name)
        elif tag == "select":
            options = [option for option in each.iter() if _tag(option) == "option"]
            values = [option.get("value", "".join(option.itertext())) for option in options]
            chosen = [
                value for option, value in zip(options, values, strict=True) if "selected" in option.attrib
            ]
            choices[name] = tuple(values)
            fields += [(name, value) for value in chosen or ([] if "multiple" in each.attrib else values[:1])]
        elif tag == "input" and kind == "file":
            files.add(name)
        elif tag == "input" and kind in {"checkbox", "radio"}:
            value = each.get("value", "on")
            choices[name] = (*choices.get(name, ()), value)
            if "checked" in each.attrib:
                fields.append((name, value))
        elif tag == "input" and kind not in {*SENDS, "button", "reset"}:
            fields.append((name, each.get("value", "")))
            if kind != "hidden":
                typed.add(name)
    return tuple(fields), frozenset(typed), frozenset(files), choices
