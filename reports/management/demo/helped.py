"""The households of Bách Quang, and who helps whom there in 2026: agencies, prospects, help, visits."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Model

from assignments.models import (
    Agency,
    AgencyMembership,
    Assignment,
    AssignmentBlock,
    BlockAgency,
    EndangeredHousehold,
    EscapeProspect,
    SupportItem,
    Visit,
)
from assignments.rules import EscapePath, HelpContent, Result, usual_period
from households.models import AdministrativeUnit, Household
from households.resources import FIXTURES
from households.rules import Classification, EventKind, ReviewContent, mask_of
from povertyplan.accounts.models import User
from reports.management.demo.answers import answers_of
from reports.management.demo.families import Family, Registry, family
from reports.management.demo.people import agency_member_create
from reports.management.demo.rounds import CommuneOfStories
from reports.management.demo.stories import CLOSED_YEAR, FIRST_YEAR, Story

Record = TypeVar("Record", bound=Model)
SEED = "phường Bách Quang"
MEMBER_OF = "Hội Liên hiệp Phụ nữ phường"
P, N, OTHER = Classification.POOR, Classification.NEAR_POOR, Classification.OTHER
_CLASSES = {
    "poor": (P, P, P),
    "new_poor": (None, None, P),
    "near_poor": (N, N, N),
    "fallen": (P, P, N),
    "escaped": (P, P, OTHER),
}


def help_load(unit: AdministrativeUnit) -> None:
    """Put Bách Quang's invented households on its list, review them, and let agencies help them in 2026."""
    data = json.loads((FIXTURES / "demo" / "bach-quang-2026-help.json").read_text(encoding="utf-8"))
    stories, answers = told(data["hamlets"])
    commune = CommuneOfStories(unit, stories, answers)
    commune.reviewed(range(FIRST_YEAR, CLOSED_YEAR + 1))
    _Helped(commune, data).load()


def told(hamlets: Iterable[Mapping[str, Any]]) -> tuple[list[Story], dict[int, dict[int, ReviewContent]]]:
    """The households of the hamlets, those able to work first, with what each year's round finds of them."""
    rng = Random(SEED)
    registry = Registry(rng)
    stories = list(_stories(registry, hamlets))
    for number, story in enumerate(stories, start=1):
        story.number = number
    return stories, {story.number: answers_of(story, rng) for story in stories}


def _stories(registry: Registry, hamlets: Iterable[Mapping[str, Any]]) -> Iterator[Story]:
    for index, hamlet in enumerate(hamlets):
        for number in range(hamlet["poor"]):
            kind = "new_poor" if number == 1 and index % 3 == 0 else "poor"
            yield _story(hamlet["name"], _family(registry, able=number < hamlet["able"]), kind)
        for number in range(hamlet["near_poor"]):
            kind = "fallen" if number == 0 and index % 2 else "near_poor"
            yield _story(hamlet["name"], _family(registry, able=number != 1), kind)
        if index % 2 == 0:
            yield _story(hamlet["name"], _family(registry, able=True), "escaped")


def _family(registry: Registry, *, able: bool) -> Family:
    """Somebody in it can work, or nobody."""
    shapes = ("couple", "three", "mother") if able else ("elder", "elders")
    while True:
        people = family(registry, shape=registry.rng.choice(shapes))
        if people.no_labour != able:
            return people


def _story(hamlet: str, people: Family, kind: str) -> Story:
    years = range(FIRST_YEAR, CLOSED_YEAR + 1)
    classes = {year: each for year, each in zip(years, _CLASSES[kind], strict=True) if each}
    return Story(hamlet, people, classes, came=EventKind.REGISTERED)


