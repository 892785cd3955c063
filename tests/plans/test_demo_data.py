"""The kinds' standard texts and the demo communes: known terms, live figures, right sums. No database."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from string import Template
from typing import Any

import pytest

from households.rules import Area, Counts, HamletLabel
from plans.rules import (
    HAMLET_COUNT_TOKEN,
    NO_LABOUR_SHARE_TOKEN,
    PATH_TOKENS,
    PLANS,
    ROADMAP_TOKENS,
    SERIES_TOKENS,
    TABLE_COLUMNS,
    TOKENS,
    ActorKind,
    Aim,
    Comparator,
    Line,
    Measure,
    PlanKind,
    PolicyGroup,
    SectionContent,
    TargetIndicator,
    Token,
    prose_parts,
    wording_names,
)
from povertyplan.common.text import name_key, slug

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
KINDS = {kind: FIXTURES / "plan_kinds" / f"{kind}.json" for kind in PLANS}
COMMUNES = FIXTURES / "demo" / "communes.json"
DEMO = {
    PlanKind.ANNUAL: "phu-thinh-2026.json",
    PlanKind.GROUP_TARGETS: "bac-son-2023.json",
    PlanKind.TARGETS: "tan-hoa-2024.json",
    PlanKind.ASSIGNMENT: "bach-quang-2026.json",
    PlanKind.ROADMAP: "dak-cam-2025-2030.json",
}
CONTENTS = [*KINDS.items(), *((kind, FIXTURES / "demo" / name) for kind, name in DEMO.items())]
FILES = [*(path for _, path in CONTENTS), COMMUNES]
CONTENT_IDS = [path.stem for _, path in CONTENTS]

KEYS = {
    "subject",
    "opening",
    "closing",
    "drafter_mark",
    "appendix_title",
    "row_decimals",
    "total_decimals",
    "month",
    "superior",
    "bases",
    "sections",
    "duties",
    "funding",
    "recipients",
    "signatory",
    "targets",
    "decimal_mark",
    "groups",
    "roadmap",
    "indicators",
    "projects",
}
PLACEHOLDERS = {
    "unit",
    "Unit",
    "name",
    "kind",
    "year",
    "last_year",
    "hamlet",
    "Hamlet",
    "province",
    "end_year",
}
EXPECTED_CONTENT = {
    PlanKind.ANNUAL: {SectionContent.TARGETS, SectionContent.FUNDING, SectionContent.DUTIES},
    PlanKind.GROUP_TARGETS: {
        SectionContent.TARGETS,
        SectionContent.HAMLET_TABLE,
        SectionContent.FUNDING,
        SectionContent.DUTIES,
        SectionContent.AREA_TABLE,
    },
    PlanKind.TARGETS: {SectionContent.TARGETS, SectionContent.SERIES, SectionContent.DUTIES},
    PlanKind.ASSIGNMENT: {SectionContent.TARGETS, SectionContent.PROSPECTS, SectionContent.DUTIES},
    PlanKind.ROADMAP: {
        SectionContent.TARGETS,
        SectionContent.INDICATORS,
        SectionContent.PROJECTS,
        SectionContent.FUNDING,
        SectionContent.DUTIES,
    },
}
OF_THE_COMMUNE = {"phu-thinh-2026": {SectionContent.GROUPS}}  # beside what its kind holds
NAMES = {
    *TOKENS,
    *ROADMAP_TOKENS,
    *SERIES_TOKENS,
    *PATH_TOKENS.values(),
    HAMLET_COUNT_TOKEN,
    NO_LABOUR_SHARE_TOKEN,
}
INPUTS = ("households", "poor", "near_poor", "poor_reduction", "near_poor_reduction")


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def texts(value: Any) -> Iterator[str]:
    """Every string in what a file holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def sections(data: list[dict[str, Any]], level: int = 1) -> Iterator[tuple[int, dict[str, Any]]]:
    """All sections with their level, from 1."""
    for section in data:
        yield level, section
        yield from sections(section.get("children", []), level + 1)


def tokens(data: Any) -> list[Token]:
    return [part for text in texts(data) for part in prose_parts(text) if isinstance(part, Token)]


