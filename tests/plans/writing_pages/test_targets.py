"""The commune's targets."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from plans.forms.targets import target_rows
from plans.models import CommuneTarget, Plan
from plans.queries import commune_targets
from tests.factories import YEAR, CommuneTargetFactory, leader_of, submitted
from tests.plans.writing_pages.sent import shown, text_of

pytestmark = pytest.mark.django_db


def target_data(plan: Plan, **changes: str) -> dict[str, str]:
    stored = commune_targets(unit=plan.unit, year=YEAR)
    version = str(max((target.pk for target in stored), default=0))
    return shown(target_rows(stored), version=version, **changes)


def targets_url(plan: Plan) -> str:
    return reverse("plans:targets", args=[plan.unit_id, YEAR])


def test_targets_are_saved_with_a_comma(plan: Plan, officer: Client) -> None:
    row = {"rows-0-value": "0,79", "rows-0-measure": "percentage_point", "rows-0-comparator": "above"}

    answer = officer.post(targets_url(plan), target_data(plan, **row))

    assert answer.status_code == 302
    target = CommuneTarget.objects.get(unit=plan.unit)
    assert (target.value, str(target)) == (Decimal("0.79"), "hộ nghèo trên 0,79 điểm %")
    assert 'value="0,79"' in text_of(officer.get(targets_url(plan)))


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *(("value", text) for text in ("bảy", "-1", "1,5", "9" * 5000, "1\x00x")),
        *(("measure", "con"), ("indicator", ""), ("wording", "w" * 301)),
    ],
)
def test_bad_target_is_refused_and_stays_typed(plan: Plan, officer: Client, field: str, text: str) -> None:
    CommuneTargetFactory.create(unit=plan.unit)

    answer = officer.post(targets_url(plan), target_data(plan, **{f"rows-0-{field}": text}))

    assert answer.status_code == 200
    assert list(answer.context["rows"].forms[0].errors) == [field]
    assert CommuneTarget.objects.get(unit=plan.unit).value == 7


def test_rate_above_100_is_refused(plan: Plan, officer: Client) -> None:
    row = {"rows-0-value": "101", "rows-0-measure": "percent"}

    assert "Tỷ lệ không thể quá 100." in text_of(officer.post(targets_url(plan), target_data(plan, **row)))


def test_targets_close_with_the_plan_and_nothing_typed_is_lost(plan: Plan, officer: Client) -> None:
    data = target_data(plan, **{"rows-0-value": "12"})
    submitted(plan)

    answer = officer.post(targets_url(plan), data)

    assert "thu hồi hoặc có kế hoạch điều chỉnh thì mới sửa được số liệu và chỉ tiêu" in text_of(answer)
    assert 'value="12"' in text_of(answer)
    assert not CommuneTarget.objects.filter(unit=plan.unit).exists()
    assert '<form method="post" data-guard' not in text_of(officer.get(targets_url(plan)))


def test_stale_targets_keep_what_was_typed(plan: Plan, officer: Client) -> None:
    data = target_data(plan, **{"rows-0-value": "12"})
    CommuneTargetFactory.create(unit=plan.unit)

    answer = officer.post(targets_url(plan), data)

    assert answer.status_code == 409
    assert 'value="12"' in text_of(answer)
    assert "từ … trở lên" in text_of(answer)


def test_leader_reads_targets_and_cannot_send_any(plan: Plan, client: Client) -> None:
    CommuneTargetFactory.create(unit=plan.unit)
    client.force_login(leader_of(plan.unit))

    assert "Giảm hộ nghèo từ 7 hộ trở lên" in text_of(client.get(targets_url(plan)))
    assert client.post(targets_url(plan), target_data(plan)).status_code == 403
