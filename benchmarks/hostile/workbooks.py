"""Spoilt workbooks through every importer: a thousand with bytes changed, two hundred with wrong values at
known cells, each as an officer sends it and reads what the page answers.

Seen failing with a reader that cut cells at 2,000 characters: a conclusion of 3,001 was taken without a word.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from assignments.models import Agency, Assignment
from benchmarks.hostile.page import complaints_of
from benchmarks.hostile.world import opened, undone
from benchmarks.result import Result, Size, tallied
from benchmarks.tables import LABELS
from households.models import (
    AdministrativeUnit,
    Ethnicity,
    HamletFigures,
    Household,
    HouseholdUpload,
    Member,
    Review,
)
from plans.models import HamletTarget, TableUpload
from reports.models import CapitalEntry, FundEntry, Guidance, Inspection
from tests.assignments.factories import AgencyFactory
from tests.documents.hostile_workbooks import mutated
from tests.factories import (
    YEAR,
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    ReviewFactory,
    ReviewRoundFactory,
    ThresholdFactory,
    officer_of,
)
from tests.factories.places import spelled
from tests.households.register_files import LIST_HEAD, file_of

Cells = list[list[Any]]
MUTATED, PLANTED = 1000, 200  # of all importers together
QUICK_MUTATED, QUICK_PLANTED = 40, 10
ROWS = 12
PEOPLES = {"01": "Kinh", "02": "Tày", "08": "Mông"}
NAMED = re.compile(r"\bô ([A-Z]{1,2}\d+)\b", re.IGNORECASE)
STORED = (
    *(Household, Member, Review, HamletFigures, HamletTarget, Agency, Assignment),
    *(CapitalEntry, FundEntry, Guidance, Inspection),
)


@dataclass(frozen=True)
class Importer:
    """A view that takes workbooks: its sound table, and what no cell of a column can mean."""

    view: str
    arguments: tuple[object, ...]
    head: tuple[str, ...]
    rows: Cells
    wrong: Mapping[str, Sequence[Any]]
    sent: Mapping[str, str]

    def send(self, client: Client, content: bytes) -> HttpResponse:
        """The page on which the officer reads what is wrong; it may be the next one."""
        file = SimpleUploadedFile("danh-sach.xlsx", content)
        url = reverse(self.view, args=self.arguments)
        return cast("HttpResponse", client.post(url, {**self.sent, "file": file}, follow=True))


def measure(size: Size) -> Iterator[Result]:
    """Both, through each importer in turns."""
    opened()
    is_full = size is Size.FULL
    with undone():
        unit, importers = _commune()
        client = Client()
        client.force_login(officer_of(unit))
        _each_sound(client, importers)
        yield _mutated(client, importers, MUTATED if is_full else QUICK_MUTATED)
        yield _planted(client, importers, PLANTED if is_full else QUICK_PLANTED)


def _commune() -> tuple[AdministrativeUnit, list[Importer]]:
    unit = CommuneFactory.create()
    names = [f"Nà {spelled(number)}" for number in range(ROWS)]
    hamlets = [HamletFactory.create(unit=unit, name=name, label="xom") for name in names]
    last = ReviewRoundFactory.create(unit=unit, closed=True)
    round = ReviewRoundFactory.create(unit=unit, base=last)
    ThresholdFactory.create(standard=round.standard)
    for code, people in PEOPLES.items():
        Ethnicity.objects.get_or_create(code=code, defaults={"name": people})
    heads = [f"Vàng Thị {spelled(number)}" for number in range(ROWS)]
    for hamlet, head in zip(hamlets, heads, strict=True):
        household = HouseholdFactory.create(hamlet=hamlet, head_name=head)
        ReviewFactory.create(round=last, household=household, poor=True)
    for name in ("Trường Mẫu", "Trạm Y tế Mẫu"):
        AgencyFactory.create(unit=unit, name=name)
    return unit, [
        Importer(
            "households:register_upload",
            (unit.pk,),
            LIST_HEAD,
            [
                _household(at, names[at], f"Lò Văn {spelled(at)}", f"0010{80 + at % 10}{at:06}")
                for at in range(ROWS)
            ],
            {
                "Thôn": ("Xóm Xa Lạ", None),
                "Họ và tên chủ hộ": (None, 12),
                "Năm sinh": (2031, "31/02/1980", "sắp"),
                "Giới tính": ("3", "?"),
                "Dân tộc": ("Sao Hỏa",),
                "Số CCCD": ("123456789", 12345678901, "0010800000011"),
                "Điểm B1": ("-5", None, "nhiều"),
                "Điểm B2": (None, 35, "x1"),
                "Phân loại": ("Hộ cận nghèo", "giàu"),
            },
            {"round": str(round.pk)},
        ),
        Importer(
            "plans:table_upload",
            (unit.pk, YEAR),
            LABELS,
            [[at + 1, names[at], 100 + at, 9, 8, 1, 2, 3] for at in range(ROWS)],
            {
                LABELS[1]: ("Xóm Xa Lạ", None),
                **dict.fromkeys(LABELS[2:], ("nhiều", -5, 1.5, "12x", "#REF!")),
            },
            {},
        ),
        Importer(
            "assignments:agencies_upload",
            (unit.pk,),
            ("TT", "Tên cơ quan, đơn vị", "Tên viết tắt", "Loại", "Người liên hệ", "Điện thoại"),
            [
                [
                    at + 1,
                    f"Hội Mẫu {spelled(at)}",
                    f"HM{at}",
                    "Mặt trận, đoàn thể",
                    f"Lò {spelled(at)}",
                    "0912345678",
                ]
                for at in range(ROWS)
            ],
            {
                "Tên cơ quan, đơn vị": (None, "n" * 151),
                "Tên viết tắt": ("n" * 31,),
                "Loại": ("Sao Hỏa",),
                "Người liên hệ": ("n" * 101,),
                "Điện thoại": ("gọi sau", "1" * 21),
            },
            {},
        ),
        Importer(
            "assignments:import",
            (unit.pk, YEAR),
            ("STT", "Chủ hộ", "Thôn, tổ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Nội dung", "Thời gian"),
            [
                [
                    at + 1,
                    heads[at],
                    names[at],
                    "Trường Mẫu",
                    "Trạm Y tế Mẫu",
                    "Hỗ trợ sách vở",
                    "tháng 5 đến tháng 8",
                ]
                for at in range(ROWS)
            ],
            {
                "Chủ hộ": ("Lò Văn Lạ", None),
                "Thôn, tổ": ("Bản Lạ",),
                "Cơ quan chủ trì": ("Xưởng Lạ", None),
                "Cơ quan phối hợp": ("Trạm Y tế Mẫu; Xưởng Lạ", "Trường Mẫu"),
                "Nội dung": ("n" * 301,),
                "Thời gian": ("cả năm", "31/02/2026 - 30/9/2026", "tháng 9 đến tháng 5"),
            },
            {},
        ),
        *(
            Importer("reports:facts_upload", (unit.pk, YEAR, key), head, rows, wrong, {})
            for key, head, rows, wrong in _facts()
        ),
    ]


def _household(at: int, hamlet: str, name: str, number: str) -> list[Any]:
    return [at + 1, hamlet, name, 1980 + at % 10, "Nam", "Tày", number, 120, 30, "Hộ nghèo"]


def _facts() -> Iterator[tuple[str, tuple[str, ...], Cells, dict[str, tuple[Any, ...]]]]:
    days = [f"{at + 1:02}/03/{YEAR}" for at in range(ROWS)]
    no_day = ("31/02/2026", "hôm qua", None)
    yield (
        "quy",
        ("Ngày", "Quỹ", "Thu, chi", "Số tiền (đồng)", "Nội dung"),
        [[day, "Quỹ “Vì người nghèo”", "Thu", 1_000_000, "Ủng hộ"] for day in days],
        {
            "Ngày": no_day,
            "Quỹ": ("Sao Hỏa", None),
            "Thu, chi": ("Sao Hỏa", None),
            "Số tiền (đồng)": ("nhiều", -5, None),
            "Nội dung": ("n" * 301,),
        },
    )
    yield (
        "kiem-tra",
        ("Ngày", "Nơi kiểm tra", "Đoàn kiểm tra", "Kết luận"),
        [[day, "Xóm Mẫu", "Ban chỉ đạo", "Đạt"] for day in days],
        {"Ngày": no_day, "Nơi kiểm tra": (None, "n" * 301), "Kết luận": ("n" * 3001,)},
    )


def _each_sound(client: Client, importers: Sequence[Importer]) -> None:
    """An importer that refuses its sound table would name every planted cell too."""
    for importer in importers:
        with undone():
            answer = importer.send(client, file_of(importer.head, *importer.rows))
        if answer.status_code != 200 or _cells_named(answer):
            raise RuntimeError(f"{importer.view}: {answer.status_code}, cells of a sound table are refused")


def _cells_named(answer: HttpResponse) -> set[str]:
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        return set()
    return {cell for said in complaints_of(answer.text) for cell in NAMED.findall(said)}


def _stored() -> list[int]:
    return [model._default_manager.count() for model in STORED]


def _mutated(client: Client, importers: Sequence[Importer], count: int) -> Result:
    outcomes: Counter[str] = Counter()
    wrong = []
    for seed in range(count):
        importer = importers[seed % len(importers)]
        content = mutated(file_of(importer.head, *importer.rows), seed)
        outcome, _ = _sent(client, importer, content)
        outcomes[outcome] += 1
        if not outcome.startswith("answered"):
            wrong.append(f"{importer.view}, seed {seed}: {outcome}")
    return tallied(
        f"{count} mutated workbooks through {len(importers)} importers",
        outcomes,
        bar="0 × 5xx, nothing written",
        holds=not wrong,
        note="; ".join(wrong[:9]),
    )


def _sent(client: Client, importer: Importer, content: bytes) -> tuple[str, set[str]]:
    """What became of a workbook, and the cells that the page names; undone."""
    with undone():
        before = _stored()
        HouseholdUpload.objects.all().delete()  # what was looked at before is not what is answered now
        TableUpload.objects.all().delete()
        try:
            answer = importer.send(client, content)
        except Exception as error:  # what breaks is what is looked for
            return f"raised {type(error).__name__}", set()
        if answer.status_code not in {200, 422}:
            return f"no answer: {answer.status_code}", set()
        if _stored() != before:
            return "something written", set()
        return f"answered {answer.status_code}", _cells_named(answer)


def _planted(client: Client, importers: Sequence[Importer], count: int) -> Result:
    outcomes: Counter[str] = Counter()
    notes = []
    for seed in range(count):
        importer, dice = importers[seed % len(importers)], random.Random(seed)
        rows = [list(row) for row in importer.rows]
        planted = set()
        for at in dice.sample(range(ROWS), dice.randint(1, 3)):
            heading = dice.choice(list(importer.wrong))
            column = importer.head.index(heading)
            rows[at][column] = dice.choice(importer.wrong[heading])
            planted.add(f"{chr(ord('A') + column)}{at + 2}")
        outcome, named = _sent(client, importer, file_of(importer.head, *rows))
        outcomes["planted"] += len(planted)
        outcomes["named"] += len(planted & named)
        outcomes["named besides"] += len(named - planted)
        if not outcome.startswith("answered") or planted - named or len(named - planted) > 1:
            outcomes["files answered wrongly"] += 1
            notes.append(f"{importer.view}, seed {seed}: {outcome}, {sorted(planted)}, named {sorted(named)}")
    return tallied(
        f"{count} workbooks with one to three wrong values through {len(importers)} importers",
        outcomes,
        bar="every cell named, at most 1 other a file",
        holds=not outcomes["files answered wrongly"] and outcomes["named"] == outcomes["planted"],
        note="; ".join(notes[:9]),
    )
