"""Many people, one record: `python -m benchmarks.security.races full` on the database of the settings.

Threads with browsers and connections of their own press the same button at the same moment. Each race runs
as the program stands, with a pause between looking and writing, and on a build whose lock or version check
was taken out, which must show what the others must not.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any
from unittest.mock import patch

from benchmarks.security.database import Told, tell, told
from povertyplan.common.turns import Turns

PRESSING, PAUSE = 8, 0.03
PRINTS = ("plans.actions.life.render_pdf", "plans.actions.issuing.render_pdf")
WRITTEN = re.compile(r'(INSERT INTO "documents_issueddocument"|UPDATE "(plans_plan|households_household)")')


@dataclass(frozen=True)
class Extent:
    """How many plans, people and edits."""

    plans: int
    people: int
    edits: int


EXTENTS = {"quick": Extent(plans=2, people=4, edits=2), "full": Extent(plans=50, people=50, edits=20)}


def pressed(client: Any, address: str, sent: dict[str, Any], *, pause: float) -> int:
    """The status of one request; `pause` seconds lie between its looking and each of its writing."""
    from django.db import connection

    def wait(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if WRITTEN.match(sql):
            time.sleep(pause)
        return execute(sql, *rest)

    with connection.execute_wrapper(wait):
        return client.post(address, sent).status_code  # type: ignore[no-any-return]


def without_locks() -> Any:
    """A build whose rows are read without a lock."""
    from django.db.models import QuerySet

    return patch.object(QuerySet, "select_for_update", lambda self, *args, **kwargs: self)


def browser(user: Any) -> Any:
    from django.test import Client

    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def approvals(extent: Extent, *, pause: float, broken: bool) -> Told:
    """Eight leaders approve each plan."""
    from django.urls import reverse

    from plans.actions.life import content_hash
    from plans.compose import plan_view
    from plans.models import Plan
    from povertyplan.common.models import AuditEvent
    from povertyplan.documents.models import IssuedDocument
    from tests.factories import CommuneFactory, at_once, counted_hamlets, leader_of, small_plan, submitted

    unit = CommuneFactory.create()
    counted_hamlets(unit, 2)
    leaders = [browser(leader_of(unit)) for _ in range(PRESSING)]
    outcomes: Counter[str] = Counter()
    plans = [submitted(small_plan(unit)) for _ in range(extent.plans)]
    for plan in plans:
        seen = content_hash(plan_view(Plan.objects.get(pk=plan.pk)))
        address, sent = reverse("plans:plan_approve", args=[plan.slug]), {"seen_hash": seen, "reason": "Đủ."}
        with without_locks() if broken else ExitStack():
            answers = at_once([partial(pressed, leader, address, sent, pause=pause) for leader in leaders])
        outcomes.update(str(answer) for answer in answers)
    names = [plan.slug for plan in plans]
    outcomes["approvals in the log"] = AuditEvent.objects.filter(
        action="plan_approved", target_label__in=names
    ).count()
    outcomes["prints kept"] = IssuedDocument.objects.filter(name__in=names).count()
    once = (
        outcomes["302"] == outcomes["approvals in the log"] == outcomes["prints kept"] == extent.plans
        and outcomes["409"] == (PRESSING - 1) * extent.plans
    )
    return judged("approve", once, broken, pause, extent.plans, outcomes)


def issues(extent: Extent, *, pause: float, broken: bool) -> Told:
    """Eight clerks issue each plan."""
    from django.urls import reverse

    from plans.actions.issuing import issue_document
    from plans.actions.life import document_hash
    from plans.models import Plan
    from povertyplan.common.models import AuditEvent
    from povertyplan.documents.models import IssuedDocument
    from tests.factories import CommuneFactory, at_once, clerk_of, counted_hamlets, signed, small_plan

    unit = CommuneFactory.create()
    counted_hamlets(unit, 2)
    clerks = [browser(clerk_of(unit)) for _ in range(PRESSING)]
    outcomes: Counter[str] = Counter()
    plans = [signed(small_plan(unit), number=number + 1) for number in range(extent.plans)]
    for plan in plans:
        seen = document_hash(issue_document(Plan.objects.get(pk=plan.pk)))
        address = reverse("plans:plan_issue", args=[plan.slug])
        with without_locks() if broken else ExitStack():
            answers = at_once(
                [partial(pressed, clerk, address, {"seen_hash": seen}, pause=pause) for clerk in clerks]
            )
        outcomes.update(str(answer) for answer in answers)
    names = [plan.slug for plan in plans]
    outcomes["issues in the log"] = AuditEvent.objects.filter(
        action="plan_issued", target_label__in=names
    ).count()
    outcomes["numbered prints kept"] = (
        IssuedDocument.objects.filter(name__in=names).exclude(number="").count()
    )
    once = (
        outcomes["302"] == outcomes["issues in the log"] == outcomes["numbered prints kept"] == extent.plans
        and outcomes["409"] == (PRESSING - 1) * extent.plans
    )
    return judged("issue", once, broken, pause, extent.plans, outcomes)


def numbers(extent: Extent, *, pause: float, broken: bool) -> Told:
    """Eight plans of a commune are given one number at the same moment."""
    from django.urls import reverse
    from django.utils import timezone

    from plans.models import Plan
    from tests.factories import CommuneFactory, approved, at_once, clerk_of, counted_hamlets, small_plan

    unit, today = CommuneFactory.create(), timezone.localdate()
    counted_hamlets(unit, 2)
    clerks = [browser(clerk_of(unit)) for _ in range(PRESSING)]
    outcomes: Counter[str] = Counter()
    plans = [approved(small_plan(unit)) for _ in range(PRESSING)]
    for number in range(1, extent.plans + 1):
        tasks = []
        for clerk, plan in zip(clerks, plans, strict=True):
            sent = {"number": number, "date": f"{today:%d/%m/%Y}", "version": plan.version}
            address = reverse("plans:plan_sign", args=[plan.slug])
            tasks.append(partial(pressed, clerk, address, sent, pause=pause))
        with without_locks() if broken else ExitStack():
            outcomes.update(str(answer) for answer in at_once(tasks))
        taken = set(Plan.objects.filter(unit=unit, number=number).values_list("pk", flat=True))
        outcomes["plans with the number"] += len(taken)
        plans = [plan if plan.pk not in taken else approved(small_plan(unit)) for plan in plans]
    once = (
        outcomes["302"] == outcomes["plans with the number"] == extent.plans
        and outcomes["409"] == (PRESSING - 1) * extent.plans
    )
    return judged("give one number to eight plans", once, broken, pause, extent.plans, outcomes)


def failures(outcomes: Counter[str]) -> int:
    """Answers of 500 and above, and what was no answer."""
    return sum(
        amount
        for name, amount in outcomes.items()
        if not re.match("[234][0-9][0-9]$", name) and not re.match("[a-z]", name)
    )


def judged(what: str, once: bool, broken: bool, pause: float, rounds: int, outcomes: Counter[str]) -> Told:
    from django.db import connection

    how = f", {PAUSE * 1000:g} ms between looking and writing" if pause else ""
    title = f"{what}: {PRESSING} at once × {rounds} on {connection.vendor}{how}"
    if broken:
        return told(
            f"{title}, locks taken out",
            outcomes,
            bar="not the same: the race is seen to fail",
            holds=not once,
        )
    return told(title, outcomes, bar=f"exactly {rounds}, {(PRESSING - 1) * rounds} × 409", holds=once)


def edits(extent: Extent, *, broken: bool) -> Told:
    """People raise a number in a household's address by one, each as often as the others."""
    from django.db import connection
    from django.urls import reverse

    from households.forms.register import HouseholdForm, member_rows
    from households.models import Household
    from povertyplan.common.conflicts import shown
    from povertyplan.common.models import AuditEvent
    from tests.factories import HouseholdFactory, at_once, officer_of

    household = HouseholdFactory.create(address="0")
    address = reverse("households:household_edit", args=[household.pk])
    people = [browser(officer_of(household.unit)) for _ in range(extent.people)]
    members = list(household.members.present().order_by("position", "pk"))
    form = HouseholdForm(initial=HouseholdForm.stored(household))
    rows = member_rows(None, people=members, with_health=False)
    untouched = {name: list(texts) for name, texts in shown([form, rows]).items()}

    def work(client: Any, seed: int) -> Counter[str]:
        chance, answers = random.Random(seed), Counter[str]()
        for _ in range(extent.edits):
            for turn in count():
                now = Household.objects.values_list("version", "address").get(pk=household.pk)
                sent = untouched | {"version": str(now[0]), "address": str(int(now[1]) + 1)}
                response = client.post(address, sent)
                answers[str(response.status_code)] += 1
                if response.status_code == 503:  # waited too long for the row: asks again when it is told to
                    time.sleep(float(response.headers["Retry-After"]))
                elif response.status_code == 409:
                    time.sleep(chance.random() * min(2.0, 0.05 * 2**turn))
                else:
                    break  # saved, or an answer that there must not be
        return answers

    def newest(data: object) -> int:
        return Household.objects.values_list("version", flat=True).get(pk=household.pk)

    outcomes: Counter[str] = Counter()
    with ExitStack() as stack:
        if broken:
            stack.enter_context(without_locks())
            stack.enter_context(patch("households.views.register.posted_version", newest))
        for answer in at_once([partial(work, client, seed) for seed, client in enumerate(people)]):
            outcomes.update(answer if isinstance(answer, Counter) else {str(answer): 1})
    whole = extent.people * extent.edits
    kept = AuditEvent.objects.filter(action="household_saved", target_id=str(household.pk)).count()
    household.refresh_from_db()
    outcomes |= Counter({"edits in the log": kept, "number at the end": int(household.address)})
    outcomes["lost"] = kept - int(household.address)
    told_to_wait = Counter({"503": outcomes["503"]})
    fine = kept == int(household.address) == whole and not failures(outcomes - told_to_wait)
    title = f"edit one household: {extent.people} people × {extent.edits} on {connection.vendor}"
    if broken:
        return told(
            f"{title}, version check taken out",
            outcomes,
            bar="some lost: the race is seen to fail",
            holds=not fine,
        )
    return told(
        title, outcomes, bar=f"{whole} in the log, 0 lost, 0 × 5xx but for a busy database (503)", holds=fine
    )


def raced(size: str) -> Iterator[Told]:
    """Each race as the program stands, without and with a pause, and on its broken builds; all at once, where
    the program would have them take turns.
    """
    from django.db import connection

    extent = EXTENTS[size]
    with ExitStack() as stack:
        for name in PRINTS:
            stack.enter_context(patch(name, lambda document: b"%PDF-"))
        stack.enter_context(patch("povertyplan.common.turns._turns", Turns(PRESSING + extent.people)))
        for race in (approvals, issues, numbers):
            for pause in (0.0, PAUSE):
                yield race(extent, pause=pause, broken=False)
            if connection.vendor == "postgresql":  # SQLite lets one writer in at a time, lock or none
                yield race(EXTENTS["quick"], pause=PAUSE, broken=True)
        yield edits(extent, broken=False)
        yield edits(Extent(plans=0, people=8, edits=5), broken=True)


if __name__ == "__main__":
    tell(lambda: raced(sys.argv[1]))
