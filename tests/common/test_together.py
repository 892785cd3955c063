"""Several lists read in one query are what each would have been alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Count, Model, QuerySet

from households.models import Hamlet, Member, UnitFigures
from plans.models import CommuneTarget
from povertyplan.accounts.models import User
from povertyplan.common.together import Asked, answers, read_together
from tests.factories import (
    CommuneTargetFactory,
    HamletFactory,
    MemberFactory,
    UnitFiguresFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def values(rows: QuerySet[Any] | list[Any]) -> dict[Any, dict[str, Any]]:
    def of(row: Model) -> dict[str, Any]:
        return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}

    return {row.pk: of(row) for row in rows}


def test_every_kind_of_field_comes_as_it_would_alone(django_assert_num_queries: Any) -> None:
    MemberFactory.create_batch(2)  # by UUID, with dates and choices of yes and no
    CommuneTargetFactory.create(value="1.50")  # decimals
    UnitFiguresFactory.create()  # times
    HamletFactory.create(name='"Xóm" Ắ\\')
    lists = tuple(model._default_manager.all() for model in (Member, CommuneTarget, UnitFigures, Hamlet))

    with django_assert_num_queries(1):
        found = read_together(*lists)

    assert [values(rows) for rows in found] == [values(rows) for rows in lists]
    assert all(found)


def test_lists_of_one_model_stay_apart_and_empty_ones_in_place() -> None:
    first, second = HamletFactory.create_batch(2)

    nobody, one, none, both = read_together(
        User.objects.none(),
        Hamlet.objects.filter(pk=first.pk),
        Hamlet.objects.filter(pk=0),
        Hamlet.objects.in_order(),
    )

    assert (nobody, one, none) == ([], [first], [])
    assert set(both) == {first, second}


def test_what_is_not_asked_for_is_not_read() -> None:
    UserFactory.create(full_name="Lò Thị Mẫu")

    (users,) = read_together(User.objects.only("full_name"))
    (hamlets,) = read_together(Hamlet.objects.defer("name"))

    assert users[0].full_name == "Lò Thị Mẫu"
    assert "password" in users[0].get_deferred_fields()
    assert hamlets == []


def test_tuples_and_counts_come_as_they_would_alone(django_assert_num_queries: Any) -> None:
    hamlet = HamletFactory.create()
    UnitFiguresFactory.create(unit=hamlet.unit)
    figures = UnitFigures.objects.values_list("unit__name", "date", "recorded_at", "poor")
    counts = Hamlet.objects.order_by().values_list("unit").annotate(number=Count("pk"))

    with django_assert_num_queries(1):
        found, (number,) = answers(
            Asked((figures, counts), lambda *rows: rows),
            Asked((Hamlet.objects.values_list("pk"),), len).then(lambda number: (number,)),
        )

    assert found == ([*figures], [*counts])
    assert number == 1
