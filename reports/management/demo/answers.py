"""What a review of an invented household finds: scores, causes and needs that fit its people."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random

from households.rules import Cause, Classification, Need, ReviewContent
from reports.management.demo.families import AS_OF, Family
from reports.management.demo.stories import Story

UNCHANGED = 0.65  # how often last year's answers stand where the class does


def answers_of(story: Story, rng: Random) -> dict[int, ReviewContent]:
    """What each year's round finds of the household; the same as the year before where nothing changed."""
    found: dict[int, ReviewContent] = {}
    order = _lacking_first(story.family, rng)
    frame = _household_part(story.family, rng)
    for year, classification in sorted(story.classes.items()):
        before = found.get(year - 1)
        if before and classification == story.classes.get(year - 1) and rng.random() < UNCHANGED:
            found[year] = before
        else:
            found[year] = _answers(story.family, frame, classification, order, rng)
    return {year: replace(content, reviewed_date=_day(year, rng)) for year, content in found.items()}


def _day(year: int, rng: Random) -> dt.date:
    return dt.date(year, 9, 15) + dt.timedelta(days=rng.randrange(45))


def _household_part(family: Family, rng: Random) -> ReviewContent:
    """What is so every year: who lives there and what the household lives by."""
    return ReviewContent(
        income_score=0,
        people=len(family.members),
        children=family.children,
        no_labour=family.no_labour,
        merit=rng.random() < 0.03,
        social_protection=family.no_labour or rng.random() < 0.1,
        farming=not family.no_labour and rng.random() < 0.85,
    )


def _lacking_first(family: Family, rng: Random) -> list[int]:
    """Positions of the indicators that the household can lack, the likeliest first."""
    ages = [AS_OF - (member.birth_year or 0) for member in family.members]
    dependants = family.children + (family.elderly if family.no_labour else 0)
    likely = {
        1: 0 if family.no_labour else 5,
        2: 6 if 2 * dependants > len(ages) else 0,
        3: 2 if family.children else 0,
        4: 8,
        5: 4 if any(16 <= age <= 30 for age in ages) else 0,
        6: 1 if family.children else 0,
        7: 4,
        8: 1 if len(ages) > 3 else 0,
        9: 2,
        10: 7,
        11: 5,
        12: 3,
    }
    drawn = {position: rng.random() ** (1 / weight) for position, weight in likely.items() if weight}
    return sorted(drawn, key=lambda position: -drawn[position])


def _answers(
    family: Family, frame: ReviewContent, found: Classification, order: list[int], rng: Random
) -> ReviewContent:
    poor = found is Classification.POOR
    lacking = frozenset(order[: rng.choice((3, 3, 4, 5)) if poor else rng.choice((0, 1, 1, 2))])
    low, high = (75, 135) if poor else (100, 140) if found is Classification.NEAR_POOR else (145, 190)
    children_lacking = min(family.children, 1 + (rng.random() < 0.3))
    return replace(
        frame,
        income_score=rng.randrange(low, high + 1, 5),
        deprivations=lacking,
        children_health=children_lacking if 3 in lacking else 0,
        children_education=min(1, family.children) if 6 in lacking else 0,
        causes=_causes(family, rng) if found is not Classification.OTHER else frozenset(),
        needs=_needs(family, lacking, rng) if found is not Classification.OTHER else frozenset(),
    )


def _causes(family: Family, rng: Random) -> frozenset[Cause]:
    known = {Cause.LABOUR} if family.no_labour else set()
    if family.is_ill:
        known.add(Cause.ILLNESS)
    if len(known) < 2 and not family.no_labour:
        common = (Cause.LAND, Cause.CAPITAL, Cause.CAPITAL, Cause.TOOLS, Cause.KNOWLEDGE, Cause.SKILLS)
        known |= set(rng.sample(common, 2))
    return frozenset(known or {Cause.OTHER})


def _needs(family: Family, lacking: frozenset[int], rng: Random) -> frozenset[Need]:
    follows = {
        3: Need.HEALTH,
        4: Need.HEALTH,
        5: Need.TRAINING,
        6: Need.EDUCATION,
        7: Need.HOUSING,
        1: Need.JOB,
    }
    wanted = {need for position, need in follows.items() if position in lacking}
    if family.no_labour:
        wanted.add(Need.OTHER)
    else:
        wanted.add(rng.choice((Need.PRODUCTION, Need.CREDIT)))
    return frozenset(wanted)
