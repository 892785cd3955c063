"""Bringing in 5,000 households with 18,000 members and their reviews, against reading and inserting alone and
against django-import-export with its default settings; the most memory that it takes.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import resource
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import tablib
from django.core.management import call_command
from django.db import transaction
from import_export import fields, resources, widgets

from benchmarks.database import YEAR
from benchmarks.result import Result, Size, compared, timed
from benchmarks.stopwatch import clock
from households.actions import built_member, hamlets_add, round_start
from households.models import AdministrativeUnit, Household, HouseholdEvent, Member, Review, ReviewRound
from households.rules import Classification, EventKind, MemberContent, Relation, RoundKind, Stage
from povertyplan.common.collector import collector_paused
from povertyplan.documents.xlsx import ColumnOut, SheetOut, read_workbook, write_workbook
from tests.households.register_files import invented_name


@dataclass(frozen=True)
class _Amount:
    households: int
    members: int
    pairs: int
    by_library: int


AMOUNTS = {Size.FULL: _Amount(5_000, 18_000, 5, 2), Size.QUICK: _Amount(100, 360, 1, 1)}
TIMES_ALONE, TIMES_FASTER, MEGABYTES = 4.0, 5.0, 300
HEAD = (
    *("STT hộ", "Thôn", "Mã hộ", "Họ và tên", "Quan hệ với chủ hộ", "Giới tính", "Ngày sinh", "Dân tộc"),
    *("Số định danh cá nhân", "Số khẩu", "Điểm B1", "Điểm B2", "Thiếu hụt", "Nguyên nhân", "Nhu cầu"),
)


def register_workbook(amount: _Amount, *, first: int = 0) -> bytes:
    """One row a member; scores in the head's row. Their personal numbers begin with the `first`."""
    dice = random.Random(1)
    each, more = divmod(amount.members, amount.households)
    sizes = [each + (at < more) for at in range(amount.households)]
    rows: list[tuple[Any, ...]] = []
    for number, size in enumerate(sizes, start=1):
        for at in range(size):
            lacking = sorted(dice.sample(range(1, 13), dice.randint(0, 6)))
            found = (size, 120, 10 * len(lacking), ", ".join(map(str, lacking)) or "0", "1, 3", "2")
            person = (
                *(number, f"Xóm Mẫu {number % 40}", f"H{number:05}", invented_name(dice)),
                *(
                    "Con" if at else "Chủ hộ",
                    "Nam",
                    f"{dice.randint(1, 28):02}/05/{dice.randint(1940, 2020)}",
                ),
                *("Tày", f"001{first + len(rows):09}"),
            )
            rows.append((*person, *(found if not at else (None,) * len(found))))
    numeric = {"STT hộ", "Số khẩu", "Điểm B1", "Điểm B2"}
    columns = tuple(ColumnOut(label=label, decimals=0 if label in numeric else None) for label in HEAD)
    return write_workbook([SheetOut(name="Danh sách", columns=columns, rows=tuple(rows))])


def commune_with_round() -> ReviewRound:
    """A commune of its own with forty hamlets and a round open for entry."""
    units = AdministrativeUnit.objects.commune_level().filter(valid_to__isnull=True, hamlets__isnull=True)
    unit = units.order_by("pk")[0]
    hamlets_add(unit=unit, names={at: f"Xóm Mẫu {at}" for at in range(40)}, by=None)
    round = round_start(
        unit=unit,
        kind=RoundKind.PERIODIC,
        year=YEAR,
        start_date=dt.date(YEAR, 9, 1),
        reference_date=dt.date(YEAR, 12, 31),
        by=None,
    )
    ReviewRound.objects.filter(pk=round.pk).update(stage=Stage.ENTRY)
    return round


def _import(file: Path, round: ReviewRound, expected: str, count: int) -> None:
    out = io.StringIO()
    arguments = [str(file), f"--unit={round.unit.code}", f"--round={YEAR}", "--format=json"]
    call_command("households_import", *arguments, stdout=out, stderr=io.StringIO())
    if json.loads(out.getvalue())[expected] != count:
        raise RuntimeError(out.getvalue()[:500])


@collector_paused()
def _insert_alone(file: Path, round: ReviewRound) -> None:
    """The same rows read and inserted with no check at all."""
    (sheet,) = read_workbook(file.read_bytes()).sheets
    hamlets = {hamlet.name: hamlet for hamlet in round.unit.hamlets.all()}
    households: list[Household] = []
    members: list[Member] = []
    reviews: list[Review] = []
    now = dt.datetime.now(dt.UTC)
    for row in sheet.rows[1:]:
        text = [cell.text if cell else "" for cell in row]
        is_head = text[4] == "Chủ hộ"
        content = MemberContent(
            name=text[3],
            relation=Relation.HEAD if is_head else Relation.CHILD,
            birth_date=dt.datetime.strptime(text[6], "%d/%m/%Y").date(),  # noqa: DTZ007 a date
            ethnicity="02",
            personal_number=text[8],
        )
        member = built_member(content, 1)
        if is_head:
            household = Household(
                unit=round.unit,
                hamlet=hamlets[text[1]],
                head_id=member.pk,
                code=text[2],
                valid_from=round.start_date,
            )
            household.prepare_keys(head_name=member.name)
            households.append(household)
            reviews.append(
                Review(
                    round=round,
                    household=household,
                    hamlet=household.hamlet,
                    area=household.hamlet.area,
                    head_name=member.name,
                    income_score=int(text[10]),
                    deprivation_score=int(text[11]),
                    computed=Classification.POOR,
                    classification=Classification.POOR,
                    entered_at=now,
                )
            )
        member.household = households[-1]
        members.append(member)
    with transaction.atomic():
        Household.objects.bulk_create(households)
        for member in members:
            member.household = member.household  # its id, known by now
        for review in reviews:
            review.household = review.household
        Member.objects.bulk_create(members)
        Review.objects.bulk_create(reviews)
        HouseholdEvent.objects.bulk_create(
            HouseholdEvent(household=household, kind=EventKind.REGISTERED, date=round.start_date)
            for household in households
        )


