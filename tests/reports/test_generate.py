"""Generated communes: the same for a seed, without anything that cannot be, and never where people work."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections import Counter
from random import Random

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import AutoField, ForeignKey
from django.urls import reverse

from households.actions import standards_load
from households.compose import round_parts, tables_document
from households.models import (
    AdministrativeUnit,
    HamletFigures,
    Member,
    Review,
    ReviewRound,
)
from households.queries import data_findings, reviewed_counts, round_findings
from households.resources import standard_lists
from households.rules import TABLE_NUMBERS, Classification, EventKind, personal_number_violation
from plans.compose import plan_view
from plans.models import Plan
from povertyplan.common.audit import chain_states
from povertyplan.documents.checks import Level, check
from reports.management.demo.families import Registry
from reports.management.generate.lives import lives
from tests.factories import CommuneFactory, ProvinceFactory, UserFactory

FILLED = ("accounts", "households", "assignments", "plans", "reports")
CLOCK = {"recorded_at", "created_at", "changed_at", "date_joined", "password"}
POOR, NEAR_POOR, OTHER = Classification.POOR, Classification.NEAR_POOR, Classification.OTHER
SEED = 7
TODAY = dt.date(2026, 11, 22)


def models():
    return [m for label in FILLED for m in apps.get_app_config(label).get_models(include_auto_created=True)]


def content():
    """A hash of every row but what the clock and the password's salt give; an id that the database gave
    stands as its place in its table.
    """
    places = {
        model: {pk: place for place, pk in enumerate(ids(model))}
        for model in models()
        if isinstance(model._meta.pk, AutoField)
    }
    hashed = hashlib.sha256()
    for model in models():
        fields = [
            field
            for field in model._meta.concrete_fields
            if field.name not in CLOCK and not isinstance(field, AutoField)
        ]
        for row in model._default_manager.order_by("pk").values_list(*(field.attname for field in fields)):
            told = [
                places[field.remote_field.model].get(value)
                if isinstance(field, ForeignKey) and field.remote_field.model in places
                else value
                for field, value in zip(fields, row, strict=True)
            ]
            hashed.update(repr((model.__name__, told)).encode())
    return hashed.hexdigest()


def ids(model):
    return model._default_manager.order_by("pk").values_list("pk", flat=True)


def generate(seed=SEED):
    call_command("generate", communes=2, seed=seed, hamlets=3, households=50, province="P", verbosity=0)


def tried(seed):
    """The content that a seed gives; nothing is left of it."""
    with transaction.atomic():
        generate(seed)
        found = content()
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """A commune and a ward, within a transaction around the module's tests; what the same seed and another
    gave before.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        standards_load(**standard_lists())
        province = ProvinceFactory.create()
        CommuneFactory.create(parent=province)
        CommuneFactory.create(parent=province, ward=True)
        before = tried(SEED), tried(SEED + 1)
        generate(SEED)
        yield before
        transaction.set_rollback(True)


@pytest.fixture
def generated(seeded, db):
    return list(AdministrativeUnit.objects.commune_level())


def test_a_seed_always_gives_the_same(seeded, db):
    same, other = seeded

    assert content() == same != other


def test_the_data_check_finds_nothing(generated):
    assert [data_findings(unit=unit, on=TODAY) for unit in generated] == [[], []]


def test_rounds_are_whole_and_their_tables_add_up(generated):
    rounds = ReviewRound.objects.select_related("unit", "base", "standard")

    assert Counter(round.year for round in rounds) == dict.fromkeys(range(2021, 2026), 2)
    for round in rounds:
        assert round_findings(round=round) == []
        if round.year not in {2021, 2025}:
            continue
        parts = round_parts(round=round, numbers=TABLE_NUMBERS, hamlets=None)
        assert [each for each in check(tables_document(parts)) if each.level is not Level.NOTICE] == []


def test_what_was_found_is_what_was_lived(generated):
    """The scores give the classes of the stories under both lines, and the figures count them."""
    areas = set()
    for round in ReviewRound.objects.select_related("unit", "standard"):
        figures = HamletFigures.objects.filter(hamlet__unit=round.unit, date=round.reference_date)
        counted = reviewed_counts(round=round).by_hamlet
        areas |= set(Review.objects.in_round(round).values_list("area", flat=True))

        assert {each.hamlet_id: (each.poor, each.near_poor) for each in figures} == {
            hamlet: (counts.poor, counts.near_poor) for hamlet, counts in counted.items()
        }
    classes = Counter(Review.objects.values_list("area", "classification"))
    assert len(areas) == 2
    assert all(classes[area, found] > 0 for area in areas for found in ("poor", "near_poor", "other"))


def test_every_row_could_have_been_typed(generated):
    """Choices, lengths and what a model's own check refuses, over all rows."""
    for model in models():
        keys = [field.name for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
        for row in model._default_manager.all():
            row.clean_fields(exclude=[*keys, "password"])
            row.clean()


def test_people_are_nobody(generated):
    numbers = [number for number in Member.objects.values_list("personal_number", flat=True) if number]

    assert len(numbers) == len(set(numbers)) > 200
    assert {number[:3] for number in numbers} == {"098"}
    assert not any(personal_number_violation(number) for number in numbers)


def test_the_audit_log_is_whole(generated):
    states = list(chain_states({}))

    assert len(states) == 2
    assert [state.fault for state in states] == [None, None]


def test_plans_of_the_years_print_their_table(generated):
    for plan in Plan.objects.select_related("unit"):
        assert [each for each in plan_view(plan).findings if each.level is Level.ERROR] == []


def test_most_households_stay_what_they_are_and_every_movement_occurs():
    told = lives(Registry(Random(1)), ["Nà Bo", "Khe Sim"], 800)

    steps = Counter(
        (story.classes[year - 1], story.classes.get(year))
        for story in told
        for year in range(2022, 2026)
        if year - 1 in story.classes and story.was_listed(year)
    )
    assert steps[POOR, POOR] + steps[NEAR_POOR, NEAR_POOR] > 0.65 * steps.total()
    ways = itertools.product((POOR, NEAR_POOR), (POOR, NEAR_POOR, OTHER, None))
    assert set(steps) == set(ways)
    assert {story.came for story in told} == {EventKind.REGISTERED, EventKind.SPLIT, EventKind.MOVED_IN}
    assert any(
        found == OTHER and story.classes.get(year + 1) == POOR
        for story in told
        for year, found in story.classes.items()
    )
    poor = [sum(story.classes.get(year) == POOR for story in told) for year in (2021, 2025)]
    assert poor[1] < 0.9 * poor[0]


def test_the_sign_in_page_names_a_few_of_them(generated, client, settings):
    settings.DEMO = True
    UserFactory.create_batch(20, is_demo=True)

    assert len(client.get(reverse("accounts:sign_in")).context["demo_users"]) == 20


def test_refuses_where_people_work(generated, settings):
    settings.DEMO = True
    UserFactory.create(is_demo=False)

    with pytest.raises(CommandError, match="người dùng thật"):
        generate()


def test_refuses_what_is_not_called_a_trial(generated, settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="POVERTYPLAN_DEMO=1"):
        generate()


def test_leaves_alone_what_holds_something(generated, settings):
    settings.DEMO = True
    CommuneFactory.create(ended=True)
    CommuneFactory.create()

    with pytest.raises(CommandError, match="Chỉ còn 1 xã"):
        generate()
