"""The grid's page: what is typed is saved whole or given back to the letter, and nobody overwrites unseen."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from households.models import AdministrativeUnit, Hamlet, HamletFigures
from plans.actions import declared_save, plan_recall, plan_return
from plans.models import DeclaredFigure, HamletTarget, Plan
from plans.queries import year_figures
from plans.rules import INPUTS, Line, PlanKind
from povertyplan.accounts.models import User
from povertyplan.common.models import AuditEvent
from povertyplan.common.numbers import format_plain
from tests.conflicts import sent_on
from tests.factories import (
    YEAR,
    CommuneFactory,
    HamletFactory,
    HamletFiguresFactory,
    HamletTargetFactory,
    MembershipFactory,
    StandardFactory,
    approved,
    counted_hamlets,
    leader_of,
    officer_of,
    small_plan,
    submitted,
)

INPUT = re.compile(
    r'<input name="([^"]+)" value="([^"]*)"|<input data-declared name="([^"]+)" value="([^"]*)"'
)
SHOWN = re.compile(r'<input type="hidden" name="(s-[^"]+)" value="([^"]*)"')
CLOSED = (
    "Kế hoạch năm này đang trình, đã duyệt hoặc đã ban hành;"
    " lãnh đạo trả lại, thu hồi hoặc có kế hoạch điều chỉnh thì mới sửa được số liệu và chỉ tiêu."
)
LOOK_AGAIN = "Chưa lưu: có ô cần xem lại."
NOT_A_COUNT = "Chỉ nhập số nguyên không âm, ví dụ 12 hoặc 1.234; để trống nếu không có."
TOO_LONG = "Quá dài; chỉ nhập số nguyên không âm, ví dụ 12 hoặc 1.234."


@dataclass
class Desk:
    """An officer before the grid of a commune with three hamlets, the first of them counted."""

    unit: AdministrativeUnit
    hamlets: list[Hamlet]
    officer: User
    client: Client

    @property
    def url(self) -> str:
        return reverse("plans:grid", args=[self.unit.pk, YEAR])

    def page(self) -> str:
        """The page as it stands."""
        response = self.client.get(self.url)
        assert response.status_code == 200
        return str(response.text)

    def fields(self) -> dict[str, str]:
        """What the browser would send back unchanged."""
        return sent_back(self.page())

    def post(self, changes: dict[str, str], *, shown: dict[str, str] | None = None) -> Any:
        """Type `changes` into the page `shown` (by default one just opened) and save."""
        return self.client.post(self.url, (self.fields() if shown is None else shown) | changes)

    def cell(self, number: int, column: str) -> str:
        """The input's name of a hamlet's column."""
        return f"c-{self.hamlets[number].pk}-{column}"

    def line(self, number: int) -> Line:
        figures = year_figures(unit=self.unit, year=YEAR)
        return next(row.line for row in figures.rows if row.hamlet_id == self.hamlets[number].pk)

    def state(self) -> tuple[object, ...]:
        return (
            list(HamletFigures.objects.order_by("pk").values()),
            list(HamletTarget.objects.order_by("pk").values()),
            list(DeclaredFigure.objects.order_by("pk").values()),
            list(Plan.objects.order_by("pk").values()),
            AuditEvent.objects.exclude(action="refused").count(),
        )


def inputs(page: str) -> dict[str, str]:
    """Inputs of the table by name."""
    found = {}
    for name, value, declared, declared_value in INPUT.findall(page):
        found[name or declared] = unescape(value or declared_value)
    return found


def seen(page: str) -> str:
    match = re.search(r'name="seen" value="([^"]*)"', page)
    assert match
    return unescape(match[1])


def sent_back(page: str) -> dict[str, str]:
    """Every field as the browser would post it."""
    shown = {name: unescape(value) for name, value in SHOWN.findall(page)}
    return inputs(page) | shown | {"seen": seen(page)}


def notes(page: str) -> dict[str, str]:
    """The sentence at each row, by the row's name."""
    rows = re.findall(r'<tr data-name="([^"]*)">.*?data-note>([^<]*)</p>', page, flags=re.DOTALL)
    return {unescape(name): unescape(note) for name, note in rows}


