"""What a browser sends back of a page: a form that remembers, or two versions side by side."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


class _Form(HTMLParser):
    """The forms of a page: names and values as they would be sent untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self.sent: dict[str, list[str]] = {}
        self.area: str | None = None
        self.select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", "text")
        match tag:
            case "form":
                self.sent = {}
                self.forms.append(self.sent)
            case "input" if name and (kind not in {"radio", "checkbox"} or "checked" in given):
                self.sent.setdefault(name, []).append(
                    given.get("value", "on" if kind in {"radio", "checkbox"} else "")
                )
            case "textarea":
                self.area = name
                self.sent[name] = [""]
            case "select":
                self.select = name
            case "option" if self.select and ("selected" in given or self.select not in self.sent):
                self.sent[self.select] = [given["value"]]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.sent[self.area or ""][0] = self.sent[self.area or ""][0].removeprefix("\n")
            self.area = None
        if tag == "select":
            self.select = None

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.sent[self.area][0] += data


def sent_on(response: Any, **changes: Any) -> dict[str, Any]:
    """What the page's one button sends, with `changes` by name ("keep:body", rows__0__text)."""
    page = _Form()
    page.feed(response.content.decode())
    [form] = [form for form in page.forms if {"version", "base"} <= form.keys()]
    return form | {name.replace("__", "-"): value for name, value in changes.items()}
