"""The invented households of the demo: they add up to the figures of the plan, and they are nobody's."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import subprocess
import sys
from collections import Counter

import pytest
from django.db.models import Count, Q

from households.models import (
    Hamlet,
    Household,
    HouseholdEvent,
    Member,
    Review,
    ReviewRequest,
    ReviewRound,
    VillageMeeting,
)
from households.queries import data_findings
from households.resources import FIXTURES
from households.rules import (
    Classification,
    EventKind,
    Movement,
    Relation,
    Sex,
    Way,
    movement,
    personal_number_violation,
)
from povertyplan.accounts.models import User

pytestmark = pytest.mark.usefixtures("demo")
INVENT = """
from reports.management.demo.rounds import invented
stories, answers = invented("05800")
for story in stories:
    print(story.number, story.hamlet, story.came, story.left, story.classes, story.family.members)
    for year, found in answers[story.number].items():
        print(year, {name: sorted(v) if isinstance(v, frozenset) else v for name, v in vars(found).items()})
"""
P, N = Classification.POOR, Classification.NEAR_POOR


REVIEWED, HELPED = "05800", "05528"


def round_of(year: int, unit: str = REVIEWED) -> ReviewRound:
    return ReviewRound.objects.get(unit__code=unit, year=year)


def movements(year: int) -> Counter[Movement]:
    """How the households moved from the year before to that year's round."""
    classes: dict[int, dict[int, str]] = {}
    in_unit = Review.objects.filter(round__unit__code=REVIEWED)
    reviews = in_unit.values_list("household", "round__year", "classification")
    for household, in_year, classification in reviews:
        classes.setdefault(household, {})[in_year] = classification
    came = HouseholdEvent.objects.filter(kind__in=[EventKind.SPLIT, EventKind.MOVED_IN], date__year=year)
    arrived = set(came.values_list("household", flat=True))
    kept = dict(Household.objects.values_list("pk", "valid_to"))
    counted: Counter[Movement] = Counter()
    for household, found in classes.items():
        before, after = found.get(year - 1), found.get(year)
        if after == "":
            continue
        gone = after is None and kept[household] is not None
        counted[
            movement(
                Way(
                    before=Classification(before) if before else None,
                    after=None if gone else Classification(after or "other"),
                    poor_earlier=any(each == P for at, each in found.items() if at < year - 1),
                    near_poor_earlier=any(each == N for at, each in found.items() if at < year - 1),
                    came=household in arrived,
                )
            )
        ] += 1
    return counted


def test_round_of_2025_finds_in_each_hamlet_what_the_plan_says():
    communes = json.loads((FIXTURES / "demo" / "communes.json").read_text(encoding="utf-8"))
    rows = next(commune["hamlets"] for commune in communes if commune["unit"] == "05800")
    counted = {
        row["hamlet__name"]: (row["poor"], row["near_poor"])
        for row in Review.objects.in_round(round_of(2025))
        .values("hamlet__name")
        .annotate(
            poor=Count("pk", filter=Q(classification=P)),
            near_poor=Count("pk", filter=Q(classification=N)),
        )
    }

    assert {row["name"]: (row["poor"] or 0, row["near_poor"] or 0) for row in rows} == counted
    assert tuple(map(sum, zip(*counted.values(), strict=True))) == (127, 118)


def test_rounds_are_closed_but_the_last_which_is_half_entered():
    rounds = ReviewRound.objects.filter(unit__code=REVIEWED)
    assert list(rounds.order_by("year").values_list("year", "stage", "base__year")) == [
        (2023, "closed", None),
        (2024, "closed", 2023),
        (2025, "closed", 2024),
        (2026, "entry", 2025),
    ]
    listed = Review.objects.in_round(round_of(2026))
    by_hamlet = {
        row["hamlet__name"]: (row["listed"], row["entered"])
        for row in listed.values("hamlet__name").annotate(
            listed=Count("pk"), entered=Count("pk", filter=~Q(classification=""))
        )
    }
    kinds = Counter(
        "done" if entered == listed else "half" if entered else "not begun"
        for listed, entered in by_hamlet.values()
    )
    assert kinds == {"done": 22, "half": 1, "not begun": 17}
    assert 0.4 < listed.entered().count() / listed.count() < 0.6
    assert set(listed.values_list("entered_by__username", flat=True)) == {
        "canbo",
        "totruong",
        "rasoat",
        None,
    }