def messages_of(response: HttpResponse) -> list[str]:
    """The sentences on top of the page."""
    return [unescape(text) for text in re.findall(r'<p class="notice notice-\w+">([^<]*)</p>', response.text)]


def refused(page: str) -> set[str]:
    """The names of the inputs that are marked."""
    return set(re.findall(r'<input (?:data-declared )?name="([^"]+)"[^>]*aria-invalid="true"', page))


@pytest.fixture
def desk(client: Client, db: None) -> Desk:
    StandardFactory.create()
    unit = CommuneFactory.create()
    names = ("Ao", "Bãi", "Cầu")
    hamlets = [HamletFactory.create(unit=unit, name=name, position=at) for at, name in enumerate(names)]
    HamletFiguresFactory.create(hamlet=hamlets[0], households=100, poor=5, near_poor=4)
    HamletTargetFactory.create(hamlet=hamlets[0], poor_reduction=2, near_poor_reduction=0)
    officer = officer_of(unit)
    client.force_login(officer)
    return Desk(unit, hamlets, officer, client)


def test_page_shows_every_hamlet_with_its_numbers(desk):
    page = desk.page()

    assert list(notes(page)) == ["Ao", "Bãi", "Cầu"]
    shown = {name: value for name, value in inputs(page).items() if name.startswith("c-")}
    expected = dict(zip(INPUTS, ("100", "5", "4", "", "2", "0"), strict=True))
    assert shown == {
        desk.cell(number, column): expected[column] if number == 0 else ""
        for number in range(3)
        for column in INPUTS
    }
    assert json.loads(seen(page)) == {
        str(desk.hamlets[0].pk): [100, 5, 4, None, 2, 0],
        str(desk.hamlets[1].pk): [None] * len(INPUTS),
        str(desk.hamlets[2].pk): [None] * len(INPUTS),
    }


def test_leader_reads_the_table_and_has_nothing_to_type_in(desk):
    assert "js/grid" in desk.page()
    desk.client.force_login(leader_of(desk.unit))

    page = desk.page()

    assert list(notes(page)) == ["Ao", "Bãi", "Cầu"]
    assert inputs(page) == {}
    assert ">Lưu</button>" not in page
    assert "js/grid" not in page  # it sums inputs: without any it would blank the totals


def test_saving_leads_back_and_names_what_changed(desk):
    response = desk.post({desk.cell(0, "poor"): "6", desk.cell(1, "households"): "1.234"})

    assert (response.status_code, response["Location"]) == (302, desk.url)
    assert desk.line(0) == Line(households=100, poor=6, near_poor=4, poor_reduction=2, near_poor_reduction=0)
    assert desk.line(1) == Line(households=1234)
    assert desk.line(2) == Line()
    said = messages_of(desk.client.get(desk.url))
    assert said == ["Đã lưu 2 ô: Ao, số hộ nghèo: 5 → 6; Bãi, tổng số hộ: trống → 1.234."]
    assert {event.user for event in AuditEvent.objects.filter(action="figures_recorded")} == {desk.officer}


def test_message_names_three_cells_and_counts_the_others(desk):
    desk.post({desk.cell(1, column): "0" for column in INPUTS})

    (said,) = messages_of(desk.client.get(desk.url))
    assert said.startswith("Đã lưu 6 ô: Bãi, tổng số hộ: trống → 0; ")
    assert said.endswith(" và 3 ô khác.")


