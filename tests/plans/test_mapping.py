"""Which sheet, head rows and columns are proposed, and what is said to be unclear instead of guessed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.conf import settings

from plans.resources import HamletName, SheetMapping, propose, read_rows
from povertyplan.documents.xlsx import Sheet, Workbook
from povertyplan.documents.xlsx.heads import Grid, is_number_row
from tests.plans.officer_sheets import paper, text
from tests.plans.officer_tables.words import YEAR

HAMLETS = [
    HamletName(pk=pk, name=name, label="xóm")
    for pk, name in enumerate(("Ba Giăng", "Lê Lợi", "Ninh Giang", "Rừng Vằn"), 1)
]
MAPPING = SheetMapping(
    sheet="Biểu 1", first_head=3, last_head=5, columns={"name": 2, "poor": 4}, names={"ba giang": 7}
)


def workbook(*papers, names=("S", "T", "U")):
    return Workbook(sheets=tuple(each.sheet(name) for each, name in zip(papers, names, strict=False)))


def proposed(*lines, merged=(), hamlets=HAMLETS, **options):
    return propose(workbook(paper(*lines, merged=merged)), hamlets=hamlets, year=YEAR, **options)


def test_phu_thinh_table_is_read_as_its_plan_prints_it():
    commune = next(each for each in json.loads(_communes()) if each["unit"] == "05800")
    keys = ("households", "poor", "near_poor", "poor_reduction", "", "near_poor_reduction", "")
    lines = [
        "|".join([str(order), row["name"], *(str(_shown(row.get(key, "0,5"))) for key in keys)])
        for order, row in enumerate(commune["hamlets"], 1)
    ]
    hamlets = [
        HamletName(pk=pk, name=row["name"], label="xóm") for pk, row in enumerate(commune["hamlets"], 1)
    ]
    book = workbook(
        paper(
            "KẾ HOẠCH PHẤN ĐẤU GIẢM TỶ LỆ HỘ NGHÈO VÀ HỘ CẬN NGHÈO NĂM 2026",
            "(Kèm theo Kế hoạch số /KH-UBND ngày tháng 5 năm 2026)",
            "",
            "STT|Tên xóm|Thời điểm 31/12/2025|||Chỉ tiêu giao giảm nghèo năm 2026|||",
            "||Tổng số hộ|Số hộ nghèo|Số hộ cận nghèo|Số hộ nghèo giảm|Tỷ lệ giảm %|Số hộ cận nghèo giảm"
            "|Tỷ lệ giảm%",
            *lines,
            "|Tổng|5.441|127|118|43|0,79|43|0,79",
            merged=((4, 1, 5, 1), (4, 2, 5, 2), (4, 3, 4, 5), (4, 6, 4, 9), (1, 1, 1, 9), (2, 1, 2, 9)),
        )
    )

    proposal = propose(book, hamlets=hamlets, year=2026)
    content = read_rows(book, proposal.mapping, hamlets=hamlets)

    assert proposal.problems == ()
    assert (content.errors, content.unknown) == ((), ())
    assert {row.name: row.values for row in content.rows} == _truth(commune)
    assert [note.split(" (")[0] for note in content.notes] == ["Ô C46", "Ô F46", "Ô H46"]
    assert "ghi 5.441, cộng các dòng được 5.053." in content.notes[0]


def test_bac_son_table_is_read_as_its_plan_prints_it():
    commune = next(each for each in json.loads(_communes()) if each["unit"] == "14809")
    lines = [
        f"{order}|{row['name']}|{row['households']}|{row['poor']}|0,84|{row['poor_reduction']}|0{row['poor']}|0,42"
        for order, row in enumerate(commune["hamlets"], 1)
    ]
    hamlets = [
        HamletName(pk=pk, name=row["name"], label="khu phố") for pk, row in enumerate(commune["hamlets"], 1)
    ]
    book = workbook(
        paper(
            "TT|Đơn vị|Số hộ|Hộ nghèo đầu năm 2023|Tỷ lệ|Chỉ tiêu giảm hộ nghèo|Dự kiến HN cuối năm 2023"
            "|Dự kiến tỷ lệ HN cuối năm 2023",
            *lines,
            "|Cộng|2452|29|1,18|08|21|0,85",
        )
    )

    proposal = propose(book, hamlets=hamlets, year=2023)
    content = read_rows(book, proposal.mapping, hamlets=hamlets)

    assert proposal.problems == ()
    assert (content.errors, content.unknown, content.notes) == ((), (), ())
    assert {row.name: row.values for row in content.rows} == _truth(commune)


def _communes():
    return (settings.BASE / "fixtures/demo/communes.json").read_text(encoding="utf-8")


def _shown(value):
    return "" if value is None else value


def _truth(commune):
    return {
        row["name"]: {key: value for key, value in row.items() if key != "name" and value is not None}
        for row in commune["hamlets"]
    }


@pytest.mark.parametrize(
    ("lines", "merged", "heads", "columns"),
    [
        pytest.param(
            ("STT|Tên xóm|TSH|HN", "1|Ba Giăng|9|1"),
            (),
            (1, 1),
            {"name": 2, "households": 3, "poor": 4},
            id="one row",
        ),
        pytest.param(
            ("", "", "", "", "||Tên xóm|TSH|HN", "||Ba Giăng|9|1"),
            (),
            (5, 5),
            {"name": 3, "households": 4, "poor": 5},
            id="begins at C5",
        ),
        pytest.param(
            ("STT|Tên xóm|TSH|HN", "A|B|1|2", "1|Ba Giăng|9|1"),
            (),
            (1, 2),
            {"name": 2, "households": 3, "poor": 4},
            id="letters and numbers of columns",
        ),
        pytest.param(
            ("STT|Tên xóm|TSH|HN|Tỷ lệ", "(1)|(2)|(3)|(4)|(5)=(4)/(3)", "1|Ba Giăng|9|1|11,1"),
            (),
            (1, 2),
            {"name": 2, "households": 3, "poor": 4},
            id="numbers of columns in brackets",
        ),
        pytest.param(
            ("STT|Tên xóm|Đầu năm||Chỉ tiêu giảm|", "||HN|HCN|HN|HCN", "1|Ba Giăng|9|8|1|2"),
            (),
            (1, 2),
            {"name": 2, "poor": 3, "near_poor": 4, "poor_reduction": 5, "near_poor_reduction": 6},
            id="groups without merged cells",
        ),
        pytest.param(
            ("||||Chỉ tiêu giảm năm 2026|", "STT|Tên xóm|HN|HCN|HN|HCN", "1|Ba Giăng|9|8|1|2"),
            ((1, 5, 1, 6),),
            (1, 2),
            {"name": 2, "poor": 3, "near_poor": 4, "poor_reduction": 5, "near_poor_reduction": 6},
            id="a group alone in its row",
        ),
        pytest.param(
            (
                "STT|Tên xóm|Hộ nghèo|||Hộ cận nghèo||",
                "||Đầu năm 2026||Giảm|Đầu năm 2026||Giảm",
                "||Số hộ|Tỷ lệ||Số hộ|Tỷ lệ|",
                "1|Ba Giăng|9|1,1|2|8|1,0|1",
            ),
            (
                *((1, 1, 3, 1), (1, 2, 3, 2), (1, 3, 1, 5), (1, 6, 1, 8)),
                *((2, 3, 2, 4), (2, 5, 3, 5), (2, 6, 2, 7), (2, 8, 3, 8)),
            ),
            (1, 3),
            {"name": 2, "poor": 3, "near_poor": 6, "poor_reduction": 5, "near_poor_reduction": 8},
            id="three levels",
        ),
        pytest.param(
            ("STT|Tên xóm|2025||2026|", "||HN|HCN|HN giảm|HCN giảm", "1|Ba Giăng|9|8|1|2"),
            ((1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4), (1, 5, 1, 6)),
            (1, 2),
            {"name": 2, "poor": 3, "near_poor": 4, "poor_reduction": 5, "near_poor_reduction": 6},
            id="years as numbers",
        ),
        pytest.param(
            ("STT|Tên xóm|31/12/2024||31/12/2025|", "||HN|HCN|HN|HCN", "1|Ba Giăng|9|8|1|2"),
            ((1, 3, 1, 4), (1, 5, 1, 6)),
            (1, 2),
            {"name": 2, "poor": 5, "near_poor": 6},
            id="the year before is another year",
        ),
        pytest.param(
            ("STT|Tên xóm|HN|Hộ nghèo đầu năm|Dự kiến HN cuối năm", "1|Ba Giăng|9|8|7"),
            (),
            (1, 1),
            {"name": 2, "poor": 4},
            id="what says its moment goes first",
        ),
        pytest.param(
            ("STT|Nội dung|TSH", "1|Ba Giăng|9", "2|Lê Lợi|8"),
            (),
            (1, 1),
            {"name": 2, "households": 3},
            id="names known by themselves",
        ),
        pytest.param(
            ("STT|Đơn vị|Tên xóm|TSH", "1|Chi bộ 1|Ba Giăng|9", "2|Chi bộ 2|Lê Lợi|8"),
            (),
            (1, 1),
            {"name": 3, "households": 4},
            id="of two columns the one with the commune's names",
        ),
        pytest.param(
            ("Danh sách|Ghi chú", "a|b", "", "TT|Xóm|TSH|HN", "1|Ba Giăng|9|8"),
            (),
            (4, 4),
            {"name": 2, "households": 3, "poor": 4},
            id="another list above",
        ),
    ],
)
def test_head_and_columns_are_found(lines, merged, heads, columns):
    proposal = proposed(*lines, merged=merged)

    assert proposal.problems == ()
    assert (proposal.mapping.first_head, proposal.mapping.last_head) == heads
    assert proposal.mapping.columns == columns


@pytest.mark.parametrize(
    ("lines", "merged", "columns", "sentence"),
    [
        (("1|Ba Giăng|9", "2|Lê Lợi|8"), (), {"name": 2}, "Không tìm thấy hàng tiêu đề"),
        (("TSH|HN", "9|1"), (), {"households": 1, "poor": 2}, "Không tìm thấy cột tên"),
        (("Xóm|Ghi chú|Trưởng xóm", "Ba Giăng|x|y"), (), {"name": 1}, "Không nhận ra cột số hộ nào"),
        (("Xóm|HN|Số hộ nghèo", "Ba Giăng|9|1"), (), {"name": 1}, "cột B (“HN”), cột C (“Số hộ nghèo”)"),
        (
            ("Xóm|Thôn|HN", "Ba Giăng|Ba Giăng|9"),
            (),
            {"poor": 3},
            "Cột tên thôn, tổ dân phố có thể là cột A (“Xóm”), cột B (“Thôn”)",
        ),
        (("Xóm|TSH|HN năm 2026", "Ba Giăng|9|1"), (), {"name": 1, "households": 2}, "đầu năm hay cuối năm"),
        (
            ("STT|Tên xóm|Tổng số hộ|HN", "||Số hộ nghèo|", "1|Ba Giăng|9|1"),
            ((1, 1, 2, 1), (1, 2, 2, 2), (1, 4, 2, 4)),
            {"name": 2, "poor": 4},
            "cột C (“Tổng số hộ: Số hộ nghèo”) nói hai điều khác nhau",
        ),
        (
            ("Xóm|TSH|HN", "Ba Giăng|9|1", "Xóm|HN|TSH", "Lê Lợi|1|9"),
            (),
            {"name": 1},
            "Tiêu đề lặp lại ở ô B3 ghi khác",
        ),
        (
            ("Xóm|TSH|HN", "Xóm|HN|TSH", "Ba Giăng|9|1"),
            (),
            {"name": 1},
            "Tiêu đề lặp lại ở ô B2 ghi khác",
        ),
        (
            ("||KẾ HOẠCH GIẢM NGHÈO NĂM 2026|", "STT|Xóm|HN|HCN|TSH", "1|Ba Giăng|1|2|9"),
            ((1, 3, 1, 4),),
            {"name": 2, "households": 5},
            "không rõ là tên nhóm cột hay tên bảng",
        ),
    ],
)
def test_what_is_unclear_is_said_and_not_mapped(lines, merged, columns, sentence):
    proposal = proposed(*lines, merged=merged)

    assert proposal.mapping.columns == columns
    assert sentence in " ".join(proposal.problems)


@pytest.mark.parametrize(
    ("row", "numbers"),
    [
        *(
            (row, True)
            for row in ("1|2|3", "(1)|(2)|(3)", "A|B|1|2", "[1]|[2]|[3]", "1|2|3|4=3/2", "1|2|3|5", "a|b|1|2")
        ),
        *(
            (row, False)
            for row in ("2|3|4", "1|2", "1|Ba Giăng|2", "1|1|2", "1|5|9", "B|A|1|2", "1|A|2", "A|B|C", "")
        ),
    ],
)
def test_numbers_of_columns_count_from_one(row, numbers):
    assert is_number_row(Grid(paper(row, "|||||.").sheet()).filled(1)) is numbers


def test_every_column_is_shown_with_its_heading_and_first_values():
    proposal = proposed(
        "STT|Tên xóm|Chỉ tiêu giảm năm 2026||",
        "||Số hộ nghèo|%|",
        "1|Ba Giăng|4|1,1|a",
        "2|Lê Lợi|4|2,2|",
        "3|Đèo|5||",
    )

    shown = [(each.column, each.text, each.key, each.samples) for each in proposal.headings]

    assert shown == [
        (1, "STT", "", ("1", "2", "3")),
        (2, "Tên xóm", "name", ("Ba Giăng", "Lê Lợi", "Đèo")),
        (3, "Chỉ tiêu giảm năm 2026: Số hộ nghèo", "poor_reduction", ("4", "5")),
        (4, "Chỉ tiêu giảm năm 2026: %", "", ("1,1", "2,2")),
        (5, "", "", ("a",)),
    ]


@pytest.mark.parametrize(("lines", "column"), [("Xóm|HN|Hộ nghèo", 3), ("Xóm|HN|Ghi chú", 2)])
def test_hidden_column_is_used_only_where_no_other_is(lines, column):
    sheet = paper(lines, "Ba Giăng|9|1")
    sheet.hidden_columns = {2}

    proposal = propose(workbook(sheet), hamlets=HAMLETS, year=YEAR)

    assert proposal.problems == ()
    assert proposal.mapping.columns["poor"] == column
    assert [each.column for each in proposal.headings if each.hidden] == [2]


def test_sheet_most_like_the_table_is_chosen_and_others_can_be():
    book = workbook(
        paper("Ghi chú|Danh mục", "a|b"), paper("Xóm|TSH|HN", "Ba Giăng|9|1"), paper("Xóm|TSH", "Đèo|9")
    )

    best = propose(book, hamlets=HAMLETS, year=YEAR)
    other = propose(book, hamlets=HAMLETS, year=YEAR, sheet="U")

    assert (best.mapping.sheet, other.mapping.sheet) == ("T", "U")
    assert best.problems == other.problems == ()
    assert best.sheets == ("S", "T", "U")
    with pytest.raises(ValueError, match="no sheet"):
        propose(book, hamlets=HAMLETS, year=YEAR, sheet="V")


def test_equal_sheets_are_a_question():
    book = workbook(paper("Xóm|TSH", "Ba Giăng|9"), paper("Xóm|TSH", "Lê Lợi|9"))

    proposal = propose(book, hamlets=HAMLETS, year=YEAR)

    assert "“S”, “T”" in proposal.problems[0]
    assert propose(book, hamlets=HAMLETS, year=YEAR, sheet="T").problems == ()


def test_hidden_sheet_stands_behind_a_visible_one():
    table = paper("Xóm|TSH", "Ba Giăng|9")
    book = Workbook(sheets=(table.sheet("Ẩn", hidden=True), table.sheet("Biểu")))

    assert propose(book, hamlets=HAMLETS, year=YEAR).mapping.sheet == "Biểu"


def test_empty_sheet_is_no_table():
    proposal = propose(Workbook(sheets=(Sheet(name="S"),)), hamlets=HAMLETS, year=YEAR)

    assert proposal.mapping.columns == {}
    assert proposal.headings == ()
    assert len(proposal.problems) == 1


def test_names_are_new_only_where_the_commune_has_none():
    lines = ("Xóm|TSH", "Ba Giăng|9")

    assert proposed(*lines, hamlets=[]).mapping.add_names is True
    assert proposed(*lines).mapping.add_names is False


def test_confirmed_mapping_is_remembered_by_the_head_of_another_year():
    first = proposed("Biểu 01", "Xóm|HN|Hộ nghèo năm 2026|Chỉ tiêu năm 2026", "Ba Giăng|9|8|1")
    decided = replace(
        first.mapping,
        columns={"name": 1, "poor": 3, "poor_reduction": 4},
        names={"ba giang cu": 1, "xóm cũ": 99},
        add_names=True,
    )
    memory = {first.fingerprint: decided}
    book = workbook(paper("Xóm|HN|Hộ nghèo năm 2027|Chỉ tiêu năm 2027", "Ba Giăng|9|8|1"))

    later = propose(book, hamlets=HAMLETS, year=YEAR + 1, remembered=memory.get)

    assert later.fingerprint == first.fingerprint
    assert later.mapping.columns == decided.columns
    assert later.mapping.names == {"ba giang cu": 1}
    assert later.mapping.add_names is False
    assert (later.mapping.first_head, later.mapping.last_head) == (1, 1)
    assert later.problems == ()


def test_nothing_is_remembered_without_a_head():
    proposal = proposed("1|Ba Giăng|9", "2|Lê Lợi|8", remembered=lambda fingerprint: MAPPING)

    assert proposal.fingerprint == ""
    assert proposal.mapping.columns == {"name": 2}


def test_remembered_column_that_is_gone_is_not_used():
    first = proposed("Xóm|TSH|HN", "Ba Giăng|9|8|7")
    decided = replace(first.mapping, columns={"name": 1, "poor": 4})

    again = proposed("Xóm|TSH|HN", "Ba Giăng|9|8", remembered={first.fingerprint: decided}.get)

    assert again.mapping.columns == {"name": 1}


@pytest.mark.parametrize("head", ["Xóm|HN|Hộ nghèo năm 2025", "Xóm||HN|Hộ nghèo năm 2026", "Xóm|HN|HCN"])
def test_another_head_is_another_fingerprint(head):
    first = proposed("Xóm|HN|Hộ nghèo năm 2026", "Ba Giăng|9|8")

    assert proposed(head, "Ba Giăng|9|8|7").fingerprint != first.fingerprint


def test_what_contradicts_itself_is_said_of_a_remembered_mapping_too():
    lines = ("Xóm|TSH|HN|Số HN", "Ba Giăng|9|1|1", "Xóm|HN|HN|Số HN", "Lê Lợi|1|9|1")
    first = proposed(*lines)

    again = proposed(*lines, remembered=lambda fingerprint: first.mapping)

    assert len(first.problems) == 2
    assert [problem for problem in first.problems if "lặp lại" in problem] == list(again.problems)


def test_mapping_comes_back_from_json():
    assert SheetMapping.from_json(json.loads(json.dumps(MAPPING.to_json()))) == MAPPING


@pytest.mark.parametrize(
    "broken",
    [
        {"sheet": "S"},
        {"columns": {"name": 0}},
        {"columns": {"name": 2, "poor": 2}},
        {"columns": {"rate": 2}},
        {"columns": [2]},
        {"columns": {"name": "x"}},
        {"first_head": 6},
        {"first_head": -1},
        {"names": {"a": None}},
    ],
)
def test_json_of_something_else_is_refused(broken):
    data = broken if broken.keys() == {"sheet"} else MAPPING.to_json() | broken

    with pytest.raises(ValueError, match=r"mapping|invalid literal"):
        SheetMapping.from_json(data)


def test_decomposed_and_broken_headings_are_read():
    sheet = paper("Xóm|TSH|x", "Ba Giăng|9|1")
    sheet.cells[1, 3] = text("Số\nhộ nghe\u0300o")

    proposal = propose(workbook(sheet), hamlets=HAMLETS, year=YEAR)

    assert proposal.mapping.columns["poor"] == 3
