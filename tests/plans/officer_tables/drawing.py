"""Tables drawn at random from known figures, in the shapes that officers give them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from plans.resources import HamletName
from plans.rules import INPUTS
from povertyplan.common.text import fold
from povertyplan.documents.xlsx import SheetCell
from tests.plans.officer_sheets import Paper, number, paper, text
from tests.plans.officer_tables.table import OfficerTable
from tests.plans.officer_tables.words import (
    AIMS,
    DECOYS,
    FOOTERS,
    LABELS,
    NOW,
    RATES,
    SUBJECTS,
    TITLES,
    TOTALS,
    WORDS,
)


@dataclass(frozen=True)
class _Column:
    key: str
    text: str
    group: str = ""
    top: str = ""


def draw(seed: int) -> OfficerTable:
    """A table in one of the shapes officers give them."""
    return _Draw(Random(seed)).table()


class _Draw:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.paper = Paper()
        self.label = random.choice(list(LABELS))
        self.hamlets = self._hamlets()
        self.rows: dict[int, int] = {}
        self.truth: dict[int, dict[str, int]] = {}

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def table(self) -> OfficerTable:
        columns = self._columns()
        self.first_column = self.random.choice((1, 1, 1, 2, 3))
        self.columns = dict(enumerate(columns, self.first_column))
        self.by_key = {column.key: place for place, column in self.columns.items() if column.key}
        row = self.random.choice((1, 1, 2, 5)) - 1
        row = self._titles(row)
        row = self._head(row + 1)
        row = self._body(row + 1)
        self._footer(row + 1)
        others = [paper("Danh mục|Ghi chú", "1|abc").sheet("Danh mục")] if self.chance(0.3) else []
        if self.chance(0.2):
            others.append(paper("STT|Họ và tên|Năm sinh", "1|Nguyễn Văn Thử|1960").sheet("Hộ", hidden=True))
        return OfficerTable(
            paper=self.paper,
            hamlets=self.hamlets,
            truth=self.truth,
            rows=self.rows,
            columns={key: self.by_key[key] for key in ("name", *INPUTS) if key in self.by_key},
            others=others,
        )

    def _hamlets(self) -> list[HamletName]:
        count = self.random.randint(5, 40)
        numbered = self.label in ("khu phố", "tổ dân phố") and self.chance(0.7)
        names: list[str] = []
        if numbered:
            shape = self.random.choice(("{}", f"{self.label.capitalize()} {{}}"))
            names = [shape.format(number) for number in self.random.sample(range(1, 60), count)]
        else:
            names = self.random.sample(WORDS, min(count, len(WORDS)))
        return [HamletName(pk=100 + index, name=name, label=self.label) for index, name in enumerate(names)]

    # The head

    def _columns(self) -> list[_Column]:
        random = self.random
        keys = ["households", "poor"]
        keys += ["near_poor"] if self.chance(0.8) else []
        keys += ["no_labour"] if self.chance(0.3) else []
        aims = ["poor_reduction"] if self.chance(0.8) else []
        aims += ["near_poor_reduction"] if aims and "near_poor" in keys and self.chance(0.8) else []
        self.levels = random.choice((1, 2, 2, 3))
        now, aim, top = (
            random.choice(NOW),
            random.choice(AIMS),
            random.choice(("Nội dung", "Số hộ", "Trong đó")),
        )
        columns = [_Column("order", random.choice(("STT", "TT", "Số TT")))] if self.chance(0.85) else []
        columns.append(_Column("name", self._name_heading()))
        if self.chance(0.15):
            columns.insert(len(columns) - 1, _Column("", "Xã"))
        for key in keys:
            columns.append(self._column(key, now))
            if key in ("poor", "near_poor") and self.chance(0.4):
                columns.append(_Column("", random.choice(RATES), now if self.levels > 1 else ""))
        for key in aims:
            columns.append(self._column(key, aim))
            if self.chance(0.5):
                columns.append(_Column("", random.choice(RATES), aim if self.levels > 1 else ""))
        columns += [_Column("", each) for each in random.sample(DECOYS, random.choice((0, 0, 1, 2)))]
        if self.levels == 3:
            columns = [replace(each, top=top) if each.group else each for each in columns]
        return columns

    def _name_heading(self) -> str:
        word = self.label.capitalize()
        return self.random.choice(
            (f"Tên {self.label}", word, f"TÊN {self.label.upper()}", "Đơn vị", "Địa bàn", "Thôn/Xóm")
        )

    def _column(self, key: str, group: str) -> _Column:
        words = SUBJECTS[key]
        if self.levels == 1:
            words = (
                words
                if key in ("households", "no_labour") or not self.chance(0.4)
                else self._dated(words, key)
            )
            return _Column(
                key, self._written(self.random.choice([w for w in words if w not in ("Nghèo", "CN")]))
            )
        if key == "poor_reduction" and self.chance(0.3):
            words = ("Hộ nghèo", "HN", "Số hộ nghèo")
        elif key == "near_poor_reduction" and self.chance(0.3):
            words = ("Hộ cận nghèo", "HCN")
        if group == "CHỈ TIÊU GIẢM NGHÈO":
            words = tuple(word for word in words if word != "Thoát nghèo")
        return _Column(key, self._written(self.random.choice(words)), group)

    def _dated(self, words: tuple[str, ...], key: str) -> tuple[str, ...]:
        if key.endswith("reduction"):
            return tuple(f"Chỉ tiêu {word.lower()} năm 2026" for word in words[:4])
        return tuple(
            f"{word} {self.random.choice(('đầu năm', 'đầu năm 2026', '(31/12/2025)'))}" for word in words[:4]
        )

    def _written(self, words: str) -> str:
        if self.chance(0.1):
            return words.upper()
        if self.chance(0.1):
            return (
                unicodedata.normalize("NFD", words)
                .replace("đ", "d")
                .replace("Đ", "D")
                .encode("ascii", "ignore")
                .decode()
            )
        return words

    def _titles(self, row: int) -> int:
        for title in self.random.sample(TITLES, self.random.choice((0, 1, 2, 4))):
            row += 1
            last = max(self.columns)
            self.paper.cells[row, self.first_column] = text(title)
            if self.chance(0.6):
                self.paper.merged.append((row, self.first_column, row, last))
            elif self.chance(0.4) and last > self.first_column + 3:
                self.paper.cells[row, last - 1] = text("Đơn vị: hộ")
        return row + self.random.choice((0, 0, 1))

    def _head(self, row: int, *, numbers: bool = True) -> int:
        """Write the head; returns its last row."""
        grouped = any(column.group for column in self.columns.values())
        topped = any(column.top for column in self.columns.values())
        last = row + grouped + topped
        if numbers:
            self.merges = topped or self.chance(0.7)
        for place, column in self.columns.items():
            levels = [column.top] * topped + [column.group] * grouped + [column.text]
            shown = [each for each in levels if each]
            if len(shown) == 1 and self.merges:
                self._put(row, place, shown[0], down=last)
                continue
            if len(shown) == 1:
                self._put(row if not self.columns[place].group else last, place, shown[0])
                continue
            self._put(last, place, column.text)
            self._groups(row, place, column, topped=topped)
        if numbers:
            last = self._numbers(last)
        return last

    def _groups(self, row: int, place: int, column: _Column, *, topped: bool) -> None:
        before = self.columns.get(place - 1)
        for level, name in enumerate(["top"] * topped + ["group"]):
            value = getattr(column, name)
            if not value or (before and getattr(before, name) == value):
                continue
            right = place
            while (after := self.columns.get(right + 1)) and getattr(after, name) == value:
                right += 1
            self._put(row + level, place, value)
            if self.merges and right > place:
                self.paper.merged.append((row + level, place, row + level, right))

    def _put(self, row: int, column: int, value: str, *, down: int = 0) -> None:
        self.paper.cells[row, column] = text(value)
        if down > row:
            self.paper.merged.append((row, column, down, column))

    def _numbers(self, last: int) -> int:
        style = self.random.choice(("", "", "(%d)", "%d", "AB"))
        if not style:
            return last
        for index, place in enumerate(self.columns, 1):
            if style == "AB":
                mark = "ABCDE"[index - 1] if index < 3 else str(index - 2)
                self.paper.cells[last + 1, place] = text(mark) if index < 3 else number(mark)
            else:
                mark = style % index
                self.paper.cells[last + 1, place] = number(mark) if mark.isdecimal() else text(mark)
        return last + 1

    # The rows

    def _body(self, row: int) -> int:
        """Write the hamlets' rows and what stands between them; returns the last row."""
        listed = [hamlet for hamlet in self.hamlets if self.chance(0.95)] or self.hamlets[:1]
        for hamlet in listed:
            self.truth[hamlet.pk] = self._figures()
        total = self.random.choice(("top", "bottom", "bottom", "bottom", "none"))
        shape = self.random.choice(TOTALS)
        clusters = self.random.choice(("", "", "", "Cụm {}", "{}. Khu vực thành thị"))
        repeats = self.chance(0.2)
        style = self.random.random()
        if total == "top":
            self._total(row, shape or "Tổng số", list(self.truth))
            row += 1
        self.gap = self.random.random() < 0.2
        for index, hamlet in enumerate(listed):
            if clusters and index % 6 == 0:
                order = index // 6 + 1
                name = clusters.format("I" * order if "." in clusters else order)
                row = self._cluster(row, name, [each.pk for each in listed[index : index + 6]])
            if repeats and index and index % 12 == 0:
                row = self._head(row, numbers=False) + 1
            if self.gap and self.chance(0.1):
                row += 1
            row = self._hamlet(row, index + 1, hamlet, plain=style < 0.3)
        if total == "bottom":
            self._total(row, shape, list(self.truth))
            row += 1
        return row - 1

    def _figures(self) -> dict[str, int]:
        households = self.random.randint(40, 1500)
        figures = {
            "households": households,
            "poor": self.random.randint(0, 30),
            "near_poor": self.random.randint(0, 40),
        }
        figures["no_labour"] = self.random.randint(0, figures["poor"])
        figures["poor_reduction"] = self.random.randint(0, figures["poor"])
        figures["near_poor_reduction"] = self.random.randint(0, figures["near_poor"])
        blank = {key for key in INPUTS if key != "households" and self.chance(0.08)}
        return {key: value for key, value in figures.items() if key in self.by_key and key not in blank}

    def _hamlet(self, row: int, order: int, hamlet: HamletName, *, plain: bool) -> int:
        self.rows[hamlet.pk] = row
        if self.by_key.get("order"):
            self.paper.cells[row, self.by_key["order"]] = number(order)
        name = self.by_key["name"]
        self.paper.cells[row, name] = text(hamlet.name if plain else self._name(hamlet, order))
        for key, value in self.truth[hamlet.pk].items():
            self.paper.cells[row, self.by_key[key]] = number(value) if plain else self._value(value)
        for place, column in self.columns.items():
            if not column.key and column.text in RATES:
                self.paper.cells[row, place] = number(Decimal(self.random.randint(0, 999)) / 100)
            elif not column.key and column.text == "Xã":
                self.paper.cells[row, place] = text("Phú Thịnh")
            elif not column.key and self.chance(0.8):
                self.paper.cells[row, place] = number(self.random.randint(0, 50))
        if self.chance(0.03):
            self.paper.hidden_rows.add(row)
        if self.chance(0.03):
            self.paper.merged.append((row, name, row + 1, name))
            return row + 2
        return row + 1

    def _name(self, hamlet: HamletName, order: int) -> str:
        bare = hamlet.name.removeprefix(f"{self.label.capitalize()} ")
        written = self.random.choice(
            (hamlet.name, hamlet.name, bare, f"{self.random.choice(LABELS[self.label])} {bare}")
        )
        alike = [each for each in self.hamlets if fold(each.name) == fold(hamlet.name)]
        ways: list[Callable[[str], str]] = [
            str,
            str,
            str.upper,
            str.lower,
            lambda name: name.replace("òa", "oà").replace("úy", "uý"),
            lambda name: " ".join(
                f"0{word}" if word.isdecimal() and len(word) == 1 else word for word in name.split()
            ),
            lambda name: unicodedata.normalize("NFD", name),
        ]
        ways += [fold] if len(alike) == 1 else []
        ways += [lambda name: f"{order}. {name}"] if not written[0].isdecimal() else []
        return self.random.choice(ways)(written)

    def _value(self, value: int) -> SheetCell:
        grouped = f"{value:,}".replace(",", ".")
        ways = [
            number(value),
            number(value),
            number(value),
            text(str(value)),
            text(grouped),
            text(f"{value} hộ"),
        ]
        ways += [text(grouped.replace(".", " ")), text(f"{value:02}")]
        ways += [text("-"), text("–")] * (value == 0)
        return self.random.choice(ways)

    def _total(self, row: int, shape: str, hamlets: list[int]) -> None:
        label = shape.format(n=len(hamlets), label=self.label)
        beside = self.by_key.get("order") if self.chance(0.3) else 0
        if label:
            self.paper.cells[row, beside or self.by_key["name"]] = text(label)
            if beside:
                self.paper.merged.append((row, beside, row, self.by_key["name"]))
        for key in INPUTS:
            if key in self.by_key:
                total = sum(self.truth[pk].get(key, 0) for pk in hamlets)
                self.paper.cells[row, self.by_key[key]] = number(
                    total, f"=SUM(C{row - 9}:C{row - 1})" if self.chance(0.5) else ""
                )

    def _cluster(self, row: int, name: str, hamlets: list[int]) -> int:
        order, _, rest = name.rpartition(". ")
        if order and self.by_key.get("order") and self.chance(0.5):
            self.paper.cells[row, self.by_key["order"]] = text(order)
            name = rest
        self.paper.cells[row, self.by_key["name"]] = text(name)
        if self.chance(0.5):
            for key in INPUTS:
                if key in self.by_key:
                    total = sum(self.truth[pk].get(key, 0) for pk in hamlets)
                    self.paper.cells[row, self.by_key[key]] = number(total)
        return row + 1

    def _footer(self, row: int) -> None:
        for words in self.random.sample(FOOTERS, self.random.choice((0, 1, 2))):
            row += 1
            column = self.random.choice(list(self.columns))
            self.paper.cells[row, column] = text(words)
