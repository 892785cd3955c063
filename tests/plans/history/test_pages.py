"""Pages of the log and of histories: who reads them, filters, damaged addresses."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households.models import Hamlet
from households.rules import Role
from plans.actions import commune_targets_save, declared_save, grid_save, plan_submit
from plans.models import Plan
from povertyplan.common.models import AuditEvent
from tests.factories import (
    YEAR,
    CommuneFactory,
    MembershipFactory,
    counted_hamlets,
    leader_of,
    officer_of,
    small_plan,
)
from tests.plans.history.shared import figures_url, last, log_url, plan_url, signed_in, text

pytestmark = pytest.mark.django_db


def test_log_says_who_did_what_when_and_on_what(plan, unit, officer):
    plan_submit(plan=plan, by=officer)
    event = last("plan_submitted")
    response = signed_in(leader_of(unit)).get(log_url(unit))
    shown = " ".join(unescape(re.sub(r"<[^>]*>", " ", response.text)).split())

    at = timezone.localtime(event.at)
    assert f"{at:%d/%m/%Y %H:%M} {officer.full_name} Trình ký Kế hoạch năm {YEAR}: {plan.subject}" in shown
    assert f'href="{reverse("plans:plan", args=[plan.slug])}"' in response.text
    assert f"có {event.sequence} việc; mã kiểm tra của việc cuối: {event.hash[:12]}" in shown


def test_log_is_read_by_leaders_and_auditors(unit):
    readers = {
        role: signed_in(MembershipFactory.create(unit=unit, role=role).user).get(log_url(unit))
        for role in (Role.LEADER, Role.AUDITOR, Role.OFFICER, Role.CLERK)
    }

    assert {role: response.status_code for role, response in readers.items()} == {
        Role.LEADER: 200,
        Role.AUDITOR: 200,
        Role.OFFICER: 403,
        Role.CLERK: 403,
    }
    assert "Chỉ lãnh đạo và người kiểm tra, giám sát" in readers[Role.OFFICER].text


def test_log_is_linked_for_those_who_may_read_it(unit, officer):
    year = reverse("plans:year", args=[unit.pk, YEAR])
    small_plan(unit)

    assert log_url(unit) in signed_in(leader_of(unit)).get(year).text
    assert log_url(unit) not in signed_in(officer).get(year).text


def test_log_of_a_commune_where_nothing_was_done(unit):
    shown = text(leader_of(unit), log_url(unit))

    assert "Không có việc nào" in shown
    assert "có 0 việc" in shown


def test_nothing_of_another_commune_is_shown(plan, unit, officer):
    other = CommuneFactory.create()
    stranger = officer_of(other)
    stranger.full_name = "DauHieuRieng"
    stranger.save()
    foreign = small_plan(other, by=stranger)
    Plan.objects.filter(pk=foreign.pk).update(subject="DauHieuRieng")
    [hamlet] = counted_hamlets(other, 1)
    Hamlet.objects.filter(pk=hamlet.pk).update(name="DauHieuRieng")
    grid_save(unit=other, year=YEAR, cells={(hamlet.pk, "poor"): 3}, seen={}, by=stranger)
    leader = leader_of(unit)

    for url in (log_url(unit), f"{log_url(unit)}?nguoi={stranger.pk}", plan_url(plan), figures_url(unit)):
        assert "DauHieuRieng" not in text(leader, url)
    assert "DauHieuRieng" in text(leader_of(other), log_url(other))


def test_filters_stay_while_paging(unit, hamlets, officer):
    for value in range(60):
        grid_save(unit=unit, year=YEAR, cells={(hamlets[0].pk, "poor"): value + 10}, seen={}, by=officer)
    client = signed_in(leader_of(unit))

    first = client.get(f"{log_url(unit)}?viec=figures_recorded&q=xa")
    [older] = re.findall(r'href="([^"]*)">Cũ hơn', first.text)
    second = client.get(log_url(unit) + unescape(older))

    assert "viec=figures_recorded" in older
    assert (first.text.count('class="event"'), second.text.count('class="event"')) == (50, 10)
    assert "60 việc" in second.text
    [newest] = re.findall(r'href="([^"]*)">Mới nhất', second.text)
    assert "truoc" not in newest


@pytest.mark.parametrize(
    "query", ["tu=x&den=%00&nguoi=a&viec=b&q=%00&truoc=%00", "truoc=-1", "tu=01/01/0001"]
)
def test_damaged_address_is_answered(unit, query):
    assert text(leader_of(unit), f"{log_url(unit)}?{query}")


def test_history_of_a_plan_holds_its_events_and_no_others(plan, unit, officer):
    other = small_plan(unit, by=officer)
    plan_submit(plan=other, by=officer)

    assert "Trình ký" not in text(officer, plan_url(plan)).partition("việc, mới nhất")[2]
    assert "Trình ký" in text(officer, plan_url(other)).partition("việc, mới nhất")[2]
    assert plan_url(plan) in signed_in(officer).get(reverse("plans:plan", args=[plan.slug])).text


def test_history_of_figures_holds_those_of_the_year(plan, unit, hamlets, officer):
    grid_save(unit=unit, year=YEAR, cells={(hamlets[0].pk, "poor"): 7}, seen={}, by=officer)
    grid_save(unit=unit, year=YEAR - 1, cells={(hamlets[0].pk, "poor"): 3}, seen={}, by=officer)
    grid_save(unit=unit, year=YEAR - 1, cells={(hamlets[0].pk, "poor_reduction"): 1}, seen={}, by=officer)
    commune_targets_save(unit=unit, year=YEAR - 1, rows=[], by=officer)
    declared_save(plan=plan, figures={(None, "poor"): Decimal(9)}, by=officer)

    now, then = text(officer, figures_url(unit)), text(officer, figures_url(unit, YEAR - 1))

    assert f"{hamlets[0].name}, số hộ nghèo: 5 → 7" in now
    assert "Dòng Tổng, số hộ nghèo: trống → 9" in now
    assert "2 việc" in now
    assert f"{hamlets[0].name}, số hộ nghèo: trống → 3" in then
    assert "3 việc" in then
    assert figures_url(unit) in signed_in(officer).get(reverse("plans:grid", args=[unit.pk, YEAR])).text


@pytest.mark.parametrize("page", ["log", "plan", "figures"])
def test_pages_take_as_many_queries_with_100_events_as_with_5000(plan, unit, hamlets, officer, page):
    url = {"log": log_url(unit), "plan": plan_url(plan), "figures": figures_url(unit)}[page]
    client = signed_in(leader_of(unit))

    def fill(number: int) -> None:
        start = AuditEvent.objects.filter(unit_code=unit.code).count()
        details = {"total/poor": ["1", "2"]}
        AuditEvent.objects.bulk_create(
            AuditEvent(
                unit_code=unit.code,
                sequence=start + each,
                at=timezone.now(),
                user=officer,
                action="declared_figures_saved",
                target_type="plans.plan",
                target_id=str(plan.pk),
                target_label=plan.slug,
                details=details,
            )
            for each in range(1, number + 1)
        )

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).text.count('class="event"') == 50
        return len(queries)

    fill(100)
    few = count()
    fill(4900)

    assert count() == few
    assert few <= 20