def test_blank_and_zero_are_both_kept(desk):
    desk.post({desk.cell(0, "near_poor_reduction"): "", desk.cell(0, "poor"): "", desk.cell(1, "poor"): "0"})

    assert desk.line(0) == Line(households=100, near_poor=4, poor_reduction=2)
    assert desk.line(1) == Line(poor=0)
    shown = desk.fields()
    assert [shown[desk.cell(0, "poor")], shown[desk.cell(1, "poor")], shown[desk.cell(2, "poor")]] == [
        "",
        "0",
        "",
    ]


def test_unchanged_table_says_so_and_writes_nothing(desk):
    before = desk.state()

    response = desk.post({})

    assert response.status_code == 302
    assert messages_of(desk.client.get(desk.url)) == ["Không có gì thay đổi."]
    assert desk.state() == before


BAD = [
    "-1",
    "1.5",
    "1,5",
    "abc",
    "=1+1",
    "<script>alert(1)</script>",
    '">',
    "１２",
    "1e3",
    "99999999",
    "\x00",
]


@pytest.mark.parametrize("text", BAD)
def test_bad_cell_comes_back_as_typed_and_nothing_is_saved(desk, text):
    before = desk.state()

    response = desk.post({desk.cell(1, "poor"): text, desk.cell(0, "poor"): " 6", desk.cell(2, "poor"): "1"})

    assert response.status_code == 422
    assert messages_of(response) == [LOOK_AGAIN]
    shown = inputs(response.text)
    assert shown[desk.cell(1, "poor")] == text.replace("\x00", "")
    assert (shown[desk.cell(0, "poor")], shown[desk.cell(2, "poor")]) == (" 6", "1")
    assert refused(response.text) == {desk.cell(1, "poor")}
    sentence = "Số quá lớn: nhiều nhất là 9.999.999." if text == "99999999" else NOT_A_COUNT
    assert notes(response.text) == {"Ao": "", "Bãi": sentence, "Cầu": ""}
    assert "<script>alert" not in response.text
    assert desk.state() == before


def test_endless_number_is_refused_by_its_length(desk):
    before = desk.state()

    response = desk.post({desk.cell(1, "poor"): "1" * 10_000})

    assert response.status_code == 422
    assert inputs(response.text)[desk.cell(1, "poor")] == "1" * 10_000
    assert notes(response.text)["Bãi"] == TOO_LONG
    assert desk.state() == before


def test_refused_table_can_be_mended_from_the_page_that_came_back(desk):
    response = desk.post({desk.cell(1, "poor"): "ba", desk.cell(0, "poor"): "6"})

    mended = desk.post({desk.cell(1, "poor"): "3"}, shown=sent_back(response.text))

    assert mended.status_code == 302
    assert (desk.line(0).poor, desk.line(1).poor) == (6, 3)


@pytest.mark.parametrize(
    ("changes", "marked", "sentence"),
    [
        ({"poor_reduction": "6"}, "poor_reduction", "Chỉ có 5 hộ nghèo, chỉ tiêu giảm không thể là 6."),
        (
            {"near_poor_reduction": "5"},
            "near_poor_reduction",
            "Chỉ có 4 hộ cận nghèo, chỉ tiêu giảm không thể là 5.",
        ),
        ({"poor": "1"}, "poor_reduction", "Chỉ có 1 hộ nghèo, chỉ tiêu giảm không thể là 2."),
        ({"poor": "101"}, "poor", None),
    ],
)
def test_row_that_cannot_be_is_refused_with_a_sentence(desk, changes, marked, sentence):
    before = desk.state()
    typed = {desk.cell(0, column): text for column, text in changes.items()} | {desk.cell(2, "poor"): "1"}

    response = desk.post(typed)

    assert response.status_code == 422
    assert refused(response.text) == {desk.cell(0, marked)}
    note = notes(response.text)["Ao"]
    assert note == sentence if sentence else "101" in note
    assert notes(response.text)["Cầu"] == ""
    assert typed.items() <= inputs(response.text).items()
    assert desk.state() == before


