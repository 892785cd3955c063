"""Pages and files of a round's tables and lists."""

from __future__ import annotations

import io
import json
import re
from urllib.parse import unquote

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from households.models import Household, Membership, Review
from households.queries import reviewed
from households.rules import TABLE_NUMBERS, Cause, Classification, Measure, Need, Role, Selection, mask_of
from povertyplan.common.models import AuditEvent
from povertyplan.documents import pdf
from povertyplan.documents.blocks import Document
from povertyplan.documents.html import render_body
from povertyplan.documents.lint import lint
from tests.factories import (
    HamletFactory,
    HouseholdFactory,
    MemberFactory,
    MembershipFactory,
    ReviewFactory,
    ReviewRoundFactory,
    leader_of,
    officer_of,
)
from tests.households.round_world import round_world

pytestmark = pytest.mark.django_db
ILLNESS = mask_of(frozenset({[*Cause].index(Cause.ILLNESS) + 1}))
HEALTH = mask_of(frozenset({[*Need].index(Need.HEALTH) + 1}))


@pytest.fixture
def world():
    return round_world(households=60, hamlets=2)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def officer(unit, *, sees_health=False) -> Client:
    user = officer_of(unit)
    Membership.objects.filter(user=user).update(sees_health=sees_health)
    return signed_in(user)


def address(name, round, *args, **query):
    return reverse(f"households:{name}", args=[round.pk, *args], query=query)


def last_event() -> AuditEvent:
    return AuditEvent.objects.latest("pk")


def test_each_cell_of_a_page_leads_to_as_many_households(world):
    client = officer(world.unit, sees_health=True)
    followed = 0
    for number in (1, 2, 8, 10):
        text = client.get(address("round_table", world.now, number)).text
        total = text[text.index("<tfoot>") :]
        for url, shown in re.findall(r'<a href="([^"]+)">([\d.]+)</a>', total):
            said = client.get(url.replace("&amp;", "&")).text
            counted = re.search(r"<strong>([\d.]+) hộ</strong>, ([\d.]+) khẩu", said)
            assert counted
            assert shown in counted.groups(), (number, url)
            followed += 1
    assert followed > 40


@pytest.mark.parametrize("households", [30, 90])
@pytest.mark.parametrize(
    ("name", "args", "queries"),
    [
        ("reviewed", (), 19),
        ("reviewed_excel", (), 18),
        ("round_tables", (), 8),
        ("round_table", (2,), 9),
        ("round_table", (15,), 15),
        ("round_tables_excel", (), 23),
    ],
)
def test_page_takes_as_many_queries_for_many_households(
    households, name, args, queries, django_assert_num_queries
):
    world = round_world(households=households)
    client = officer(world.unit)

    with django_assert_num_queries(queries):
        assert client.get(address(name, world.now, *args)).status_code == 200


def test_list_is_in_name_order_and_fifty_a_page(world):
    round = ReviewRoundFactory.create(unit=world.unit, year=2030)
    for name in ("Lò Văn Út", "Lò Thị An", "Lò Văn Đào", "Lò Văn Dung"):
        ReviewFactory.create(
            round=round, household=HouseholdFactory.create(hamlet=world.hamlets[0], head_name=name)
        )
    for _ in range(50):
        ReviewFactory.create(
            round=round, household=HouseholdFactory.create(hamlet=world.hamlets[0], head_name="Lò Mẫu")
        )

    first, last = (reviewed(round=round, selection=Selection(), page=page) for page in (1, 9))

    assert (len(first.lines), len(last.lines), last.page.number, last.page.last) == (50, 4, 2, 2)
    names = [line.head_name for line in (*first.lines, *last.lines)]
    assert [*names[:3], names[-1]] == ["Lò Thị An", "Lò Văn Dung", "Lò Văn Đào", "Lò Văn Út"]
    assert [line.number for line in last.lines] == [51, 52, 53, 54]


