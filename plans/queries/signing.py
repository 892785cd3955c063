"""Who may sign, which numbers are taken, and the register of what was sent out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max

from households.models import AdministrativeUnit
from plans.models import OfficeHolder, Plan, Signatory, SigningPolicy
from plans.rules import FROZEN, RELATION_LABELS, WHOLE, WRITING, PlanRelation, Status
from povertyplan.accounts.models import User
from povertyplan.common.dates import short_date
from povertyplan.common.models import AuditEvent
from povertyplan.common.text import fold, lower_first
from povertyplan.documents.models import SignedCopy


def signing_policy(unit: AdministrativeUnit) -> SigningPolicy:
    """What the commune chose, else the defaults."""
    return SigningPolicy.objects.filter(unit=unit).first() or SigningPolicy(unit=unit)


def has_written(*, plan: Plan, user: User) -> bool:
    """Whether the person wrote, changed or submitted the plan, as its log says."""
    return AuditEvent.objects.filter(
        unit_code=plan.unit.code,
        target_type="plans.plan",
        target_id=str(plan.pk),
        action__in=WRITING,
        user=user,
    ).exists()


def office_holders(*, unit: AdministrativeUnit) -> list[OfficeHolder]:
    """Everybody who holds or held an office, by when they began."""
    return list(OfficeHolder.objects.filter(unit=unit).order_by("valid_from", "name", "pk"))


def unknown_signer(*, plan: Plan, date: dt.date) -> str:
    """Why the plan's signer could not sign on a date: he held no office of the commune's list then; else ''.

    A commune without a list is not asked, nor a plan that names nobody.
    """
    signatory = Signatory.objects.filter(plan=plan).first()
    holders = OfficeHolder.objects.filter(unit=plan.unit)
    if not signatory or not signatory.name or not holders.exists():
        return ""
    if fold(signatory.name) in {fold(holder.name) for holder in holders.as_of(date)}:
        return ""
    return (
        f"{signatory.name} không giữ chức vụ nào ngày {short_date(date)} theo danh sách người ký;"
        " sửa người ký của văn bản hoặc danh sách."
    )


def number_taken(*, plan: Plan, number: int, year: int) -> Plan | None:
    """The commune's document that has the number in a year under the plan's symbol."""
    numbered = Plan.objects.numbered_in(plan.unit, year).filter(symbol__iexact=plan.symbol, number=number)
    return numbered.exclude(pk=plan.pk).order_by("pk").first()


def next_number(*, plan: Plan, year: int) -> int:
    """One more than the highest number known here; the commune's register runs across all its fields."""
    numbered = Plan.objects.numbered_in(plan.unit, year).filter(symbol__iexact=plan.symbol)
    return (numbered.exclude(pk=plan.pk).aggregate(last=Max("number"))["last"] or 0) + 1


def signed_copies(*, plan: Plan) -> list[SignedCopy]:
    """What was brought back signed, newest first, without the bytes."""
    copies = SignedCopy.objects.filter(document=plan.issued_document_id).select_related("added_by")
    return list(copies.defer("content").order_by("-added_at", "-pk"))


@dataclass(frozen=True, kw_only=True)
class RegisterLine:
    """One document in the register of outgoing documents (decree 30/2020, annex IV)."""

    plan: Plan
    signer: str
    recipients: tuple[str, ...]
    archive: str  # who keeps the copy on file: the line "Lưu: …" below "Nơi nhận"
    note: str

    @property
    def title(self) -> str:
        return f"{self.plan.title_kind} {lower_first(self.plan.subject)}"


def register(*, unit: AdministrativeUnit, year: int) -> list[RegisterLine]:
    """What the commune issued in a year, by date and number, in two queries. A plan stays as it was when it
    was approved, so that its rows say what was issued.
    """
    plans = (
        Plan.objects.numbered_in(unit, year)
        .filter(status__in=FROZEN)
        .select_related("signatory", "original", "issued_document")
        .defer("issued_document__pdf", "issued_document__blocks", "issued_document__findings")
        .prefetch_related("recipients")
        .order_by("signed_date", "number", "pk")
    )
    return [_register_line(plan) for plan in plans]


def _register_line(plan: Plan) -> RegisterLine:
    names = [part.name for part in sorted(plan.recipients.all(), key=lambda part: (part.order, part.pk))]
    kept = [name for name in names if fold(name).startswith("luu")]
    signatory = getattr(plan, "signatory", None)
    said = [plan.status_label] if plan.status != Status.ISSUED else []
    if plan.original:
        said.append(f"{RELATION_LABELS[PlanRelation(plan.relation)]} {plan.original.citation}")
    return RegisterLine(
        plan=plan,
        signer=(signatory.name or signatory.lines.splitlines()[-1]) if signatory else "",
        recipients=tuple(name for name in names if name not in kept),
        archive="; ".join(name.partition(":")[2].strip() or name for name in kept),
        note="; ".join(said),
    )


@dataclass(frozen=True, kw_only=True)
class PlanLinks:
    """Which documents change a plan, and which one it changes."""

    original: Plan | None
    changed_by: tuple[Plan, ...]  # issued ones
    drafted: tuple[Plan, ...]  # on their way

    @property
    def is_being_changed(self) -> bool:
        return any(plan.relation in WHOLE for plan in self.drafted)


def plan_links(*, plan: Plan) -> PlanLinks:
    """How a plan is tied to others, in a query at most: only an issued one is changed by others, and only one
    that changes another has an original.
    """
    later = Plan.objects.filter(original=plan).order_by("signed_date", "pk") if plan.is_frozen else ()
    return PlanLinks(
        original=Plan.objects.filter(pk=plan.original_id).first() if plan.original_id else None,
        changed_by=tuple(each for each in later if each.is_frozen),
        drafted=tuple(each for each in later if not each.is_frozen),
    )
