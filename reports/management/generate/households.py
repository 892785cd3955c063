"""The households of a commune, their members, and how they came and went."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from random import Random

from households.actions.households import built_member
from households.models import Household, HouseholdEvent, Member
from households.rules import CHILD_BELOW, EventKind, ReviewContent
from reports.management.demo.answers import answers_of
from reports.management.demo.families import Family
from reports.management.demo.stories import Story
from reports.management.generate.commune import FIRST_YEAR, Commune
from reports.management.generate.lives import lives
from reports.management.generate.storing import stored

POINTS_ABOVE = 35  # the urban line of the income score, above the rural one


def households_store(commune: Commune) -> None:
    """Everybody whom the rounds ever look at, as it stands after them, with each year's answers in mind."""
    hamlets = {hamlet.name: hamlet for hamlet in commune.hamlets}
    commune.stories = lives(commune.registry, list(hamlets), commune.size.households)
    commune.answers = {story.number: _answers(commune, story) for story in commune.stories}
    households, members, events = [], [], []
    for story in commune.stories:
        came, went = _days(story, commune.rng)
        people = _people(commune, story.family, came)
        flags = commune.answers[story.number][story.since]
        household = Household(
            unit=commune.unit,
            hamlet=hamlets[story.hamlet],
            head_id=people[0].pk,
            code=f"{commune.unit.code}-{story.number:05d}",
            merit=flags.merit,
            social_protection=flags.social_protection,
            farming=flags.farming,
            valid_from=came,
            valid_to=went,
        )
        household.prepare_keys(head_name=people[0].name)
        households.append(household)
        members.append(people)
        events.append(HouseholdEvent(kind=story.came, date=came))
        if went:
            events.append(HouseholdEvent(kind=story.left or EventKind.CLOSED, date=went))
    made = iter(Household.objects.bulk_create(households))
    commune.households = {story.number: next(made) for story in commune.stories}
    happened = iter(events)
    for story, people in zip(commune.stories, members, strict=True):
        household = commune.households[story.number]
        for member in people:
            member.household = household
        first = next(happened)
        first.other = commune.households[story.origin.number] if story.origin else None
        for event in (first, next(happened)) if household.valid_to else (first,):
            event.household, event.recorded_by = household, commune.officer
    stored([member for people in members for member in people])
    stored(events)


def _people(commune: Commune, family: Family, came: dt.date) -> list[Member]:
    people = [built_member(content, position) for position, content in enumerate(family.members, start=1)]
    for member in people:
        member.id = commune.key()
        if member.birth_date and member.birth_date > came:
            member.joined_date = member.birth_date
    return people


def _days(story: Story, rng: Random) -> tuple[dt.date, dt.date | None]:
    """When it came, before the round that first sees it, and when it went, before the one that misses it."""
    first = story.since == FIRST_YEAR
    came = dt.date(story.since, 1, 1) + dt.timedelta(days=0 if first else rng.randrange(30, 230))
    went = story.left_year and dt.date(story.left_year, 1, 10) + dt.timedelta(days=rng.randrange(200))
    return came, went or None


def _answers(commune: Commune, story: Story) -> Mapping[int, ReviewContent]:
    """What each round finds, under the lines of the commune's area, of those who were born by then."""
    above = POINTS_ABOVE if commune.is_urban else 0
    return {
        year: _as_of(content, story.family, year, above=above)
        for year, content in answers_of(story, commune.rng).items()
    }


def _as_of(content: ReviewContent, family: Family, year: int, *, above: int) -> ReviewContent:
    ages = [year - (member.birth_year or 0) for member in family.members]
    children = sum(0 <= age < CHILD_BELOW for age in ages)
    return replace(
        content,
        income_score=content.income_score + above,
        people=sum(age >= 0 for age in ages),
        children=children,
        children_health=min(content.children_health, children),
        children_education=min(content.children_education, children),
    )