def test_cell_that_somebody_else_changed_is_named_and_kept_as_typed(desk):
    shown = desk.fields()
    HamletFigures.objects.filter(hamlet=desk.hamlets[0]).update(poor=8)
    before = desk.state()

    response = desk.post({desk.cell(0, "poor"): "6", desk.cell(1, "poor"): "3"}, shown=shown)

    assert response.status_code == 409
    cell, other = response.context["conflict"].choices
    assert (cell.title, cell.base, cell.theirs, cell.mine, cell.keep) == (
        *("Ao – số hộ nghèo", "5", "8", "6"),
        "",
    )
    assert (other.title, other.keep) == ("Bãi – số hộ nghèo", "mine")
    assert desk.state() == before

    again = desk.client.post(desk.url, sent_on(response, **{cell.field_name: "mine"}))

    assert again.status_code == 302
    assert (desk.line(0).poor, desk.line(1).poor) == (6, 3)


def test_cell_that_somebody_else_emptied_is_named_as_blank(desk):
    shown = desk.fields()
    HamletFigures.objects.filter(hamlet=desk.hamlets[0]).update(near_poor=None)

    response = desk.post({desk.cell(0, "near_poor"): "3"}, shown=shown)

    assert response.status_code == 409
    [cell] = response.context["conflict"].choices
    assert (cell.title, cell.theirs, cell.mine) == ("Ao – số hộ cận nghèo", "", "3")


@pytest.mark.parametrize(("keep", "stored"), [("mine", 6), ("theirs", 8)])
def test_conflict_of_a_cell_ends_as_chosen(desk, keep, stored):
    shown = desk.fields()
    desk.post({desk.cell(0, "poor"): "8"})
    page = desk.post({desk.cell(0, "poor"): "6", desk.cell(1, "poor"): "3"}, shown=shown)

    answer = desk.client.post(desk.url, sent_on(page, **{f"keep:{desk.cell(0, 'poor')}": keep}))

    assert answer.status_code == 302
    assert (desk.line(0).poor, desk.line(1).poor) == (stored, 3)


def test_third_person_is_not_overwritten_by_the_page_of_a_conflict(desk):
    shown = desk.fields()
    desk.post({desk.cell(0, "poor"): "8"})
    page = desk.post({desk.cell(0, "poor"): "6"}, shown=shown)
    desk.post({desk.cell(0, "poor"): "7"})

    answer = desk.client.post(desk.url, sent_on(page, **{f"keep:{desk.cell(0, 'poor')}": "mine"}))

    assert answer.status_code == 409
    [cell] = answer.context["conflict"].choices
    assert (cell.base, cell.theirs, cell.mine) == ("8", "7", "6")
    assert desk.line(0).poor == 7


def test_two_officers_at_one_published_total_see_both(desk):
    plan = small_plan(desk.unit)
    shown = desk.fields()
    desk.post({"d-households": "999"})

    page = desk.post({"d-households": "998", "d-poor": "5"}, shown=shown)

    assert page.status_code == 409
    assert declared(plan) == {"households": Decimal(999)}
    first, second = page.context["conflict"].choices
    assert (first.title, first.base, first.theirs, first.mine) == (
        *("Số in ở dòng Tổng – tổng số hộ", "", "999", "998"),
    )
    assert (second.title, second.keep) == ("Số in ở dòng Tổng – số hộ nghèo", "mine")
    assert page.context["conflict"].saved.user == desk.officer
    answer = desk.client.post(desk.url, sent_on(page, **{first.field_name: "theirs"}))
    assert answer.status_code == 302
    assert declared(plan) == {"households": Decimal(999), "poor": Decimal(5)}


def test_cells_that_were_not_sent_stay(desk):
    shown = desk.fields()
    theirs = {desk.cell(1, "poor"): "3"}
    untouched = {name: value for name, value in shown.items() if f"-{desk.hamlets[1].pk}-" not in name}
    desk.post(theirs)

    response = desk.post({desk.cell(2, "poor"): "1"}, shown=untouched)

    assert response.status_code == 302
    assert (desk.line(1).poor, desk.line(2).poor) == (3, 1)


