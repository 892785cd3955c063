"""The guide: every page can be reached, every link leads somewhere, every picture has its recipe."""

from __future__ import annotations

import re
import runpy
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve

from povertyplan.common import guide
from tests.factories import UserFactory

NAMES = sorted(file.stem for file in guide.FOLDER.glob("*.md"))
RECIPES = runpy.run_path(str(settings.BASE / "scripts/guide_pictures.py"))["PICTURES"]


class Found(HTMLParser):
    """The addresses and the elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.pictures: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        values = dict(attrs)
        if tag == "a":
            self.links.append(values["href"] or "")
        if tag == "img":
            self.pictures.append(values["src"] or "")


def found(name: str) -> Found:
    page = Found()
    page.feed(guide.guide_page.__wrapped__(name).body)
    return page


@pytest.fixture
def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that has every picture."""
    monkeypatch.setattr(guide, "PICTURES", tmp_path)
    for recipe in RECIPES:
        (tmp_path / f"{recipe.name}.png").write_bytes(b"\x89PNG")
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
def test_links_of_a_page_lead_somewhere(name: str) -> None:
    for link in found(name).links:
        if not link.startswith(("http://", "https://")):
            match = resolve(link)
            assert match.view_name == "guide:index" or match.kwargs["name"] in NAMES


def test_every_page_is_at_most_two_steps_from_the_index() -> None:
    def led_to(name: str) -> set[str]:
        return {
            resolve(link).kwargs.get("name", guide.INDEX)
            for link in found(name).links
            if not link.startswith("http")
        }

    near = led_to(guide.INDEX)
    assert near | {each for name in near for each in led_to(name)} | {guide.INDEX} == set(NAMES)


def test_every_picture_shown_has_its_recipe_and_every_recipe_its_page(pictures: Path) -> None:
    shown = {Path(source).stem for name in NAMES for source in found(name).pictures}
    written = {
        stem
        for name in NAMES
        for stem in re.findall(r"!\[[^\]]+\]\(anh/([\w-]+)\.png\)", (guide.FOLDER / f"{name}.md").read_text())
    }

    assert shown == written == {recipe.name for recipe in RECIPES}


def test_picture_that_was_not_made_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guide, "PICTURES", tmp_path)

    assert "img" not in found("vai-lanh-dao").tags


def test_html_in_a_file_stays_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guide, "FOLDER", tmp_path)
    (tmp_path / "thu.md").write_text("# Thử\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1))\n")

    assert found("thu").tags <= {"p"}


@pytest.mark.django_db
def test_reader_opens_index_page_and_picture(client: Client, pictures: Path) -> None:
    client.force_login(UserFactory.create())

    assert "Theo vai" in client.get("/huong-dan/").text
    assert "<h1>Lãnh đạo</h1>" in client.get("/huong-dan/vai-lanh-dao/").text
    assert client.get("/huong-dan/anh/tom-tat.png").headers["Content-Type"] == "image/png"
    assert client.get("/huong-dan/khong-co/").status_code == 404
    assert client.get("/huong-dan/anh/khong-co.png").status_code == 404
