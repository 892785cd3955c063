"""How much the summary asks of the database."""

from __future__ import annotations

import pytest
from django.urls import reverse

from plans.compose import plan_standing
from plans.compose.summary import plan_summary
from tests.factories import CommuneTargetFactory, counted_hamlets
from tests.plans.summary.shared import acknowledge, client_of, rewrite, shown


@pytest.mark.parametrize("hamlets", [2, 6])
def test_summary_takes_as_many_queries_however_much_there_is(
    plan, leader, hamlets, django_assert_num_queries
):
    counted_hamlets(plan.unit, hamlets - 2)
    for number in range(hamlets):
        CommuneTargetFactory.create(unit=plan.unit, order=number)
        rewrite(f"Năm 20{number}0.\n" * number)
        shown(leader, plan)
        acknowledge(leader, plan, 1)
    rewrite("Khác.")
    shown(leader, plan)
    client, url = client_of(leader), reverse("plans:plan_summary", args=[plan.slug])

    with django_assert_num_queries(12):
        client.get(url)


def test_summary_reads_last_year_in_constant_queries(plan, django_assert_num_queries):
    source = plan_standing(plan).source

    with django_assert_num_queries(2):
        plan_summary(source)