def test_old_page_does_not_undo_what_somebody_saved_in_another_row(desk):
    shown = desk.fields()
    desk.post({desk.cell(1, "poor"): "3"})

    response = desk.post({desk.cell(2, "poor"): "1"}, shown=shown)

    assert response.status_code == 302
    assert (desk.line(1).poor, desk.line(2).poor) == (3, 1)


@pytest.mark.parametrize(("typed", "status"), [("6", 409), ("sáu", 422)])
def test_page_that_came_back_does_not_undo_what_was_saved_in_another_row(desk, typed, status):
    shown = desk.fields()
    HamletFigures.objects.filter(hamlet=desk.hamlets[0]).update(poor=8, near_poor=3)

    response = desk.post({desk.cell(0, "poor"): typed}, shown=shown)
    again = desk.post({desk.cell(0, "poor"): "6"}, shown=sent_back(response.text))

    assert (response.status_code, again.status_code) == (status, 302)
    assert (desk.line(0).poor, desk.line(0).near_poor) == (6, 3)


def test_refused_table_also_says_what_somebody_else_changed(desk):
    """The page that comes back remembers 8, so this is the last chance to say it."""
    shown = desk.fields()
    HamletFigures.objects.filter(hamlet=desk.hamlets[0]).update(poor=8)

    response = desk.post({desk.cell(0, "poor"): "6", desk.cell(1, "poor"): "ba"}, shown=shown)

    assert response.status_code == 422
    assert notes(response.text)["Ao"] == "Trong lúc đó đã có người sửa số hộ nghèo thành 8."
    assert notes(response.text)["Bãi"] == NOT_A_COUNT


TAMPERED = [
    "",
    "x",
    "[]",
    "null",
    "1",
    '"x"',
    '{"1":[1]}',
    '{"1":1}',
    '{"a":[1,1,1,1,1]}',
    '{"1":[[],[],[],[],[]]}',
    '{"1":["a","b","c","d","e"]}',
    '{"1":[NaN,1,1,1,1]}',
    "[" * 100_000,
    '{"1":' * 50_000,
    '{"1":[' + "9" * 5_000 + ",1,1,1,1]}",
    "\x00",
]


@pytest.mark.parametrize("text", TAMPERED, ids=lambda text: f"{text[:12]!a}")
def test_tampered_memory_of_the_page_breaks_nothing(desk, text):
    response = desk.post({"seen": text, desk.cell(1, "poor"): "3"})

    assert response.status_code in {302, 409}
    assert desk.line(1).poor == (3 if response.status_code == 302 else None)


@pytest.mark.parametrize("number", ["Infinity", "1e999"])
def test_endless_number_in_the_memory_of_the_page_breaks_nothing(desk, number):
    response = desk.post({"seen": f'{{"{desk.hamlets[1].pk}":[{number},1,1,1,1]}}'})

    assert response.status_code in {302, 409}


def test_names_of_no_cell_of_ours_are_passed_over(desk):
    foreign = counted_hamlets(CommuneFactory.create(), 1)[0]
    before = desk.state()
    strange = [f"c-{foreign.pk}-poor", "c-999999999-poor", "c--poor", "c-abc-poor", "c-1'--poor", "d-poor"]
    strange += [f"c-{desk.hamlets[0].pk}-{column}" for column in ("end_poor", "pk", "poor_rate", "")]

    response = desk.post(dict.fromkeys(strange, "1"))

    assert response.status_code == 302
    assert desk.state() == before