@pytest.fixture(scope="module")
def communes() -> dict[str, dict[str, Any]]:
    return {commune["unit"]: commune for commune in read(COMMUNES)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_is_nfc_and_written_one_way(path):
    written = path.read_text(encoding="utf-8")

    assert unicodedata.is_normalized("NFC", written)
    assert written == json.dumps(json.loads(written), ensure_ascii=False, indent=1) + "\n"
    assert [text for text in texts(read(path)) if text != text.strip() or "  " in text] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_tone_marks_stand_where_the_official_names_put_them(path):
    misplaced = re.compile(r"\w*(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])\b", re.IGNORECASE)

    assert [found for text in texts(read(path)) for found in misplaced.findall(text)] == []


@pytest.mark.parametrize(("kind", "path"), CONTENTS, ids=CONTENT_IDS)
def test_content_uses_known_keys_and_placeholders(kind, path):
    data = read(path)

    assert data.keys() <= KEYS
    assert data["subject"]
    assert data["sections"]
    for text in texts(data):
        assert Template(text).is_valid(), text
        assert set(Template(text).get_identifiers()) <= PLACEHOLDERS, text


@pytest.mark.parametrize(("kind", "path"), CONTENTS, ids=CONTENT_IDS)
def test_sections_say_something_and_hold_what_the_kind_needs(kind, path):
    held = []
    for level, section in sections(read(path)["sections"]):
        assert section.keys() <= {"heading", "body", "content", "children"}
        held.append(SectionContent(section.get("content", SectionContent.TEXT)))
        assert section.get("body") or section.get("children") or held[-1] != SectionContent.TEXT, section
        assert (section["heading"] == section["heading"].upper()) == (level == 1), section["heading"]
        assert not re.match(r"[\dIVX]+\.", section["heading"]), "the renderer numbers"

    bound = [content for content in held if content != SectionContent.TEXT]
    assert len(bound) == len(set(bound))
    assert set(bound) == EXPECTED_CONTENT[kind] | OF_THE_COMMUNE.get(path.stem, set())


@pytest.mark.parametrize(("kind", "path"), CONTENTS, ids=CONTENT_IDS)
def test_braces_are_tokens_that_name_a_figure(kind, path):
    data = read(path)

    for text in texts(data):
        rest = "".join(part for part in prose_parts(text) if isinstance(part, str))
        assert not re.search(r"[{}]", rest), text
        for part in prose_parts(text):
            assert isinstance(part, str | Token), text
    found = tokens(data)
    assert {token.name for token in found} <= NAMES
    assert not any(token.declared for token in found)
    assert len({token.name for token in found}) >= 3


@pytest.mark.parametrize(("kind", "path"), CONTENTS, ids=CONTENT_IDS)
def test_parts_are_complete_and_fit_their_columns(kind, path):
    data = read(path)

    for duty in data["duties"]:
        assert ActorKind(duty["kind"])
        assert duty["tasks"]
        assert all(task and not task.startswith(("-", "+")) for task in duty["tasks"])
        assert len(duty["actor"]) <= 150  # 200 in the database, with room for a long name of a commune
    for basis in data["bases"]:
        assert basis.keys() == {"lead", "kind", "number", "date", "body", "subject"}
        if basis["date"] is not None:
            dt.date.fromisoformat(basis["date"])
        assert len(basis["subject"]) <= 500
    assert data["funding"]
    assert all(len(text) <= 500 for text in data["funding"])
    assert all(recipient.keys() == {"name", "mark"} and recipient["name"] for recipient in data["recipients"])
    assert data["recipients"][-1]["name"].startswith("Lưu:")
    assert all(line == line.upper() for line in data["signatory"]["lines"])
    assert not data["closing"].endswith("./."), "the renderer ends the document"


@pytest.mark.parametrize(("kind", "path"), CONTENTS, ids=CONTENT_IDS)
def test_targets_use_known_terms_and_their_wording_names_their_number(kind, path):
    for target in read(path).get("targets", []):
        assert TargetIndicator(target["indicator"])
        assert Aim(target["aim"])
        assert Comparator(target["comparator"])
        assert Measure(target["measure"])
        assert target["policy_group"] in {"", *PolicyGroup}
        assert wording_names(target["wording"], Decimal(target["value"]))


def test_the_demo_has_five_communes(communes):
    assert communes.keys() == {"05800", "14809", "05528", "07567", "23284"}
    for commune in communes.values():
        assert HamletLabel(commune["label"])
        assert Area(commune["area"])


def test_each_demo_plan_is_a_file_of_its_kind(communes):
    plans = [commune["plan"] for commune in communes.values() if commune["plan"]]

    assert {PlanKind(plan["kind"]): plan["file"] for plan in plans} == DEMO


def test_hamlets_are_named_once_and_their_counts_are_possible(communes):
    for commune in communes.values():
        names = [hamlet["name"] for hamlet in commune["hamlets"]]
        assert len({name_key(name) for name in names}) == len(names)
        assert len({slug(name) for name in names}) == len(names)
        for hamlet in commune["hamlets"]:
            assert hamlet.keys() == {"name", *INPUTS}
            line = Line(**{key: hamlet[key] for key in INPUTS})
            counts = Counts(households=line.households, poor=line.poor, near_poor=line.near_poor)
            assert counts.violations() == {}, hamlet
            assert line.violations() == {}, hamlet


@pytest.mark.parametrize(
    ("unit", "number", "sums"),
    [
        ("05800", 40, (5053, 127, 118, 45, 45)),
        ("14809", 10, (2452, 29, 0, 8, 0)),
        ("05528", 10, (0, 0, 0, 0, 0)),
        ("07567", 0, (0, 0, 0, 0, 0)),
        ("23284", 0, (0, 0, 0, 0, 0)),
    ],
)
def test_hamlets_add_up(communes, unit, number, sums):
    hamlets = communes[unit]["hamlets"]

    assert len(hamlets) == number
    assert tuple(sum(hamlet[key] or 0 for hamlet in hamlets) for key in INPUTS) == sums


def test_blank_is_not_zero(communes):
    by_name = {hamlet["name"]: hamlet for hamlet in communes["05800"]["hamlets"]}

    assert by_name["Ninh Giang"]["near_poor_reduction"] is None
    assert by_name["Phú Hạ"]["near_poor_reduction"] is None
    assert {hamlet["poor_reduction"] for hamlet in communes["14809"]["hamlets"]} == {0, 1}
    assert {hamlet["near_poor"] for hamlet in communes["14809"]["hamlets"]} == {None}


def lines_of(commune: dict[str, Any]) -> Iterator[tuple[str, Line]]:
    """Each hamlet's line by name, then the total as ""."""
    for hamlet in commune["hamlets"]:
        yield hamlet["name"], Line(**{key: hamlet[key] for key in INPUTS})
    given = {key: [hamlet[key] for hamlet in commune["hamlets"] if hamlet[key] is not None] for key in INPUTS}
    total = Line(**{key: sum(values) if values else None for key, values in given.items()})
    if not total.has_figures:  # what was published of the whole commune stands for it
        published = commune["unit_figures"][-1]
        total = replace(total, **{key: published.get(key) for key in ("households", "poor", "near_poor")})
        for target in read(FIXTURES / "demo" / commune["plan"]["file"])["targets"]:
            if target["measure"] == Measure.HOUSEHOLD:
                total = replace(total, **{f"{target['indicator']}_reduction": int(target["value"])})
    yield "", total


def test_declared_figures_are_those_that_differ_from_what_is_computed(communes):
    for commune in communes.values():
        declared = commune["declared"]
        if not commune["plan"]:
            assert declared == {"total": {}, "hamlets": {}}
            continue
        kind = PlanKind(commune["plan"]["kind"])
        content = read(FIXTURES / "demo" / commune["plan"]["file"])
        lines = dict(lines_of(commune))
        cells = [("", column, value) for column, value in declared["total"].items()]
        cells += [
            (name, column, value)
            for name, row in declared["hamlets"].items()
            for column, value in row.items()
        ]
        assert cells
        for name, column, value in cells:
            assert column in TABLE_COLUMNS[kind]
            decimals = content["row_decimals" if name else "total_decimals"]
            rate = column.endswith("_rate")
            assert isinstance(value, str if rate else int)
            line = lines[name]
            computed = line.rate(column, decimals) if rate else line.count(column)
            assert Decimal(value) != computed, (name, column)


def test_tokens_of_hamlets_name_hamlets_of_the_commune(communes):
    for commune in communes.values():
        if commune["plan"]:
            slugs = {slug(hamlet["name"]) for hamlet in commune["hamlets"]}
            found = {
                token.place
                for token in tokens(read(FIXTURES / "demo" / commune["plan"]["file"]))
                if token.place and token.name in TOKENS
            }
            assert found or not any(hamlet["poor"] for hamlet in commune["hamlets"])
            assert found <= slugs
    for path in KINDS.values():
        assert not any(token.place for token in tokens(read(path)))


def test_every_hamlet_of_bac_son_has_one_official(communes):
    commune = communes["14809"]
    named = [name for area in commune["area_assignments"] for name in area["hamlets"]]

    assert sorted(named) == sorted(hamlet["name"] for hamlet in commune["hamlets"])
    assert all(area["official"] and area["position"] for area in commune["area_assignments"])


def test_unit_figures_are_possible(communes):
    assert len(communes["07567"]["unit_figures"]) == 4
    for commune in communes.values():
        for row in commune["unit_figures"]:
            assert dt.date.fromisoformat(row["date"]) < dt.date(commune["year"], 1, 1)
            assert row["standard"] in {"2016-2020", "2022-2025"}
            counts = Counts(households=row["households"], poor=row["poor"], near_poor=row["near_poor"])
            assert counts.violations() == {}
