"""Long lists on paper: one naive table of WeasyPrint against ours on the same rows, and what 300, 1,000 and
5,000 households take in time and memory.
"""

from __future__ import annotations

import io
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from html import escape

from pypdf import PdfReader

from benchmarks.processes import children, held_at_most, seconds_of_buried
from benchmarks.result import Result, Size, compared, timed
from households.compose.round_lists import list_table
from households.queries import Reviewed, ReviewedLine
from households.queries.reviewed import Page
from households.rules import Measure
from povertyplan.documents import pdf
from povertyplan.documents.blocks import (
    Closing,
    Document,
    Letterhead,
    Paragraph,
    ParagraphStyle,
    RecipientLine,
    Title,
)
from povertyplan.documents.figures import cell_text
from povertyplan.documents.html import render_parts

ROWS = {Size.FULL: 2_000, Size.QUICK: 200}
PAIRS = {Size.FULL: 3, Size.QUICK: 1}
TIMES = 3.0  # as fast as the naive table, at least
SECONDS = {300: 15, 1_000: 60, 5_000: 300}
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Nông", "Lý", "Ma", "Triệu")
MIDDLES = ("Văn", "Thị", "Đức", "Hồng", "Minh", "Ngọc")
GIVEN = ("An", "Bình", "Cường", "Dung", "Én", "Giang", "Hạnh", "Khánh", "Lan", "Nga", "Quý", "Uyên", "Yến")
CLASSES = ("hộ nghèo", "hộ cận nghèo", "hộ có mức sống trung bình")
MOVEMENTS = ("", "giữ nguyên", "thoát nghèo", "thoát cận nghèo", "tái nghèo", "phát sinh nghèo")
AUTOMATIC = "<style>.document table { table-layout: auto }</style>"
BARE = (
    "<!DOCTYPE html><html lang=vi><link rel=stylesheet href=app:fonts.css><style>"
    "@page { size: A4; margin: 20mm 15mm 20mm 30mm } body { font: 12pt/1.15 Paper }"
    "table { width: 100%; border-collapse: collapse } th, td { border: 0.5pt solid; padding: 2pt 3pt }"
    "</style><table>"
)


def households(rows: int) -> Document:
    """A list of so many invented households of a round, hamlet by hamlet, 125 in each."""
    chance = random.Random(rows)
    lines = [
        ReviewedLine(
            number=number,
            household_id=number,
            found_id=number,
            head_name=" ".join(map(chance.choice, (FAMILIES, MIDDLES, GIVEN))),
            code="",
            hamlet=f"Xóm {1 + number // 125}",
            people=chance.randint(1, 8),
            before=chance.choice(CLASSES),
            after=chance.choice(CLASSES),
            movement=chance.choice(MOVEMENTS),
            income_score=chance.randint(60, 190),
            deprivation_score=10 * chance.randint(0, 6),
        )
        for number in range(1, rows + 1)
    ]
    people = sum(line.people for line in lines)
    sums = {Measure.HOUSEHOLDS: rows, Measure.PEOPLE: people}
    found = Reviewed(lines=lines, page=Page(number=1, households=rows), sums=sums)
    return Document(
        name="danh-sach",
        letterhead=Letterhead(
            issuer=("ỦY BAN NHÂN DÂN", "XÃ ĐỒNG PHÚC"), symbol="DS-UBND", locality="Đồng Phúc", year=2026
        ),
        title=Title(kind="DANH SÁCH", subject="Hộ rà soát định kỳ năm 2026"),
        bases=(),
        blocks=(
            list_table(found),
            Paragraph(inline=(f"Danh sách có {rows} hộ",), style=ParagraphStyle.CLOSING, place="closing"),
        ),
        closing=Closing(
            recipients=(RecipientLine(name="Lưu: VT"),),
            authority=("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
            signer="",
        ),
        draft=False,
    )


def naive(document: Document) -> list[str]:
    """The same document with its list as one table, whose widths are left to WeasyPrint."""
    return [
        re.sub("<colgroup>.*?</colgroup>", "", part).replace("</head>", f"{AUTOMATIC}</head>")
        for part in render_parts(document)
    ]


def bare(document: Document) -> list[str]:
    """The same cells without our looks: as little as a list can be."""
    (table,) = document.tables()
    head = "".join(f"<th>{escape(column.label)}" for column in table.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell_text(cell))}" for cell in row.cells) for row in table.rows
    )
    return [f"{BARE}<thead><tr>{head}<tbody>{rows}</table>"]


@dataclass(frozen=True, kw_only=True)
class Took:
    """Seconds by the clock and of processors, pages, and the most memory that a child had, in MiB."""

    clock: float
    processor: float
    pages: int
    memory: float


def took(draw: Callable[[], bytes]) -> Took:
    """What drawing takes, here and in the children of the renderer."""
    process = pdf._zygote._process
    assert process is not None
    peak, over = 0.0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not over.wait(0.05):
            peak = max(peak, *(held_at_most(each) / 1024 for each in children(process.pid)), 0.0)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        begun, spent = time.perf_counter(), time.process_time() + seconds_of_buried(process.pid)
        content = draw()
        clock = time.perf_counter() - begun
        while children(process.pid):  # what they took is known when they are gone
            time.sleep(0.01)
        processor = time.process_time() + seconds_of_buried(process.pid) - spent
    finally:
        over.set()
        watcher.join()
    pages = len(PdfReader(io.BytesIO(content)).pages)
    return Took(clock=clock, processor=processor, pages=pages, memory=peak)


def measure(size: Size) -> Iterator[Result]:
    """Ours against the naive table on the same rows, in pairs; then single lists of growing length."""
    pdf.draw_apart([pdf.PAGE])  # the renderer is there
    rows, pairs = ROWS[size], []
    document = households(rows)
    floors = {
        "the same document with one table of automatic widths, in one process": (
            naive(document),
            True,
            TIMES,
        ),
        "a bare table without our looks and tags, in one process": (bare(document), False, 1.0),
    }
    for _ in range(PAIRS[size]):
        ours = took(partial(pdf.render_pdf, document))
        theirs = [
            took(partial(pdf.render_in_process, parts, tagged=tagged)) for parts, tagged, _ in floors.values()
        ]
        pairs.append((ours, theirs))
    for at, (floor, (*_, times)) in enumerate(floors.items()):
        note = "; ".join(
            f"processors {mine.processor:.1f} s against {theirs[at].processor:.1f} s,"
            f" pages {mine.pages} against {theirs[at].pages}"
            for mine, theirs in pairs
        )
        yield compared(
            f"a list of {rows} households",
            [(mine.clock, theirs[at].clock) for mine, theirs in pairs],
            floor=floor,
            most=1 / times,
            note=note,
        )
    for rows, most in SECONDS.items() if size is Size.FULL else ():
        document = households(rows)
        found = took(partial(pdf.render_pdf, document))
        note = f"{found.pages} pages, {found.processor:.1f} s of processors"
        yield timed(f"a list of {rows} households", [found.clock], most=most, note=note)
        limit = pdf.Limits().memory >> 20
        yield timed(f"memory of a child, {rows} households", [found.memory], most=limit, unit="MiB")
