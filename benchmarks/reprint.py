"""Printing an issued plan again against an empty page of the house, both through the whole of Django with the
reader signed in: what is kept is handed out, never drawn anew.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from benchmarks.pages import EMPTY_PAGE, empty_page_add, empty_url, opened, signed_in
from benchmarks.result import Result, Size, compared
from benchmarks.stopwatch import clock, paired, processor
from plans.actions import plan_approve, plan_issue, plan_sign, plan_submit
from plans.actions.issuing import issue_document
from plans.actions.life import content_hash, document_hash
from plans.compose import plan_view
from plans.models import Plan
from povertyplan.accounts.models import User

TURNS, TIMES = {Size.FULL: 100, Size.QUICK: 3}, 2.0


def _issued() -> Plan:
    """Phú Thịnh's plan, taken through its whole life."""
    officer, leader, clerk = (User.objects.get(username=name) for name in ("canbo", "lanhdao", "vanthu"))
    plan = Plan.objects.select_related("unit").get(slug="phu-thinh-2026")
    plan_submit(plan=plan, by=officer)
    plan_approve(plan=plan, seen_hash=content_hash(plan_view(plan)), reason="Như cấp trên giao.", by=leader)
    plan_sign(plan=plan, number=12, date=timezone.localdate(), by=clerk)
    plan.refresh_from_db()
    return plan_issue(plan=plan, seen_hash=document_hash(issue_document(plan)), by=clerk)


def measure(size: Size) -> Iterator[Result]:
    """Processor time, warm; then the same by the clock, where the line in the log waits for the disk."""
    empty_page_add()
    plan = _issued()
    client = signed_in(User.objects.get(username="canbo"))
    reprint = opened(client, reverse("plans:plan_pdf", args=[plan.slug]))
    empty = opened(client, empty_url(plan.unit))
    what = "an issued plan printed again, its line in the log too"
    for take, most, how in ((processor, TIMES, ""), (clock, None, ", by the clock")):
        pairs = paired(reprint, empty, times=TURNS[size], take=take)
        yield compared(what + how, pairs, floor=EMPTY_PAGE, most=most)