@pytest.mark.parametrize(("close", "reopen"), [(submitted, plan_return), (approved, plan_recall)])
def test_closed_table_refuses_with_the_sentence_and_opens_when_given_back(desk, close, reopen):
    shown = desk.fields()
    plan = close(small_plan(desk.unit))
    before = desk.state()

    page = desk.page()
    response = desk.post({desk.cell(0, "poor"): "6"}, shown=shown)

    assert (inputs(page), ">Lưu</button>" in page) == ({}, False)
    assert CLOSED in page
    assert response.status_code == 409
    assert CLOSED in messages_of(response)
    assert desk.state() == before

    reopen(plan=plan, note="Sửa số liệu.", by=leader_of(desk.unit))

    assert desk.post({desk.cell(0, "poor"): "6"}).status_code == 302
    assert desk.line(0).poor == 6


def test_leader_may_not_save(desk):
    shown, before = desk.fields(), desk.state()
    desk.client.force_login(leader_of(desk.unit))

    response = desk.client.post(desk.url, shown | {desk.cell(0, "poor"): "6"})

    assert response.status_code == 403
    assert "Chỉ cán bộ của xã, phường được sửa số liệu và chỉ tiêu." in response.text
    assert desk.state() == before


def test_words_of_places_are_never_markup(desk):
    name = '"><script>alert(1)</script>'
    Hamlet.objects.filter(pk=desk.hamlets[1].pk).update(name=name)

    page = desk.page()
    desk.post({desk.cell(1, "poor"): "3"})
    after = desk.page()

    assert "<script>alert" not in page + after
    assert name in notes(page)
    assert f"{name}, số hộ nghèo: trống → 3" in unescape(after)


# the published numbers of the total row


def declared(plan: Plan) -> dict[str, Decimal]:
    return dict(plan.declared_figures.values_list("column", "value"))


def test_published_total_is_printed_and_found_until_it_is_withdrawn(desk):
    plan = small_plan(desk.unit)
    finding = "dòng tổng in 999, cộng các dòng được 100"
    assert "Các số liệu đều khớp" in desk.page()

    response = desk.post({"d-households": "999"})

    assert response.status_code == 302
    assert declared(plan) == {"households": Decimal(999)}
    page = desk.page()
    assert ">Đã lưu số in ở dòng Tổng.</p>" in page
    assert finding in page
    cell = re.search(r'name="d-households"[^>]*>', page)
    assert cell
    assert "is-differing" in cell[0]
    assert finding in cell[0]
    assert page.count('class="is-differing"') == 1
    assert inputs(page)["d-households"] == "999"

    desk.post({"d-households": ""})

    assert declared(plan) == {}
    page = desk.page()
    assert finding not in page
    assert "Các số liệu đều khớp" in page


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("households", "-1"),
        ("households", "1,5"),
        ("households", "<b>"),
        ("households", "1" * 10_000),
        ("poor_reduction_rate", "abc"),
        ("poor_reduction_rate", "-0,5"),
        ("poor_reduction_rate", "0,123456"),
    ],
)
def test_bad_published_total_comes_back_and_nothing_is_saved(desk, column, text):
    small_plan(desk.unit)
    before = desk.state()

    response = desk.post({f"d-{column}": text, desk.cell(0, "poor"): "6"})

    assert response.status_code == 422
    assert messages_of(response) == [LOOK_AGAIN]
    assert refused(response.text) == {f"d-{column}"}
    assert inputs(response.text)[f"d-{column}"] == text
    assert inputs(response.text)[desk.cell(0, "poor")] == "6"
    assert re.search(r'<p class="row-note">[^<]{10,}</p>', response.text)
    assert desk.state() == before


def test_published_rate_is_kept_with_its_comma(desk):
    plan = small_plan(desk.unit)

    desk.post({"d-poor_reduction_rate": "2,05"})

    assert declared(plan) == {"poor_reduction_rate": Decimal("2.05")}
    assert desk.fields()["d-poor_reduction_rate"] == "2,05"


