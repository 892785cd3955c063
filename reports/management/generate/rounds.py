"""The closed rounds of a commune: whom each looked at, what it found, who had asked for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from households.actions.rounds import fill
from households.models import Review, ReviewRequest, ReviewRound, Standard
from households.queries import standard_on, thresholds_of
from households.rules import Area, EventKind, ReviewContent, RoundKind, Stage, Thresholds, stages_on
from reports.management.demo.rounds import REASONS
from reports.management.demo.stories import Story
from reports.management.generate.commune import FIRST_YEAR, LAST_YEAR, REVIEWED, Commune
from reports.management.generate.storing import stored

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def rounds_store(commune: Commune) -> list[ReviewRound]:
    """A closed round of each year with its reviews and requests, the oldest first.

    All are under the standard of the last: that of 2021 already looked at households by the new one.
    """
    standard = standard_on(dt.date(LAST_YEAR, 12, 31))
    rounds: list[ReviewRound] = []
    for year in REVIEWED:
        round = _round(commune, year, standard, base=rounds[-1] if rounds else None)
        round.save()
        rounds.append(round)
        listed = [story for story in commune.stories if year in story.classes]
        lines = thresholds_of(round=round)
        stored([_review(commune, round, story, lines[_area(commune)]) for story in listed])
        stored(list(_requests(commune, round, listed)))
    return rounds


def _area(commune: Commune) -> Area:
    return Area.URBAN if commune.is_urban else Area.RURAL


def _round(commune: Commune, year: int, standard: Standard, *, base: ReviewRound | None) -> ReviewRound:
    start, decided = dt.date(year, 9, 1), dt.date(year, 12, 14)
    return ReviewRound(
        unit=commune.unit,
        kind=RoundKind.PERIODIC,
        year=year,
        standard=standard,
        reference_date=dt.date(year, 12, 31),
        start_date=start,
        base=base,
        stages=list(stages_on(start)),
        stage=Stage.CLOSED,
        decision_number=f"{commune.rng.randint(80, 480)}/QĐ-UBND",
        decision_date=decided,
        closed_at=at_work(decided),
    )


def _review(commune: Commune, round: ReviewRound, story: Story, lines: Thresholds) -> Review:
    household, content = commune.households[story.number], commune.answers[story.number][round.year]
    head = story.family.head
    reviewed = content.reviewed_date or round.start_date
    review = Review(
        round=round,
        household=household,
        hamlet_id=household.hamlet_id,
        area=_area(commune),
        head_name=head.name,
        head_sex=head.sex or "",
        ethnicity_id=head.ethnicity,
        confirmed_unchanged=_is_unchanged(commune.answers[story.number].get(round.year - 1), content),
        entered_by=commune.leaders[household.hamlet_id],
        entered_at=at_work(reviewed + dt.timedelta(days=1)),
        version=2,
    )
    fill(review, content, lines)
    return review


def _is_unchanged(before: ReviewContent | None, now: ReviewContent) -> bool:
    return bool(before) and vars(before) | {"reviewed_date": None} == vars(now) | {"reviewed_date": None}


def _requests(commune: Commune, round: ReviewRound, listed: list[Story]) -> Iterator[ReviewRequest]:
    """Those that no round before this one had found poor or near-poor asked for it."""
    if round.year == FIRST_YEAR:
        return
    for story in listed:
        if story.was_listed(round.year):
            continue
        received = round.start_date + dt.timedelta(days=story.number % 12)
        yield ReviewRequest(
            unit=commune.unit,
            hamlet_id=commune.households[story.number].hamlet_id,
            household=commune.households[story.number],
            applicant=story.family.head.name,
            received_date=received,
            reason=REASONS[story.came if story.since == round.year else EventKind.REGISTERED],
            round=round,
            answered_date=received + dt.timedelta(days=10),
            answer="Đã đưa vào danh sách rà soát.",
        )


def at_work(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(16), tzinfo=ZONE)