def test_opening_list_is_larger_than_that_of_2025():
    found = Counter(Review.objects.in_round(round_of(2024)).values_list("classification", flat=True))

    assert 245 < found[P] + found[N] < 300


def test_every_movement_occurs():
    found = movements(2025)

    assert set(Movement) - set(found) == set()
    assert (
        sum(
            found[way]
            for way in (
                Movement.STAYED_POOR,
                Movement.NEAR_POOR_TO_POOR,
                Movement.FELL_BACK_POOR,
                Movement.NEWLY_POOR,
                Movement.ARRIVED_POOR,
            )
        )
        == 127
    )
    escaped = movements(2026)
    assert escaped[Movement.ESCAPED] + escaped[Movement.ESCAPED_TO_NEAR_POOR] > 10
    assert escaped[Movement.FELL_BACK_POOR] > 0


def test_households_are_possible():
    for household in Household.objects.select_related("head").prefetch_related("members"):
        members = list(household.members.all())
        assert [member for member in members if member.relation == Relation.HEAD] == [household.head]
        born = household.head.birth_year or 0
        for member in members:
            member.clean()
            member.clean_fields(exclude=["household"])
            match member.relation:
                case Relation.PARENT:
                    assert born - (member.birth_year or 0) >= 14
                case Relation.CHILD:
                    assert (member.birth_year or 0) - born >= 14
    children = Member.objects.filter(relation=Relation.CHILD)
    assert children.count() > 300


def test_personal_numbers_have_the_form_and_are_nobodys():
    rows = Member.objects.exclude(personal_number="").values_list("personal_number", "sex", "birth_year")

    for number, sex, birth_year in rows:
        assert birth_year
        assert personal_number_violation(number) == ""
        assert number[:3] == "099"  # no province has it
        assert int(number[3]) == 2 * (birth_year >= 2000) + (sex == Sex.FEMALE)
        assert int(number[4:6]) == birth_year % 100


def test_nobody_is_called_like_somebody_of_the_fixtures():
    written = " ".join(path.read_text(encoding="utf-8") for path in (FIXTURES / "demo").glob("*.json"))
    named = set(Member.objects.values_list("name", flat=True))

    assert {name for name in named if re.search(rf"\b{name}\b", written)} == set()
    assert not named & set(User.objects.values_list("full_name", flat=True))
    assert not Household.objects.exclude(phone="").exists()


def test_surveyor_and_hamlet_leader_see_their_hamlets():
    for username, names in (
        ("rasoat", ["Văn Cường 1", "Văn Cường 2"]),
        ("totruong", ["Ba Giăng", "Lê Lợi"]),
    ):
        user = User.objects.get(username=username)
        seen = Hamlet.objects.in_order().filter(households__in=Household.objects.visible_to(user)).distinct()
        assert [hamlet.name for hamlet in seen] == names


def test_requests_wait_in_the_open_round_and_one_meeting_was_held():
    assert ReviewRequest.objects.filter(answered_date=None).exclude(round__year=2026).count() == 1
    assert ReviewRequest.objects.filter(round__year=2026).count() > 5
    assert VillageMeeting.objects.get().agreed


def test_content_is_the_same_in_every_process(settings):
    written = [
        subprocess.run(
            [sys.executable, "manage.py", "shell", "-v0", "-c", INVENT],
            cwd=settings.BASE,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert len(written[0]) > 100_000
    assert written[0] == written[1]


def test_check_of_the_data_finds_what_was_put_there_for_it():
    unit = Hamlet.objects.get(name="Ba Giăng").unit

    found = data_findings(unit=unit, on=dt.date(2026, 11, 20))

    split_off = Household.objects.in_unit(unit).latest("pk").pk
    assert [(finding.code, finding.household_id) for finding in found] == [
        ("number_twice", split_off),
        ("split_elderly", split_off),
    ]