@pytest.mark.parametrize(
    "query",
    [
        {"loai": "giau"},
        {"thon": "999999"},
        {"thon": "x"},
        {"thon": "9" * 30},
        {"thieuhut": "13"},
        {"biendong": "<b>"},
        {"dantoc": "-01.99x"},
        {"ky": "now"},
        {"nhap": "yes' OR 1=1"},
        {"nguyennhan": "\x00"},
    ],
)
def test_filter_that_cannot_be_shows_no_household(world, query):
    client = officer(world.unit)

    page = client.get(address("reviewed", world.now, **query))

    assert page.status_code == 422
    assert "Bộ lọc không dùng được" in page.text
    assert "Lò Mẫu" not in page.text
    for name in ("reviewed_excel", "reviewed_pdf"):
        answer = client.get(address(name, world.now, **query))
        assert (answer.status_code, answer["Location"][:9]) == (302, "/ra-soat/")


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 30, "²"])
def test_page_that_is_not_there_is_one_that_is(world, page):
    client = officer(world.unit)

    assert client.get(address("reviewed", world.now, trang=page)).status_code == 200
    assert client.get(address("round_table", world.now, 14, trang=page)).status_code == 200


def test_table_that_is_not_there_is_no_page(world):
    client = officer(world.unit)

    for name in ("round_table", "round_table_excel", "round_table_pdf"):
        assert client.get(address(name, world.now, 16)).status_code == 404
        assert client.get(address(name, world.now, 0)).status_code == 404


@pytest.mark.parametrize("query", [{"nguyennhan": "illness"}, {"nhucau": "health"}])
def test_list_of_the_ill_is_for_those_who_may_see_health(world, query):
    without, with_health = officer(world.unit), officer(world.unit, sees_health=True)

    for name in ("reviewed", "reviewed_excel", "reviewed_pdf"):
        assert without.get(address(name, world.now, **query)).status_code == 403
    assert with_health.get(address("reviewed", world.now, **query)).status_code == 200
    cell = "nguyennhan=illness"
    assert cell not in without.get(address("round_table", world.now, 10)).text
    assert cell in with_health.get(address("round_table", world.now, 10)).text


@pytest.mark.parametrize(
    ("sees_health", "query", "expected"),
    [(False, {}, False), (False, {"suckhoe": "1"}, False), (True, {}, False), (True, {"suckhoe": "1"}, True)],
)
def test_columns_of_health_are_there_only_when_asked_for_by_who_may(world, sees_health, query, expected):
    client = officer(world.unit, sees_health=sees_health)

    text = client.get(address("round_table", world.now, 15, **query)).text
    book = load_workbook(io.BytesIO(client.get(address("round_table_excel", world.now, 15, **query)).content))

    heads = [cell.value for row in book["Biểu 15"].iter_rows(max_row=6) for cell in row]
    assert ("KCKNLĐ" in text) == ("KCKNLĐ" in heads) == ("Y tế" in heads) == expected
    assert last_event().details["health"] == expected


def test_list_is_kept_by_filter_and_count(world):
    client = officer(world.unit)
    hamlet = world.hamlets[0]
    before = AuditEvent.objects.count()

    client.head(address("reviewed", world.now))
    assert AuditEvent.objects.count() == before
    client.get(address("reviewed", world.now, loai="poor", thon=hamlet.pk))

    found = reviewed(
        round=world.now, selection=Selection(classification=Classification.POOR), hamlets=[hamlet.pk]
    )
    event = last_event()
    assert (event.action, event.unit_code) == ("round_list_read", world.unit.code)
    assert event.details == {
        "filter": {"loai": "poor"},
        "hamlet": hamlet.pk,
        "households": found.page.households,
    }
    client.get(address("reviewed_excel", world.now))
    assert (last_event().action, last_event().details["file"]) == ("round_list_downloaded", "xlsx")
    client.get(address("round_table", world.now, 14))
    assert last_event().action == "round_details_read"
    client.get(address("round_tables_excel", world.now))
    assert last_event().details["tables"] == [*TABLE_NUMBERS]
    assert AuditEvent.objects.count() == before + 4


