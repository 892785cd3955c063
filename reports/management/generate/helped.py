"""Who was helped in a commune, and how: prospects, assignments, what was given, who came by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from assignments.models import (
    Agency,
    Assignment,
    AssignmentBlock,
    AssignmentSupporter,
    EscapeProspect,
    SupportItem,
    Visit,
)
from assignments.rules import (
    EscapePath,
    HelpContent,
    Result,
    Scheme,
    Situation,
    SupportSource,
    usual_period,
)
from households.rules import Classification, mask_of
from reports.management.demo.stories import Story
from reports.management.generate.commune import LAST_YEAR, PLANNED, Commune
from reports.management.generate.rounds import at_work
from reports.management.generate.storing import stored

Blocks = Sequence[tuple[AssignmentBlock, list[Agency]]]
LAST_DAY = dt.date(2026, 6, 30)  # until which the running year is told
TRIES = 0.06  # of the able poor are named and stay poor
BY_ITSELF = "Con đã đi làm, có thu nhập ổn định"


@dataclass(frozen=True, kw_only=True)
class _Gift:
    content: HelpContent
    what: str
    millions: tuple[int, int]
    source: SupportSource


_GIFTS = (
    _Gift(
        content=HelpContent.LIVELIHOOD,
        what="Một con bò sinh sản",
        millions=(15, 22),
        source=SupportSource.BUDGET,
    ),
    _Gift(
        content=HelpContent.LIVELIHOOD,
        what="100 con gà giống và thức ăn",
        millions=(3, 6),
        source=SupportSource.AGENCY,
    ),
    _Gift(
        content=HelpContent.LIVELIHOOD,
        what="Giống chè và phân bón",
        millions=(2, 8),
        source=SupportSource.BUDGET,
    ),
    _Gift(content=HelpContent.LOAN, what="Vay vốn hộ nghèo", millions=(30, 90), source=SupportSource.CREDIT),
    _Gift(
        content=HelpContent.HOUSING, what="Sửa chữa nhà ở", millions=(20, 40), source=SupportSource.POOR_FUND
    ),
    _Gift(content=HelpContent.HOUSING, what="Xây nhà mới", millions=(50, 80), source=SupportSource.POOR_FUND),
    _Gift(
        content=HelpContent.WATER,
        what="Bồn chứa nước 1.000 lít",
        millions=(2, 4),
        source=SupportSource.ENTERPRISE,
    ),
    _Gift(content=HelpContent.HEALTH, what="Thẻ bảo hiểm y tế", millions=(1, 2), source=SupportSource.AGENCY),
    _Gift(
        content=HelpContent.SCHOOLING,
        what="Xe đạp và sách vở cho con",
        millions=(1, 3),
        source=SupportSource.COMMUNITY,
    ),
    _Gift(
        content=HelpContent.JOB,
        what="Học nghề may, giới thiệu việc làm",
        millions=(2, 5),
        source=SupportSource.BUDGET,
    ),
)
_RESULTS = {
    Classification.OTHER: Result.ESCAPED,
    Classification.NEAR_POOR: Result.TO_NEAR_POOR,
    Classification.POOR: Result.NOT_ESCAPED,
}
_CONTENTS = list(HelpContent)


def help_store(commune: Commune, blocks: Mapping[int, Blocks]) -> None:
    """Name each year's prospects, help those who need help, and go to see them."""
    prospects, helped = [], []
    for year in PLANNED:
        named = [story for story in commune.stories if _is_named(story, year, commune.rng)]
        paths = [_path(story, year, commune.rng) for story in named]
        prospects += [
            EscapeProspect(
                unit=commune.unit,
                year=year,
                household=(household := commune.households[story.number]),
                hamlet_id=household.hamlet_id,
                path=path,
                reason=BY_ITSELF if path == EscapePath.BY_ITSELF else "",
                named_by=commune.leaders[household.hamlet_id],
            )
            for story, path in zip(named, paths, strict=True)
        ]
        wanted = [story for story, path in zip(named, paths, strict=True) if path == EscapePath.HELPED]
        helped += [_Help(commune, story, blocks[year], year, turn) for turn, story in enumerate(wanted)]
    stored(prospects)
    stored([each.assignment for each in helped])
    stored([each.supporter for each in helped])
    stored([item for each in helped for item in each.items()])
    stored([visit for each in helped for visit in each.visits()])