class _Helped:
    def __init__(self, commune: CommuneOfStories, data: Mapping[str, Any]) -> None:
        self.commune, self.unit, self.data = commune, commune.unit, data
        self.year: int = data["year"]
        self.people = {user.username: user for user in User.objects.filter(is_demo=True)}

    def load(self) -> None:
        agencies = self._agencies()
        prospects = self._prospects()
        helped = [each.household for each in prospects if each.path == EscapePath.HELPED]
        for household, row in zip(helped, self.data["help"], strict=True):
            self._help(household, row, agencies)
        self._endangered()

    def _agencies(self) -> dict[str, Agency]:
        agencies = {
            row["name"]: _stored(Agency(unit=self.unit, order=number, **row))
            for number, row in enumerate(self.data["agencies"], start=1)
        }
        for number, row in enumerate(self.data["blocks"], start=1):
            lead = agencies[row["lead"]]
            block = _stored(
                AssignmentBlock(
                    unit=self.unit, year=self.year, name=row["name"], order=number, lead_agency=lead
                )
            )
            for name in row["agencies"]:
                _stored(BlockAgency(block=block, agency=agencies[name], year=self.year))
        started = dt.date(self.year, 5, 1)
        _stored(AgencyMembership(user=agency_member_create(), agency=agencies[MEMBER_OF], valid_from=started))
        return agencies

    def _prospects(self) -> list[EscapeProspect]:
        """Each row of the data takes the next poor household of its hamlet, those able to work first."""
        waiting = {
            name: [
                self.commune.households[story.number]
                for story in self.commune.stories
                if story.hamlet == name and story.classes[max(story.classes)] == P
            ]
            for name in self.commune.hamlets
        }
        return [
            _stored(
                EscapeProspect(
                    unit=self.unit,
                    year=self.year,
                    household=(household := waiting[row["hamlet"]].pop(0)),
                    hamlet_id=household.hamlet_id if row["counted"] else None,
                    path=row["path"],
                    reason=row["reason"],
                    named_by=self.commune.officer,
                )
            )
            for row in self.data["prospects"]
        ]

    def _help(self, household: Household, row: Mapping[str, Any], agencies: Mapping[str, Agency]) -> None:
        lead = agencies[row["lead"]]
        starts, ends = usual_period(self.year)
        assignment = _stored(
            Assignment(
                unit=self.unit,
                year=self.year,
                household=household,
                block=AssignmentBlock.objects.in_year(self.unit, self.year).get(agencies=lead),
                lead_agency=lead,
                contents=mask_of(
                    frozenset(list(HelpContent).index(HelpContent(each)) + 1 for each in row["contents"])
                ),
                promise=row["promise"],
                person_in_charge=row["person"],
                valid_from=starts,
                valid_to=ends,
                surveyed_date=_day(row["surveyed"]),
                scheme=row["scheme"],
                result=Result(row["result"]),
                result_date=_day(row["result_date"]),
                result_note=row["result_note"],
            )
        )
        assignment.supporters.set([agencies[name] for name in row["supporters"]])
        for item in row["support"]:
            days = {name: _day(item[name]) for name in ("due_date", "date")}
            _stored(
                SupportItem(
                    unit=self.unit,
                    household=household,
                    assignment=assignment,
                    agency=lead,
                    recorded_by=self.commune.officer,
                    **{**item, **days},
                )
            )
        for number, visit in enumerate(row["visits"]):
            day = dt.date.fromisoformat(visit["date"])
            written = dt.datetime.combine(day, dt.time(16, 30), tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
            key = uuid.uuid5(uuid.NAMESPACE_OID, f"{SEED} {row['lead']} {number}")
            by = self.people[visit["by"]]
            told = {name: visit[name] for name in ("situation", "note", "needs_attention")}
            _stored(
                Visit(
                    key=key, unit=self.unit, household=household, by=by, date=day, written_at=written, **told
                )
            )

    def _endangered(self) -> None:
        fallen = next(story for story in self.commune.stories if story.classes.get(CLOSED_YEAR) == N)
        _stored(
            EndangeredHousehold(
                unit=self.unit,
                year=self.year,
                household=self.commune.households[fallen.number],
                reason="Lao động chính phải điều trị dài ngày",
                named_by=self.commune.officer,
            )
        )


def _stored(record: Record) -> Record:
    record.full_clean()
    record.save()
    return record


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
