"""What a person saw of a plan, so that the next time what changed since can be shown."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from households.models import AdministrativeUnit
from plans.actions.life import content_hash
from plans.compose import PlanView
from plans.models import Plan, Reading
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.documents.frozen import to_json

KEPT = 3  # readings of a person and plan: what is said now, what was said before, and one to spare


def reading_keep(*, view: PlanView, by: User) -> Reading | None:
    """Keep what was just seen if it says something else than what the person saw last; else nothing."""
    seen, plan = content_hash(view), view.source.plan
    mine = Reading.objects.filter(plan=plan, user=by).order_by("-at", "-pk")
    if mine.values_list("content_hash", flat=True).first() == seen:
        return None
    with transaction.atomic():
        kept, _ = Reading.objects.update_or_create(
            plan=plan,
            user=by,
            content_hash=seen,
            defaults={"blocks": to_json(replace(view.document, draft=False)), "at": timezone.now()},
        )
        Reading.objects.filter(pk__in=list(mine.values_list("pk", flat=True)[KEPT:])).delete()
    return kept


@transaction.atomic
def plan_download(*, plan: Plan, action: str, by: User) -> None:
    """Record that somebody took the plan away as a file; `action` says as which."""
    details = {"status": plan.status, "version": plan.version}
    record_event(action, target=plan, by=by, unit_code=plan.unit.code, label=plan.slug, details=details)


@transaction.atomic
def register_download(*, unit: AdministrativeUnit, year: int, by: User) -> None:
    """Record that somebody took the register of outgoing documents of a year away as a workbook."""
    record_event("register_downloaded", target=unit, by=by, unit_code=unit.code, details={"year": year})


@transaction.atomic
def table_download(*, unit: AdministrativeUnit, year: int, by: User) -> None:
    """Record that somebody took the table of a year away as a workbook."""
    record_event("table_downloaded", target=unit, by=by, unit_code=unit.code, details={"year": year})
