"""The user guide inside the program: the pages of `docs/huong-dan/`, for whoever has signed in.

The Markdown files are the only text; pictures stand beside them in `anh/` where `scripts/guide` has made
them, and are left out where it has not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from povertyplan.common.pages import read_view

FOLDER: Path = settings.BASE / "docs" / "huong-dan"
PICTURES = FOLDER / "anh"
INDEX = "README"


@dataclass(frozen=True)
class GuidePage:
    """One page of the guide: its first heading, and the rest as HTML."""

    title: str
    body: SafeString


@read_view
def index(request: HttpRequest) -> HttpResponse:
    """By role, by season, by task."""
    return render(request, "guide.html", {"page": guide_page(INDEX), "is_index": True})


@read_view
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One page; a name that no file has is a 404."""
    if not (FOLDER / f"{name}.md").is_file():
        raise Http404
    return render(request, "guide.html", {"page": guide_page(name)})


@read_view
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """A picture of a page of the program, taken from the demo."""
    file = PICTURES / f"{name}.png"
    if not file.is_file():
        raise Http404
    return HttpResponse(file.read_bytes(), content_type="image/png")


urlpatterns = [
    path("huong-dan/", index, name="index"),
    path("huong-dan/<slug:name>/", page, name="page"),
    path("huong-dan/anh/<slug:name>.png", picture, name="picture"),
]
app_name = "guide"


@cache
def guide_page(name: str) -> GuidePage:
    """The page of a Markdown file; links between files become addresses."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    _, title, _, *tokens = markdown.parse((FOLDER / f"{name}.md").read_text())
    for token in tokens:
        if token.children:
            token.children = [child for child in token.children if _led(child)]
    body = markdown.renderer.render(tokens, markdown.options, {})
    return GuidePage(title=title.content, body=mark_safe(body))  # our own files, and no HTML in them


def _led(token: Token) -> bool:
    """Lead a link or a picture to where the program has it; false for a picture that was not made."""
    if token.type == "link_open":
        target = Path(str(token.attrs["href"]))
        if target.suffix == ".md" and (FOLDER / target).resolve().parent == FOLDER:
            token.attrs["href"] = (
                reverse("guide:index") if target.stem == INDEX else reverse("guide:page", args=[target.stem])
            )
    elif token.type == "image":
        name = Path(str(token.attrs["src"])).stem
        token.attrs["src"] = reverse("guide:picture", args=[name])
        return (PICTURES / f"{name}.png").is_file()
    return True