def _is_named(story: Story, year: int, rng: Random) -> bool:
    """Most who escaped were expected to, and some who did not; in the running year as many are."""
    if (
        story.classes.get(year - 1) != Classification.POOR
        or story.left_year == year
        or story.family.no_labour
    ):
        return False
    escaped = year <= LAST_YEAR and story.classes.get(year) != Classification.POOR
    return rng.random() < (0.85 if escaped else TRIES if year <= LAST_YEAR else 0.2)


def _path(story: Story, year: int, rng: Random) -> EscapePath:
    if story.classes.get(year) == Classification.NEAR_POOR and rng.random() < 0.3:
        return EscapePath.TO_NEAR_POOR
    return EscapePath.BY_ITSELF if rng.random() < 0.2 else EscapePath.HELPED


class _Help:
    """One household in an agency's care for a year."""

    def __init__(self, commune: Commune, story: Story, blocks: Blocks, year: int, turn: int) -> None:
        self.commune, self.rng, self.year = commune, commune.rng, year
        self.household = commune.households[story.number]
        block, members = blocks[turn % len(blocks)]
        lead = members[turn // len(blocks) % len(members)]
        self.gifts = self.rng.sample(_GIFTS, self.rng.choice((1, 1, 2, 2, 3)))
        starts, ends = usual_period(year)
        found = story.classes.get(year)
        self.assignment = Assignment(
            unit=commune.unit,
            year=year,
            household=self.household,
            block=block,
            lead_agency=lead,
            contents=mask_of(frozenset(_CONTENTS.index(gift.content) + 1 for gift in self.gifts)),
            promise="; ".join(gift.what for gift in self.gifts),
            person_in_charge=lead.contact,
            valid_from=starts,
            valid_to=ends,
            surveyed_date=starts + dt.timedelta(days=self.rng.randrange(2, 20)),
            scheme=Scheme.AGREED,
            result=_RESULTS[found] if found else Result.OPEN,
            result_date=dt.date(year, 11, 20) if found else None,
        )
        other = members[(members.index(lead) + 1) % len(members)]
        self.supporter = AssignmentSupporter(assignment=self.assignment, agency=other)

    def items(self) -> Iterator[SupportItem]:
        """What was given, or is still owed in the running year."""
        for gift in self.gifts:
            due = dt.date(self.year, 5, 10) + dt.timedelta(days=self.rng.randrange(140))
            date = due + dt.timedelta(days=self.rng.randrange(-5, 12))
            sure = True if gift.content == HelpContent.HOUSING else None
            yield SupportItem(
                unit=self.commune.unit,
                household=self.household,
                assignment=self.assignment,
                agency=self.assignment.lead_agency,
                content=gift.content,
                what=gift.what,
                value=Decimal(self.rng.randint(*gift.millions) * 1_000_000),
                source=gift.source,
                due_date=due,
                date=date if date <= LAST_DAY else None,
                legal_land=sure,
                land_certificate=sure,
                fits_planning=sure,
                recorded_by=self.commune.officer,
            )

    def visits(self) -> Iterator[Visit]:
        """The leader of the hamlet came by, about once a month."""
        day = dt.date(self.year, 5, 5)
        for _ in range(self.rng.choice((2, 3, 4, 5))):
            day += dt.timedelta(days=self.rng.randrange(20, 40))
            if day > LAST_DAY:
                return
            yield Visit(
                key=self.commune.key(),
                unit=self.commune.unit,
                household=self.household,
                by=self.commune.leaders[self.household.hamlet_id],
                date=day,
                situation=self.rng.choices(list(Situation), weights=(45, 45, 10))[0],
                written_at=at_work(day),
            )
