"""The households of Phú Thịnh and their reviews: closed rounds of 2023 to 2025, that of 2026 half entered."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from random import Random
from zoneinfo import ZoneInfo

from households.actions import (
    households_add,
    households_list,
    reviews_record,
    round_close,
    round_list,
    round_start,
)
from households.models import (
    AdministrativeUnit,
    Hamlet,
    Household,
    HouseholdEvent,
    Member,
    Membership,
    Review,
    ReviewRequest,
    ReviewRound,
    VillageMeeting,
)
from households.resources import FIXTURES
from households.rules import (
    Classification,
    EventKind,
    HouseholdContent,
    Relation,
    ReviewContent,
    Role,
    RoundKind,
    Stage,
)
from povertyplan.accounts.models import User
from povertyplan.common.planner import tables_analyze
from reports.management.demo.answers import answers_of
from reports.management.demo.families import Registry, family
from reports.management.demo.people import HAMLET_LEADER, SURVEYOR
from reports.management.demo.stories import (
    FIRST_YEAR,
    OPEN_YEAR,
    HamletCounts,
    Story,
    stories_told,
)

SEED = "xã Phú Thịnh"
LED, SURVEYED, LAST_DONE = "Ba Giăng", "Văn Cường 1", "Đèo"
NOT_BEGUN = ("Lê Lợi",)
REASONS = {
    EventKind.REGISTERED: "Mất việc làm, thu nhập giảm",
    EventKind.MOVED_IN: "Mới chuyển đến, đề nghị xem xét",
    EventKind.SPLIT: "Mới tách hộ, đề nghị xem xét",
}


def households_load(unit: AdministrativeUnit) -> None:
    """Put the invented households of Phú Thịnh on its list and review them year after year."""
    stories, answers = invented(unit.code)
    commune = CommuneOfStories(unit, stories, answers)
    commune.reviewed(range(FIRST_YEAR, OPEN_YEAR))
    _half_entered(commune, commune.round_opened(OPEN_YEAR))


def invented(unit_code: str) -> tuple[list[Story], dict[int, dict[int, ReviewContent]]]:
    """The households of Phú Thịnh, and by their number what each year's round finds of them."""
    rng = Random(SEED)
    registry = Registry(rng)
    stories = stories_told(_hamlet_counts(unit_code), registry)
    stories.append(_elders_split_off(registry, stories))
    return stories, {story.number: answers_of(story, rng) for story in stories}


class CommuneOfStories:
    """A commune whose households live what their stories tell, a round a year."""

    def __init__(
        self,
        unit: AdministrativeUnit,
        stories: Sequence[Story],
        answers: Mapping[int, Mapping[int, ReviewContent]],
    ) -> None:
        self.unit, self.stories, self.answers = unit, stories, answers
        self.hamlets = dict(Hamlet.objects.in_unit(unit).in_order().values_list("name", "pk"))
        self.households: dict[int, Household] = {}
        self.first_year = min(story.since for story in stories)
        officer = Membership.objects.filter(unit=unit, role=Role.OFFICER).select_related("user").get()
        self.officer = officer.user

    def reviewed(self, years: Iterable[int]) -> None:
        """The rounds of those years, each closed."""
        for year in years:
            round = self.round_opened(year)
            self.record(round, [story for story in self.stories if year in story.classes])
            round_close(
                round=round,
                number=f"{year % 100 + 90}/QĐ-UBND",
                date=dt.date(year, 12, 14),
                by=self.officer,
            )

    def round_opened(self, year: int) -> ReviewRound:
        """The round of a year with its list, after those who came and went."""
        self._come(year)
        self._leave(year)
        return self._listed(year)

    def _come(self, year: int) -> None:
        """Those that the year's round sees for the first time."""
        by_kind: dict[EventKind, list[Story]] = defaultdict(list)
        for story in self.stories:
            if story.since == year:
                by_kind[story.came].append(story)
        for kind, stories in by_kind.items():
            added = households_add(
                unit=self.unit,
                contents=[self._content(story) for story in stories],
                valid_from=dt.date(year, 8, 20) if year > self.first_year else dt.date(year, 1, 1),
                kind=kind,
                by=self.officer,
            )
            self.households |= {story.number: each for story, each in zip(stories, added, strict=True)}
            origins = {
                self.households[story.number].pk: self.households[story.origin.number].pk
                for story in stories
                if story.origin
            }
            events = list(HouseholdEvent.objects.filter(household__in=origins))
            for event in events:
                event.other_id = origins[event.household_id]
            HouseholdEvent.objects.bulk_update(events, ["other"])
        tables_analyze(Household, Member, HouseholdEvent)

    def _content(self, story: Story) -> HouseholdContent:
        flags = self.answers[story.number][story.since]
        return HouseholdContent(
            hamlet_id=self.hamlets[story.hamlet],
            members=story.family.members,
            code=f"PT{story.number:04d}",
            merit=flags.merit,
            social_protection=flags.social_protection,
            farming=flags.farming,
        )

    def _leave(self, year: int) -> None:
        """Those that moved out or died out since the last round."""
        gone = [story for story in self.stories if story.left_year == year]
        day = dt.date(year, 5, 20)
        ids = [self.households[story.number].pk for story in gone]
        Household.objects.filter(pk__in=ids).update(valid_to=day)
        HouseholdEvent.objects.bulk_create(
            HouseholdEvent(
                household=self.households[story.number],
                kind=story.left or EventKind.CLOSED,
                date=day,
                recorded_by=self.officer,
            )
            for story in gone
        )

    def _listed(self, year: int) -> ReviewRound:
        """The year's round with its list: those that were poor or near-poor, and those that asked."""
        round = round_start(
            unit=self.unit,
            kind=RoundKind.PERIODIC,
            year=year,
            start_date=dt.date(year, 9, 1),
            reference_date=dt.date(year, 12, 31),
            by=self.officer,
        )
        self._requests(round)
        if year == self.first_year:
            households_list(round=round, households=Household.objects.in_unit(self.unit), by=self.officer)
        else:
            round_list(round=round, by=self.officer)
        round.stage = Stage.ENTRY
        round.save()
        tables_analyze(Review)
        return round

    def _requests(self, round: ReviewRound) -> None:
        """Who asked to be reviewed; those of past years have their answer."""
        closed = round.year < OPEN_YEAR
        ReviewRequest.objects.bulk_create(
            ReviewRequest(
                unit=self.unit,
                hamlet_id=self.hamlets[story.hamlet],
                household=self.households[story.number],
                applicant=story.family.head.name,
                received_date=dt.date(round.year, 9, 3 + story.number % 8),
                reason=REASONS[story.came],
                round=round,
                answered_date=dt.date(round.year, 9, 14) if closed else None,
                answer="Đã đưa vào danh sách rà soát." if closed else "",
            )
            for story in self.stories
            if story.asked(round.year)
        )

    def record(
        self,
        round: ReviewRound,
        stories: Iterable[Story],
        *,
        by: User | None = None,
    ) -> None:
        """Enter what the round finds of those households."""
        found: dict[int, ReviewContent] = {}
        unchanged = []
        for story in stories:
            answers, household = self.answers[story.number], self.households[story.number].pk
            found[household] = answers[round.year]
            before = answers.get(round.year - 1)
            if before and _same(before, answers[round.year]):
                unchanged.append(household)
        reviews_record(round=round, found=found, unchanged=unchanged, by=by or self.officer)


