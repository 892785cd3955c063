"""What two versions say differently: one edit is one change, where it was made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from povertyplan.documents.blocks import (
    Block,
    Document,
    Figure,
    Paragraph,
    ParagraphStyle,
    RecipientLine,
    Row,
    Section,
    Table,
    walk,
)
from povertyplan.documents.changes import SHORT, Change, ChangeKind, changes
from povertyplan.documents.checks import cell_place, heading_place
from tests.documents.sample import count, sample

ADDED, REMOVED, CHANGED = ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.CHANGED
MIRRORED = {ADDED: REMOVED, REMOVED: ADDED, CHANGED: CHANGED}
SAMPLE = sample()
PARAGRAPHS = [block for block in walk(SAMPLE.blocks) if isinstance(block, Paragraph)]
SECTIONS = [block for block in walk(SAMPLE.blocks) if isinstance(block, Section)]
TABLE = next(block for block in SAMPLE.appendices[0].blocks if isinstance(block, Table))

Edit = Callable[[Block], tuple[Block, ...]]


def edited(blocks: tuple[Block, ...], edit: Edit) -> tuple[Block, ...]:
    """The tree with what `edit` makes of each block."""
    found: list[Block] = []
    for block in blocks:
        for made in edit(block):
            if isinstance(made, Section):
                made = replace(made, blocks=edited(made.blocks, edit))
            found.append(made)
    return tuple(found)


def with_block(old: Block, *new: Block) -> Document:
    """The sample with other blocks in the place of one."""

    def edit(block: Block) -> tuple[Block, ...]:
        return new if block is old else (block,)

    return replace(
        SAMPLE,
        blocks=edited(SAMPLE.blocks, edit),
        appendices=tuple(replace(each, blocks=edited(each.blocks, edit)) for each in SAMPLE.appendices),
    )


def of_words(lines: list[str]) -> Document:
    """A document of such paragraphs; those in capitals are sections."""
    blocks = tuple(
        Section(heading=line, place=f"section:{number}")
        if line.isupper()
        else Paragraph(inline=(line,), place=f"paragraph:{number}")
        for number, line in enumerate(lines, 1)
    )
    return replace(SAMPLE, blocks=blocks, appendices=())


def told(before: Document, after: Document) -> list[tuple[str, str, str, str]]:
    return [(each.place, each.kind, each.before, each.after) for each in changes(before, after)]


def test_nothing_changes_between_equal_documents():
    assert changes(SAMPLE, sample()) == ()


def test_what_stands_on_no_paper_is_no_change():
    other = replace(
        sample(),
        draft=False,
        properties={},
        blocks=edited(
            SAMPLE.blocks,
            lambda block: (
                (replace(block, place="", inline=(f"  {''.join(map(str, block.inline))} ",)),)
                if isinstance(block, Paragraph) and all(isinstance(part, str) for part in block.inline)
                else (block,)
            ),
        ),
    )

    assert changes(SAMPLE, other) == ()


words = st.text(alphabet="abđế ", min_size=1, max_size=12).filter(str.strip)


@given(st.sampled_from(PARAGRAPHS), words)
@settings(deadline=None, max_examples=40)
def test_another_text_is_one_change_at_its_paragraph(paragraph, text):
    (change,) = changes(SAMPLE, with_block(paragraph, replace(paragraph, inline=(text,))))

    assert (change.kind, change.place) == (CHANGED, paragraph.place)
    assert change.label


@given(st.sampled_from(PARAGRAPHS), words)
@settings(deadline=None, max_examples=40)
def test_paragraph_put_in_is_one_change_and_taking_it_out_another(paragraph, text):
    new = Paragraph(inline=(text,), place="section:new/paragraph:1")
    after = with_block(paragraph, paragraph, new)
    said = " ".join(text.split())

    assert told(SAMPLE, after) == [(new.place, ADDED, "", said)]
    assert told(after, SAMPLE) == [(new.place, REMOVED, said, "")]


@given(st.sampled_from(PARAGRAPHS))
@settings(deadline=None, max_examples=20)
def test_paragraph_written_twice_is_one_change(paragraph):
    (change,) = changes(SAMPLE, with_block(paragraph, paragraph, paragraph))

    assert change.kind == ADDED


@given(st.sampled_from(SECTIONS), words)
@settings(deadline=None, max_examples=20)
def test_another_heading_is_one_change(section, text):
    (change,) = changes(SAMPLE, with_block(section, replace(section, heading=text)))

    assert (change.kind, change.place) == (CHANGED, heading_place(section))


@pytest.mark.parametrize("section", [section for section in SECTIONS if not section.blocks])
def test_section_put_in_before_others_is_one_change_although_their_numbers_shift(section):
    (change,) = changes(with_block(section), SAMPLE)

    assert (change.kind, change.place, change.after) == (ADDED, heading_place(section), section.heading)


def test_section_on_another_level_says_both_numbers():
    old = of_words(["MỘT", "HAI"])
    one, two = old.blocks
    assert isinstance(one, Section)
    new = replace(old, blocks=(replace(one, blocks=(two,)),))

    assert told(old, new) == [("section:2/heading", CHANGED, "II. HAI", "1. HAI")]


@given(st.sampled_from(TABLE.rows[1:]), st.sampled_from(["households", "poor", "near"]))
@settings(deadline=None, max_examples=20)
def test_another_number_is_one_change_at_its_cell(row, key):
    index = [column.key for column in TABLE.columns].index(key)
    cells = (*row.cells[:index], count(key, 7777), *row.cells[index + 1 :])
    rows = tuple(replace(row, cells=cells) if each is row else each for each in TABLE.rows)
    old = row.cells[index]
    assert isinstance(old, Figure)

    after = with_block(TABLE, replace(TABLE, rows=rows))

    place = cell_place(TABLE, row, TABLE.columns[index])
    assert told(SAMPLE, after) == [(place, CHANGED, str(old.value), "7.777")]
    (change,) = changes(SAMPLE, after)
    assert change.label.startswith("Phụ lục I, dòng Xóm ")


def test_number_that_was_blank_is_added_and_a_declared_one_counts_as_printed():
    row = TABLE.rows[6]
    blank = row.cells[5]
    assert isinstance(blank, Figure)
    assert blank.value is None

    def with_cell(figure: Figure) -> Document:
        cells = (*row.cells[:5], figure, *row.cells[6:])
        rows = tuple(replace(row, cells=cells) if each is row else each for each in TABLE.rows)
        return with_block(TABLE, replace(TABLE, rows=rows))

    ((_, kind, before, after),) = told(SAMPLE, with_cell(replace(blank, value=2)))
    assert (kind, before, after) == (ADDED, "", "2")
    assert changes(SAMPLE, with_cell(replace(blank, computed=9, declared=True))) == ()


def keyed(names: list[str]) -> Document:
    """The sample with a table whose rows are named, numbered from 1 in the first column."""
    rows = tuple(
        Row(key=name, cells=(str(number), f"Xóm {name}", *TABLE.rows[0].cells[2:]))
        for number, name in enumerate(names, 1)
    )
    return with_block(TABLE, replace(TABLE, rows=rows))


def test_row_put_in_is_one_change_although_the_others_are_numbered_anew():
    before, after = keyed(["a", "b", "c"]), keyed(["x", "a", "b", "c"])

    assert [(place, kind) for place, kind, *_ in told(before, after)] == [
        ("table:targets/row:x", ADDED),
    ]
    assert [(place, kind) for place, kind, *_ in told(after, before)] == [
        ("table:targets/row:x", REMOVED),
    ]
    assert changes(before, after)[0].after.startswith("Xóm x; ")


def test_rows_known_only_by_their_number_are_told_by_what_they_say():
    after = with_block(TABLE, replace(TABLE, rows=renumbered(TABLE.rows[:4] + TABLE.rows[5:])))

    assert [(place, kind) for place, kind, *_ in told(SAMPLE, after)] == [("table:targets/row:5", REMOVED)]


def renumbered(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple(
        replace(row, key=str(number), cells=(str(number), *row.cells[1:]))
        for number, row in enumerate(rows, 1)
    )


def test_rows_in_another_order_are_one_change():
    ((place, kind, before, after),) = told(keyed(["a", "b", "c"]), keyed(["a", "c", "b"]))

    assert (place, kind) == ("table:targets", CHANGED)
    assert (before, after) == ("Xóm a, Xóm b, Xóm c", "Xóm a, Xóm c, Xóm b")


def test_column_taken_out_named_anew_or_grouped_anew_is_one_change():
    last = len(TABLE.columns) - 1
    fewer = replace(
        TABLE,
        columns=TABLE.columns[:last],
        rows=tuple(replace(row, cells=row.cells[:last]) for row in TABLE.rows),
        total=replace(TABLE.total, cells=TABLE.total.cells[:last]) if TABLE.total else None,
    )
    named = replace(TABLE, columns=(*TABLE.columns[:last], replace(TABLE.columns[last], label="Còn lại")))
    group = TABLE.columns[2].group
    grouped = replace(
        TABLE,
        columns=tuple(
            replace(each, group="Đầu năm") if each.group == group else each for each in TABLE.columns
        ),
    )

    for table, kind in ((fewer, REMOVED), (named, CHANGED), (grouped, CHANGED)):
        assert [each[1] for each in told(SAMPLE, with_block(TABLE, table))] == [kind]


OTHERWISE: dict[str, tuple[Document, str, ChangeKind, str]] = {
    "subject": (
        replace(SAMPLE, title=replace(SAMPLE.title, subject="Giảm nghèo")),
        "title",
        CHANGED,
        "Trích yếu",
    ),
    "issuer": (
        replace(SAMPLE, letterhead=replace(SAMPLE.letterhead, issuer=("UBND",))),
        "letterhead",
        CHANGED,
        "Cơ quan ban hành",
    ),
    "number": (
        replace(SAMPLE, letterhead=replace(SAMPLE.letterhead, number="12")),
        "letterhead",
        CHANGED,
        "Số, ký hiệu",
    ),
    "month": (
        replace(SAMPLE, letterhead=replace(SAMPLE.letterhead, month=6)),
        "letterhead",
        CHANGED,
        "Địa danh và ngày tháng",
    ),
    "superior": (
        replace(SAMPLE, letterhead=replace(SAMPLE.letterhead, superior="TỈNH")),
        "letterhead",
        ADDED,
        "Cơ quan chủ quản",
    ),
    "basis": (replace(SAMPLE, bases=SAMPLE.bases[1:]), "basis:1", REMOVED, "Căn cứ thứ 1"),
    "recipient": (
        replace(
            SAMPLE,
            closing=replace(
                SAMPLE.closing, recipients=(RecipientLine(name="Đảng ủy"), *SAMPLE.closing.recipients)
            ),
        ),
        "recipient:1",
        ADDED,
        "Nơi nhận",
    ),
    "signer": (
        replace(SAMPLE, closing=replace(SAMPLE.closing, signer="Lê Thị Xuân")),
        "signer",
        CHANGED,
        "Người ký",
    ),
    "authority": (
        replace(SAMPLE, closing=replace(SAMPLE.closing, authority=("CHỦ TỊCH",))),
        "signer",
        CHANGED,
        "Quyền hạn của người ký",
    ),
    "drafter": (
        replace(SAMPLE, closing=replace(SAMPLE.closing, drafter_mark="NVA.12")),
        "signer",
        ADDED,
        "Ký hiệu người soạn thảo",
    ),
    "appendix title": (
        replace(SAMPLE, appendices=(replace(SAMPLE.appendices[0], title="Biểu"), SAMPLE.appendices[1])),
        "appendix:targets",
        CHANGED,
        "Phụ lục I",
    ),
    "appendix reference": (
        replace(SAMPLE, appendices=(replace(SAMPLE.appendices[0], reference="()"), SAMPLE.appendices[1])),
        "appendix:targets",
        CHANGED,
        "Phụ lục I, dòng kèm theo",
    ),
    "appendix": (replace(SAMPLE, appendices=SAMPLE.appendices[:1]), "appendix:duties", REMOVED, "Phụ lục II"),
    "caption": (
        with_block(TABLE, replace(TABLE, caption="Biểu 1")),
        "table:targets",
        ADDED,
        "Phụ lục I, bảng, tên bảng",
    ),
    "table": (with_block(TABLE), "table:targets", REMOVED, "Phụ lục I, bảng"),
    "style": (
        with_block(PARAGRAPHS[1], replace(PARAGRAPHS[1], style=ParagraphStyle.BULLET, inline=("Khác",))),
        PARAGRAPHS[1].place,
        CHANGED,
        "Mục I, khoản 1, đoạn 1",
    ),
}


@pytest.mark.parametrize("what", OTHERWISE)
def test_each_part_of_a_document_is_compared_and_named(what):
    other, place, kind, label = OTHERWISE[what]

    (change,) = changes(SAMPLE, other)

    assert (change.place, change.kind, change.label) == (place, kind, label)


lines = st.lists(st.sampled_from(["a b", "a c", "b", "c", "a", "A", "B"]), max_size=7)


def mirrored(found: tuple[Change, ...]) -> Counter[Any]:
    return Counter((MIRRORED[each.kind], each.after, each.before) for each in found)


@given(lines, lines)
@settings(deadline=None, max_examples=300)
def test_going_back_is_the_mirror_of_going_there(before, after):
    there, back = changes(of_words(before), of_words(after)), changes(of_words(after), of_words(before))

    assert mirrored(there) == Counter((each.kind, each.before, each.after) for each in back)
    assert (there == ()) == (before == after)


@given(lines, lines)
@settings(deadline=None, max_examples=100)
def test_changes_account_for_every_line(before, after):
    found = changes(of_words(before), of_words(after))

    counts = Counter(each.kind for each in found)
    assert len(after) - len(before) == counts[ADDED] - counts[REMOVED]


def test_lines_that_say_nearly_the_same_stand_side_by_side():
    before = of_words(["cho vay vốn", "dạy nghề tại xã"])
    after = of_words(["cho vay vốn ưu đãi", "xây nhà", "dạy nghề tại huyện"])

    assert [(kind, old, new) for _, kind, old, new in told(before, after)] == [
        (CHANGED, "cho vay vốn", "cho vay vốn ưu đãi"),
        (ADDED, "", "xây nhà"),
        (CHANGED, "dạy nghề tại xã", "dạy nghề tại huyện"),
    ]


def test_heading_and_paragraph_never_stand_side_by_side():
    assert {kind for _, kind, *_ in told(of_words(["VAY VỐN"]), of_words(["vay vốn"]))} == {REMOVED, ADDED}


def test_long_texts_are_cut_to_what_differs():
    text = " ".join(f"chữ{number}" for number in range(200))
    other = text.replace("chữ100 ", "khác ")

    ((_, _, before, after),) = told(of_words([text]), of_words([other]))

    assert before == "… chữ96 chữ97 chữ98 chữ99 chữ100 chữ101 chữ102 chữ103 chữ104 …"
    assert after == before.replace("chữ100", "khác")
    ((_, _, _, added),) = told(of_words([]), of_words([text]))
    assert len(added) <= SHORT + 2
    assert added.endswith(" …")


def test_document_written_anew_is_told_in_bounded_time():
    before, after = (of_words([f"{word} {number}" for number in range(900)]) for word in ("cũ", "mới"))

    assert Counter(each.kind for each in changes(before, after)) == {REMOVED: 900, ADDED: 900}