def test_published_rate_with_three_decimals_survives_another_save(desk):
    plan = small_plan(desk.unit)
    desk.post({"d-poor_reduction_rate": "2,055"})
    assert declared(plan) == {"poor_reduction_rate": Decimal("2.055")}

    desk.post({desk.cell(1, "poor"): "3"})

    assert declared(plan) == {"poor_reduction_rate": Decimal("2.055")}


def test_old_page_does_not_withdraw_a_published_total_given_meanwhile(desk):
    plan = small_plan(desk.unit)
    shown = desk.fields()
    declared_save(plan=plan, figures={(None, "households"): Decimal(999)}, by=None)

    desk.post({desk.cell(1, "poor"): "3"}, shown=shown)

    assert declared(plan) == {"households": Decimal(999)}


def test_only_columns_of_the_plans_table_have_a_published_total(desk):
    small_plan(desk.unit, kind=PlanKind.GROUP_TARGETS)

    names = {name for name in desk.fields() if name.startswith("d-")}

    assert names == {"d-households", "d-poor", "d-poor_reduction"}


def test_without_a_plan_there_is_no_published_total(desk):
    response = desk.post({"d-households": "999"})

    assert response.status_code == 302
    assert not [name for name in desk.fields() if name.startswith("d-")]
    assert not DeclaredFigure.objects.exists()


# growth


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("with_plan", [False, True])
@pytest.mark.parametrize("name", ["plans:grid", "plans:year"])
def test_pages_ask_no_more_for_many_hamlets(client, db, name, with_plan):
    asked = []
    for number in (3, 30):
        unit = CommuneFactory.create()
        counted_hamlets(unit, number)
        if with_plan:
            small_plan(unit)
        client.force_login(officer_of(unit))
        asked.append(queries_of(client, reverse(name, args=[unit.pk, YEAR])))

    assert asked[0] == asked[1] > 3


@pytest.mark.parametrize("name", ["plans:grid", "plans:year"])
def test_pages_ask_no_more_for_somebody_who_works_in_many_communes(desk, name):
    url = reverse(name, args=[desk.unit.pk, YEAR])
    asked = []
    for more in (1, 19):
        for _ in range(more):
            other = CommuneFactory.create()
            MembershipFactory.create(user=desk.officer, unit=other)
            counted_hamlets(other, 2)
            small_plan(other)
        asked.append(queries_of(desk.client, url))

    assert asked[0] == asked[1]


@pytest.mark.parametrize("name", ["plans:grid", "plans:year"])
def test_pages_ask_no_more_when_other_people_have_many_communes(desk, name):
    url = reverse(name, args=[desk.unit.pk, YEAR])
    asked = []
    for more in (1, 19):
        for _ in range(more):
            counted_hamlets(CommuneFactory.create(), 2)
        asked.append(queries_of(desk.client, url))

    assert asked[0] == asked[1]


def test_published_number_of_a_hamlet_is_listed_and_withdrawn(desk: Desk) -> None:
    plan = small_plan(desk.unit)
    hamlet = desk.hamlets[0].pk
    declared_save(plan=plan, figures={(hamlet, "poor_reduction_rate"): Decimal("9.99")}, by=None)
    assert "9,99" in desk.page()
    figure = plan.declared_figures.get()

    shown = {"figure": str(figure.pk), "value": format_plain(figure.value)}
    response = desk.client.post(reverse("plans:declared_withdraw", args=[plan.slug]), shown)

    assert response.status_code == 302
    assert not plan.declared_figures.exists()
    assert "9,99" not in desk.page()


@pytest.mark.parametrize("figure", ["", "x", "-1", "999999", "1" * 50, "１"])
def test_withdrawing_what_is_no_published_number_changes_nothing(desk: Desk, figure: str) -> None:
    plan = small_plan(desk.unit)
    declared_save(plan=plan, figures={(None, "households"): Decimal(999)}, by=None)

    response = desk.client.post(reverse("plans:declared_withdraw", args=[plan.slug]), {"figure": figure})

    assert response.status_code == 302
    assert plan.declared_figures.count() == 1