def _half_entered(commune: CommuneOfStories, round: ReviewRound) -> None:
    """The hamlets up to one are done, one is half done, the others have not begun."""
    here: dict[str, list[Story]] = defaultdict(list)
    for story in commune.stories:
        if round.year in story.classes:
            here[story.hamlet].append(story)
    names = list(commune.hamlets)
    done = [name for name in names[: names.index(LAST_DONE) + 1] if name not in (LED, *NOT_BEGUN)]
    commune.record(round, [story for name in done for story in here[name]])
    users = {user.username: user for user in User.objects.filter(username__in=(HAMLET_LEADER, SURVEYOR))}
    commune.record(round, here[LED], by=users[HAMLET_LEADER])
    half = here[SURVEYED]
    commune.record(round, half[: len(half) // 2], by=users[SURVEYOR])
    ReviewRequest.objects.create(
        unit=commune.unit,
        hamlet_id=commune.hamlets[NOT_BEGUN[0]],
        applicant="Hứa Thị Gấm",
        received_date=dt.date(round.year, 11, 16),
        reason="Nhà bị sập sau mưa lũ",
    )
    _meeting_held(round, Hamlet.objects.get(pk=commune.hamlets[LED]), listed=len(here[LED]))


def _hamlet_counts(unit_code: str) -> list[HamletCounts]:
    communes = json.loads((FIXTURES / "demo" / "communes.json").read_text(encoding="utf-8"))
    rows = next(commune["hamlets"] for commune in communes if commune["unit"] == unit_code)
    return [
        HamletCounts(
            name=row["name"],
            poor=row["poor"] or 0,
            near_poor=row["near_poor"] or 0,
            poor_reduction=row["poor_reduction"] or 0,
            near_poor_reduction=row["near_poor_reduction"] or 0,
        )
        for row in rows
    ]


def _elders_split_off(registry: Registry, stories: Sequence[Story]) -> Story:
    """Two old people split off in the open year, one of whom still stands in the household they came from
    as well: what a check of the data is there for.
    """
    origin = next(
        story
        for story in stories
        if story.hamlet == SURVEYED and story.classes.get(OPEN_YEAR) == Classification.POOR
    )
    people = family(registry, shape="elders", of=origin.family)
    still_there = replace(people.head, relation=Relation.PARENT)
    origin.family = replace(origin.family, members=(*origin.family.members, still_there))
    return Story(
        SURVEYED,
        people,
        {OPEN_YEAR: Classification.POOR},
        came=EventKind.SPLIT,
        origin=origin,
        number=len(stories) + 1,
    )


def _same(before: ReviewContent, now: ReviewContent) -> bool:
    return vars(before) | {"reviewed_date": None} == vars(now) | {"reviewed_date": None}


def _meeting_held(round: ReviewRound, hamlet: Hamlet, *, listed: int) -> None:
    """The meeting of the hamlet whose leader has entered everything."""
    VillageMeeting.objects.create(
        round=round,
        hamlet=hamlet,
        held_at=dt.datetime(round.year, 11, 14, 19, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
        place="Nhà văn hóa xóm",
        chair="Lý A Páo",
        chair_position="Trưởng xóm",
        secretary="Diệp Thị Thoa",
        committee_members=2,
        organisation_members=5,
        front_members=1,
        surveyors=1,
        households_invited=40,
        households_present=32,
        attendees=36,
        votes_for=35,
        opinions=f"Thống nhất kết quả của {listed} hộ được rà soát.",
    )