def test_log_tells_in_words_by_what_a_list_was_chosen(world):
    client, hamlet = officer(world.unit), world.hamlets[0]
    client.get(address("reviewed", world.now, loai="near_poor", dacdiem="merit", thon=hamlet.pk))
    client.get(address("round_tables_excel", world.now))

    page = signed_in(leader_of(world.unit)).get(reverse("households:log", args=[world.unit.pk])).text

    assert "Xem danh sách rà soát" in page
    assert "Phân loại: <b>hộ cận nghèo</b>" in page
    assert "Đặc điểm: <b>có người có công</b>" in page
    assert f"Thôn, tổ: <b>{hamlet.name}</b>" in page
    assert "Loại tệp: <b>xlsx</b>" in page


def test_no_address_or_file_name_holds_a_person(world):
    client = officer(world.unit, sees_health=True)
    Household.objects.update(sort_key="x")
    Review.objects.update(head_name="Lò Dấu Riêng")
    for name, args in (("reviewed", ()), ("round_table", (2,)), ("round_table", (15,)), ("round_tables", ())):
        text = client.get(address(name, world.now, *args)).text
        addresses = [unquote(found) for found in re.findall(r'(?:href|action)="([^"]*)"', text)]
        assert addresses
        assert not [
            found for found in addresses if "riêng" in found.casefold() or "rieng" in found.casefold()
        ]
    for name in ("reviewed_excel", "round_tables_excel"):
        assert "rieng" not in client.get(address(name, world.now))["Content-Disposition"]


def test_numbers_stay_numbers_and_text_is_no_formula(world):
    client = officer(world.unit)
    Review.objects.filter(round=world.now).update(head_name='=HYPERLINK("x")')

    lists = load_workbook(io.BytesIO(client.get(address("reviewed_excel", world.now)).content))
    tables = load_workbook(io.BytesIO(client.get(address("round_tables_excel", world.now)).content))

    assert tables.sheetnames == [f"Biểu {number}" for number in TABLE_NUMBERS]
    cells = [cell for sheet in (*lists, *tables) for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type in "fe"]
    assert {cell.value for cell in lists["Danh sách"]["B"]} >= {'=HYPERLINK("x")'}
    rows = [row for row in tables["Biểu 1"].iter_rows(values_only=True) if row[1] == "Tổng cộng"]
    assert rows[0][2] == "…"
    assert isinstance(rows[0][4], int)


def test_hamlet_leader_sees_totals_of_his_hamlets_alone(world):
    mine, other = world.hamlets
    leader = MembershipFactory.create(unit=world.unit, hamlet=mine, role=Role.HAMLET_LEADER).user
    client = signed_in(leader)

    page = client.get(address("round_table", world.now, 1)).text
    refused = client.get(address("reviewed", world.now, thon=other.pk))
    own = client.get(address("reviewed", world.now))

    assert mine.name in page
    assert other.name not in page + own.text
    assert refused.status_code == 422
    alone = reviewed(round=world.now, selection=Selection(), hamlets=[mine.pk])
    assert f"<strong>{alone.sums[Measure.HOUSEHOLDS]} hộ</strong>" in own.text


