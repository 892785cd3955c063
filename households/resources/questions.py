"""The questionnaire of the income score (B1) from a CSV file to clean rows."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from households.actions import QuestionRow
from povertyplan.common.text import clean_line, name_key

COLUMNS = ("region", "number", "text", "answer_number", "answer", "points")
NUMBERS = {"number": (1, 99), "answer_number": (1, 99), "points": (0, 300)}
LENGTHS = {"region": 40, "text": 200, "answer": 200}  # as the table holds
MAX_FILE = 2_000_000  # bytes; the circular's whole table is a tenth of it


class QuestionsRefused(Exception):
    """What is wrong with a file, a sentence a cell."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def question_rows(path: Path) -> list[QuestionRow]:
    """The answers of the file, one a line, regions in lower case; QuestionsRefused with every cell that
    cannot be, OSError when the file cannot be read.
    """
    if path.stat().st_size > MAX_FILE:
        raise QuestionsRefused(["Tệp quá lớn: bảng điểm B1 không quá 2 MB."])
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.DictReader(file, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise QuestionsRefused(["Tệp không phải CSV mã UTF-8; lưu lại dạng “CSV UTF-8”."]) from error
    if not lines or set(COLUMNS) - set(lines[0]):
        raise QuestionsRefused([f"Dòng đầu phải có các cột: {', '.join(COLUMNS)}; dưới đó là các câu."])
    errors: list[str] = []
    rows = [row for number, line in enumerate(lines, start=2) if (row := _row(line, number, errors))]
    errors += _contradictions(rows)
    if errors:
        raise QuestionsRefused(errors)
    return rows


def _row(line: dict[str, str | None], number: int, errors: list[str]) -> QuestionRow | None:
    texts = {name: clean_line(line[name] or "") for name in COLUMNS}
    faults = {name: fault for name, text in texts.items() if (fault := _fault(name, text))}
    errors += [f"Dòng {number}, cột {name}: {fault}." for name, fault in faults.items()]
    if faults:
        return None
    return QuestionRow(
        region=name_key(texts["region"]),
        number=int(texts["number"]),
        text=texts["text"],
        answer_number=int(texts["answer_number"]),
        answer=texts["answer"],
        points=int(texts["points"]),
    )


def _fault(name: str, text: str) -> str:
    if name in NUMBERS:
        least, most = NUMBERS[name]
        is_number = text.isascii() and text.isdigit() and len(text) < 4
        if is_number and least <= int(text) <= most:
            return ""
        return f"phải là số từ {least} đến {most} (đang là “{text[:30]}”)"
    if not text:
        return "để trống"
    return f"dài quá {LENGTHS[name]} chữ" if len(text) > LENGTHS[name] else ""


def _contradictions(rows: Iterable[QuestionRow]) -> Iterator[str]:
    """Answers given twice, and questions worded in two ways."""
    seen: set[tuple[str, int, int]] = set()
    texts: dict[tuple[str, int], str] = {}
    for row in rows:
        place = f"Vùng {row.region}, câu {row.number}"
        if row.key in seen:
            yield f"{place}: phương án {row.answer_number} ghi hai lần."
        seen.add(row.key)
        if texts.setdefault((row.region, row.number), row.text) != row.text:
            yield f"{place}: lời câu hỏi ghi khác nhau ở các phương án."
