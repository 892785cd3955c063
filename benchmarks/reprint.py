"""Printing an issued plan again against an empty page of the house, both through the whole of Django with the
reader signed in: what is kept is handed out, never drawn anew.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from django.http import HttpResponse
from django.shortcuts import render
from django.test import Client
from django.test.utils import override_settings
from django.urls import include, path, reverse
from django.utils import timezone

from benchmarks.database import YEAR, Result
from plans.actions import plan_approve, plan_issue, plan_sign, plan_submit
from plans.actions.issuing import issue_document
from plans.actions.life import content_hash, document_hash
from plans.compose import plan_view
from plans.models import Plan
from plans.views.year import visible_unit
from povertyplan.accounts.models import User
from povertyplan.common.pages import SignedInRequest, read_view

TURNS, BAR = 100, 2.0


@read_view
def empty_page(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """A page of the commune's year with nothing in it."""
    unit = visible_unit(request, unit_id)
    return render(request, "base.html", {"unit": unit, "year": YEAR, "years": (), "section": "plans"})


@read_view
def nothing(request: SignedInRequest) -> HttpResponse:
    """Not even a page, for who is signed in."""
    return HttpResponse()


urlpatterns = [
    path("trang-trong/<int:unit_id>/", empty_page),
    path("trong/", nothing),
    path("", include("povertyplan.urls")),
]


def _issued() -> Plan:
    """Phú Thịnh's plan, taken through its whole life."""
    officer, leader, clerk = (User.objects.get(username=name) for name in ("canbo", "lanhdao", "vanthu"))
    plan = Plan.objects.select_related("unit").get(slug="phu-thinh-2026")
    plan_submit(plan=plan, by=officer)
    plan_approve(plan=plan, seen_hash=content_hash(plan_view(plan)), reason="Như cấp trên giao.", by=leader)
    plan_sign(plan=plan, number=12, date=timezone.localdate(), by=clerk)
    plan.refresh_from_db()
    return plan_issue(plan=plan, seen_hash=document_hash(issue_document(plan)), by=clerk)


def _cost(client: Client, url: str) -> tuple[float, float]:
    """Seconds of processor time and by the clock that one answer takes."""
    clock, processor = time.perf_counter(), time.process_time()
    response = client.get(url)
    cost = time.process_time() - processor, time.perf_counter() - clock
    if response.status_code != 200:
        raise RuntimeError(f"{url} answered {response.status_code}")
    return cost


def measure() -> Iterator[Result]:
    """Medians in turns, warm; the bar is 2 × an empty page, by processor time."""
    with override_settings(ROOT_URLCONF="benchmarks.reprint", DEMO=True, ALLOWED_HOSTS=["testserver"]):
        plan = _issued()
        client = Client()
        client.force_login(User.objects.get(username="canbo"))
        urls = (reverse("plans:plan_pdf", args=[plan.slug]), f"/trang-trong/{plan.unit_id}/", "/trong/")
        turns = [[_cost(client, url) for url in urls] for _ in range(TURNS + 1)][1:]
    medians = [
        [statistics.median(cost) * 1000 for cost in zip(*costs, strict=True)]
        for costs in zip(*turns, strict=True)
    ]
    (reprint, clock), (empty, empty_clock), (least, least_clock) = medians
    yield Result(
        f"an issued plan printed again, its line in the log too: {reprint:.1f} ms of processor time, an empty"
        f" page {empty:.1f} ms, ratio {reprint / empty:.2f} (bar {BAR} ×); a view that answers nothing"
        f" {least:.1f} ms; by the clock {clock:.1f}, {empty_clock:.1f}, {least_clock:.1f} ms ({TURNS} turns)",
        reprint <= BAR * empty,
    )