def test_detail_list_has_a_line_for_each_member_of_the_day(world):
    round = ReviewRoundFactory.create(unit=world.unit, year=2030)
    hamlet = HamletFactory.create(unit=world.unit)
    household = HouseholdFactory.create(hamlet=hamlet, head_name="Lò Văn Cả")
    MemberFactory.create(household=household, name="Lò Thị Con", birth_year=2015)
    MemberFactory.create(household=household, name="Lò Đã Đi", left_date=round.reference_date)
    MemberFactory.create(
        household=household, name="Lò Chưa Đến", joined_date=round.reference_date.replace(year=2031)
    )
    ReviewFactory.create(round=round, household=household, poor=True, merit=True, needs=HEALTH | 0b10)

    rows = re.findall(r"<tr>(.*?)</tr>", officer(world.unit).get(address("round_table", round, 15)).text)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in rows if "<td" in row]

    assert cells[0][:7] == ["1", "1", "Lò Văn Cả", "1980", "", "", "chủ hộ"]
    assert cells[0][7:] == ["", "", "", "x", "", "x", "", "", "", ""]
    assert cells[1][:7] == ["1", "2", "Lò Thị Con", "", "2015", "", "con"]
    assert len(cells) == 2


@pytest.mark.parametrize("name", ["reviewed_pdf", "round_table_pdf"])
def test_too_much_for_paper_is_refused_with_a_way_out(world, name, monkeypatch):
    monkeypatch.setattr("households.compose.round_documents.PAPER_CELLS", 50)
    args = (15,) if name == "round_table_pdf" else ()

    answer = officer(world.unit).get(address(name, world.now, *args))

    assert answer.status_code == 422
    assert "tải bản Excel" in answer.text


def test_paper_of_tables_and_of_a_list_keeps_the_rules(world, monkeypatch):
    drawn: list[Document] = []

    def keep(documents: list[Document]) -> bytes:
        drawn.extend(documents)
        return b"%PDF"

    monkeypatch.setattr("povertyplan.jobs.printing.render_pdfs", keep)
    client = officer(world.unit)
    client.get(address("round_tables_pdf", world.now))
    client.get(address("reviewed_pdf", world.now, loai="poor"))

    tables = drawn[0]

    assert len(tables.appendices) == 13
    assert not re.search(r"Mẫu 7[.]\d", render_body(tables))  # the official form's number is not on paper
    assert len({table.key for table in tables.tables()}) == len(tables.tables())
    for document in drawn:
        assert lint(pdf.render_pdf(document), draft=True) == ()


def test_command_writes_the_tables(world, tmp_path):
    code, year = world.unit.code, str(world.now.year)

    for ending in ("xlsx", "json"):
        call_command("round_tables", code, year, f"--output={tmp_path}/bieu.{ending}", stdout=io.StringIO())
    call_command(
        "round_tables", code, year, "--tables", "1", f"--output={tmp_path}/bieu.pdf", stdout=io.StringIO()
    )

    made = json.loads((tmp_path / "bieu.json").read_text())
    assert [table["number"] for table in made["tables"]] == [*TABLE_NUMBERS]
    assert (made["unit"], made["official"]) == (code, False)
    total = dict(
        zip(
            (column["key"] for column in made["tables"][0]["columns"]),
            made["tables"][0]["total"]["cells"],
            strict=True,
        )
    )
    found = reviewed(round=world.now, selection=Selection(classification=Classification.POOR))
    assert (total["poor_households"], total["households"]) == (found.page.households, None)
    assert (tmp_path / "bieu.pdf").read_bytes().startswith(b"%PDF")
    assert load_workbook(tmp_path / "bieu.xlsx").sheetnames[-1] == "Biểu 15"
    assert (last_event().action, last_event().user_id) == ("round_tables_downloaded", None)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("00000", "2026", "--output=x.json"), "Không có xã"),
        (("{code}", "2031", "--output=x.json"), "không có đợt rà soát năm 2031"),
        (("{code}", "2026", "--month=3", "--output=x.json"), "không có đợt rà soát tháng 3"),
        (("{code}", "2026", "--output=x.csv"), "Đuôi tệp phải là"),
        (("{code}", "2026", "--output=/khong/co/x.json"), "Không ghi được tệp"),
    ],
)
def test_command_says_what_is_wrong(world, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("round_tables", *(argument.format(code=world.unit.code) for argument in arguments))
