"""Making the report of a period, and saying whom it is for. Everything else is done to its paper."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from households.queries import hamlets_of, main_label
from plans.actions import plan_new
from plans.actions.locking import plan_opened
from plans.models import Plan
from plans.resources import placeholders, plan_content
from plans.rules import PlanContent, PlanKind, PlanPlace
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.dates import long_date
from povertyplan.common.errors import DomainError
from povertyplan.common.text import clean_text, lower_first, slug
from reports.compose.drafting import drafted
from reports.compose.report import tables_of
from reports.models import Report, ReportingPeriod
from reports.rules import PeriodKind

TEMPLATE = settings.BASE / "fixtures" / "report.json"
SYMBOL = "BC-UBND"
HEAD = ("superior", "issuer", "locality", "row_decimals", "total_decimals", "decimal_mark")


@transaction.atomic
def report_new(*, period: ReportingPeriod, by: User | None) -> Report:
    """Make the report of a period: a draft with the usual sections, and sentences from its figures.

    Raises DomainError where the period has one.
    """
    held = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    made = Report.objects.filter(period=held).select_related("paper").first()
    if made:
        raise DomainError(f"Kỳ “{held}” đã có báo cáo: {made.paper.subject} ({made.paper.status_label}).")
    if held.reported_as:
        raise DomainError(f"Kỳ “{held}” đã báo cáo bằng {held.reported_as}; bỏ ghi đó rồi mới lập báo cáo.")
    paper = plan_new(
        unit=held.unit,
        kind=PlanKind.REPORT,
        year=held.year,
        content=_content(held),
        by=by,
        named=f"bao-cao-{slug(held.name.removesuffix(str(held.year)))}"[:60].rstrip("-"),
    )
    report = Report(paper=paper, period=held, addressees=f"Ủy ban nhân dân {held.unit.parent or ''}".strip())
    report.full_clean()
    report.save()
    return report


def _content(period: ReportingPeriod) -> PlanContent:
    """The template with the period's sentences, headed and signed as the commune's newest plan is."""
    unit, today = period.unit, timezone.localdate()
    label = main_label(unit=unit, hamlets=hamlets_of(unit=unit, on=today))
    names = placeholders(unit, year=period.year, label=label)
    tables = tables_of(period)
    names |= drafted(tables.figures, tables.basis)
    names |= {"span": _span(period), "closing": long_date(period.closing_date)}
    content = plan_content(TEMPLATE, names)
    fields = {**content.fields, "symbol": SYMBOL}
    plan = Plan.objects.plans().filter(unit=unit, year__lte=period.year).order_by("-year", "-pk").first()
    if plan is None:
        return replace(content, fields=fields)
    signatory = getattr(plan, "signatory", None)
    return replace(
        content,
        fields={**fields, **{name: getattr(plan, name) for name in HEAD}},
        signatory_lines=signatory.lines if signatory else content.signatory_lines,
        signatory_name=signatory.name if signatory else "",
    )


def _span(period: ReportingPeriod) -> str:
    """The time reported on; the name of a report asked for once tells its purpose, not its time."""
    if period.kind == PeriodKind.AD_HOC:
        return f"từ {long_date(period.start_date)} đến {long_date(period.closing_date)}"
    return lower_first(period.name)


@transaction.atomic
def report_address(*, report: Report, addressees: str, version: int, by: User | None) -> Report:
    """Say whom the report is for, one a line, at the version of its paper that was shown.

    Raises DomainError once it is with the leader, StaleError when somebody changed the paper meanwhile.
    """
    paper = plan_opened(report.paper, PlanPlace.HEAD, version=version)
    held = Report.objects.select_for_update().get(pk=report.pk)
    before, held.addressees = held.addressees, clean_text(addressees)
    held.full_clean()
    held.save()
    paper.version += 1
    paper.save(update_fields=["version", "changed_at"])
    record_event(
        "report_addressed",
        target=paper,
        by=by,
        unit_code=paper.unit.code,
        label=paper.slug,
        details={"addressees": [before, held.addressees]},
    )
    return held
