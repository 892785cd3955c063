"""Formulas in every field, through every file that we hand out.

Seen failing with `cell.data_type = "s"` taken out of the writer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from django.http import HttpResponse

from benchmarks.hostile.reading import (
    LIVE_IN_WORD,
    LIVE_IN_WORKBOOK,
    cells_of,
    folded,
    live_in_archive,
    paragraphs_of,
)
from benchmarks.hostile.world import MARK, answering, everything, undone, walk
from benchmarks.result import Result, Size, tallied
from povertyplan.documents.xlsx import EXCEL
from tests.access.place import Place

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PAYLOADS = (
    *("=1+1", "+1+1", "-1+1", "@SUM(1,1)", "\t=1+1", "\r=1+1", "\n=1+1", "|calc", "{=1+1}", "#REF!"),
    *("=cmd|'/c calc'!A0", '=HYPERLINK("http://127.0.0.1:9/","x")', "'=1+1", "_x003D_1+1", "#N/A"),
    *(
        '=WEBSERVICE("http://127.0.0.1:9/")',
        "{ INCLUDETEXT http://127.0.0.1:9/ }",
        '=DDE("cmd";"/c calc";"x")',
    ),
)
FILES = {EXCEL: "workbook", WORD: "Word file"}


def measure(size: Size) -> Iterator[Result]:
    """Every workbook and Word file of the program, with each payload in each field in turns."""
    kinds = {name: what for kind, what in FILES.items() for name in answering(kind)}
    with undone():
        yield from _measured(everything(), kinds, range(len(PAYLOADS) if size is Size.FULL else 1))


def _measured(place: Place, kinds: dict[str, str], turns: Sequence[int]) -> Iterator[Result]:
    outcomes: Counter[str] = Counter()
    names, wrong = set[str](), list[str]()
    for turn in turns:
        for name, answer, written in walk(place, PAYLOADS, list(kinds), turn=turn):
            if not isinstance(answer, HttpResponse) or answer.status_code != 200:
                outcomes["no file"] += 1
                wrong.append(f"{name}: {answer!r:.80}")
                continue
            look = _workbook if kinds[name] == "workbook" else _word
            for outcome in look(answer.content, written):
                outcomes[outcome.partition(":")[0]] += 1
                if outcome not in {"value unchanged", "within a longer text"}:
                    wrong.append(f"{name}: {outcome}")
                else:
                    names.add(name)
    yield tallied(
        f"{len(PAYLOADS)} formulas in every field of {len(kinds)} workbooks and Word files,"
        f" {len(turns)} turns",
        outcomes,
        bar="0 live, 0 changed, 0 without a file",
        holds=bool(outcomes["value unchanged"]) and not wrong,
        note=f"words seen in {len(names)} of {len(kinds)} files; {' | '.join(wrong[:12])}",
    )


def _workbook(content: bytes, written: dict[str, str]) -> Iterator[str]:
    yield from (f"live: {found}" for found in live_in_archive(content, LIVE_IN_WORKBOOK))
    for kind, value in cells_of(content):
        if kind in {"f", "e"}:
            yield f"live: {value!r:.60}"
        for mark in MARK.findall(value):
            yield _kept(value, written[mark])


def _word(content: bytes, written: dict[str, str]) -> Iterator[str]:
    yield from (f"live: {found}" for found in live_in_archive(content, LIVE_IN_WORD))
    texts, instructions = paragraphs_of(content)
    yield from (f"live: {found!r:.60}" for found in instructions if MARK.search(found))
    for text in texts:
        for mark in MARK.findall(text):
            yield _kept(text, written[mark])


def _kept(value: str, stored: str) -> str:
    if value == stored:
        return "value unchanged"
    # a heading prints capitals, a paragraph leaves out what stands before its first letter
    return "within a longer text" if folded(stored) in folded(value) else f"changed: {value!r:.60}"
