"""What a browser sends back of a page on which two versions stand side by side."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


class _Form(HTMLParser):
    """The last form of a page: names and values as they would be sent untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.area: str | None = None
        self.select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", "text")
        match tag:
            case "form":
                self.sent = {}
            case "input" if name and (kind not in {"radio", "checkbox"} or "checked" in given):
                self.sent.setdefault(name, []).append(given.get("value", "on"))
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
    """What the one button of the page sends, with `changes` by name ("keep:body")."""
    form = _Form()
    form.feed(response.content.decode())
    return {**form.sent, **changes}