class _HouseholdResource(resources.ModelResource):  # type: ignore[misc]
    """Households, members and reviews as the library brings them in, with its default settings."""

    head_id = fields.Field(attribute="head_id", column_name="head")  # not there yet, so not to be looked for

    class Meta:
        model = Household
        fields = ("id", "unit", "hamlet", "head_id", "code", "valid_from", "search_key", "sort_key")


class _MemberResource(resources.ModelResource):  # type: ignore[misc]
    name = fields.Field(attribute="name", column_name="Họ và tên")
    birth_date = fields.Field(
        attribute="birth_date", column_name="Ngày sinh", widget=widgets.DateWidget("%d/%m/%Y")
    )
    personal_number = fields.Field(attribute="personal_number", column_name="Số định danh cá nhân")

    class Meta:
        model = Member
        fields = ("id", "household", "name", "birth_date", "personal_number", "relation")


class _ReviewResource(resources.ModelResource):  # type: ignore[misc]
    income_score = fields.Field(attribute="income_score", column_name="Điểm B1")
    deprivation_score = fields.Field(attribute="deprivation_score", column_name="Điểm B2")

    class Meta:
        model = Review
        fields = (
            *("id", "round", "household", "hamlet", "area", "head_name"),
            *("income_score", "deprivation_score"),
        )


@transaction.atomic
def _library(file: Path, round: ReviewRound) -> None:
    """The same rows by django-import-export. Keys are handed to it: it need not find anything by a name."""
    members = tablib.Dataset().load(file.read_bytes(), format="xlsx")
    heads = tablib.Dataset(*(row for row in members if row[4] == "Chủ hộ"), headers=members.headers)
    first = 1 + (Household.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)
    hamlets = {hamlet.name: hamlet.pk for hamlet in round.unit.hamlets.all()}
    ids = [str(uuid.uuid4()) for _ in range(len(members))]
    of_head = [key for key, row in zip(ids, members, strict=True) if row[4] == "Chủ hộ"]
    keys = {code: first + at for at, code in enumerate(heads["Mã hộ"])}
    for header, column in (
        ("id", [*keys.values()]),
        ("unit", [round.unit_id] * len(heads)),
        ("hamlet", [hamlets[name] for name in heads["Thôn"]]),
        ("head", of_head),
        ("code", heads["Mã hộ"]),
        ("valid_from", ["2026-09-01"] * len(heads)),
        ("search_key", heads["Họ và tên"]),
        ("sort_key", heads["Họ và tên"]),
    ):
        heads.append_col(column, header=header)
    members.append_col([keys[code] for code in members["Mã hộ"]], header="household")
    members.append_col(ids, header="id")
    members.append_col([Relation.OTHER.value] * len(members), header="relation")
    done = [_HouseholdResource().import_data(heads), _MemberResource().import_data(members)]
    reviews = heads
    del reviews["id"]
    reviews.append_col([""] * len(heads), header="id")
    reviews.append_col([*keys.values()], header="household")
    reviews.append_col([round.pk] * len(heads), header="round")
    reviews.append_col(["rural"] * len(heads), header="area")
    reviews.append_col(heads["Họ và tên"], header="head_name")
    done.append(_ReviewResource().import_data(reviews))
    if [each.totals["new"] for each in done] != [len(heads), len(members), len(heads)]:
        faults = [str(error.error) for each in done for row in each.error_rows for error in row.errors]
        raise RuntimeError(f"{[each.totals for each in done]} {faults[:1]}")


def measure(size: Size) -> Iterator[Result]:
    """By the clock, each run in a commune of its own."""
    amount = AMOUNTS[size]
    what = f"import of {amount.households} households with {amount.members} members"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "register.xlsx"
        file.write_bytes(register_workbook(amount))
        read_workbook(file.read_bytes())  # starts the reader's process
        pairs, again = [], []
        for _ in range(amount.pairs):
            round = commune_with_round()
            ours = clock(partial(_import, file, round, "created", amount.households))
            seen_again = clock(partial(_import, file, round, "unchanged", amount.households))
            _forget(round)
            alone = _alone(_insert_alone, file)
            pairs.append((ours, alone))
            again.append((seen_again, alone))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        floor = "reading and inserting alone"
        yield compared(what, pairs, floor=floor, most=TIMES_ALONE)
        yield compared("the same file again", again, floor=floor, most=None)
        yield timed("most memory of the whole process", [memory], most=MEGABYTES, unit="MB")
        library = [_alone(_library, file) for _ in range(amount.by_library)]
        faster = [(ours, taken) for (ours, _), taken in zip(pairs, library, strict=False)]
        yield compared(what, faster, floor="django-import-export as it comes", most=1 / TIMES_FASTER)


def _alone(bring_in: Callable[[Path, ReviewRound], None], file: Path) -> float:
    round = commune_with_round()
    seconds = clock(partial(bring_in, file, round))
    _forget(round)
    return seconds


def _forget(round: ReviewRound) -> None:
    """Personal numbers and codes are the same in every run."""
    Household.objects.filter(unit=round.unit).update(code="")
    Member.objects.filter(household__unit=round.unit).update(personal_number="", personal_number_key="")
