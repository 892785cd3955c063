"""Every write to what is promised and given to households, and to its photos."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from assignments.models import Agency, SupportItem, SupportProof
from assignments.queries import assignment_for
from assignments.rules import CONDITION_LABELS, MAX_PROOFS, HelpContent, Span, SupportSource
from households.access import can_edit
from households.models import AdministrativeUnit, Hamlet, Household
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.readings import record_reading
from povertyplan.common.text import clean_line, name_key
from povertyplan.documents.images import Photo

STALE_ITEM = "Người khác vừa sửa khoản này. Xem lại rồi lưu lần nữa."
WITHDRAWN = "Khoản này đã bỏ nên không sửa được nữa."
NO_REASON = "Ghi lý do."


class RepeatedError(DomainError):
    """The same item stands there already; it may be recorded nevertheless."""


@dataclass(frozen=True, kw_only=True)
class SupportContent:
    """What is promised (`due_date`) or given (`date`), as it was typed; money in đồng, blank where no value
    was put on it. Answers about the land are those of help with housing, None where nobody looked.
    """

    content: HelpContent
    what: str
    source: SupportSource
    value: Decimal | int | None = None
    source_name: str = ""
    agency: Agency | None = None
    due_date: dt.date | None = None
    date: dt.date | None = None
    legal_land: bool | None = None
    land_certificate: bool | None = None
    fits_planning: bool | None = None


@transaction.atomic
def support_record(
    *, household: Household, content: SupportContent, by: User | None, again: bool = False
) -> SupportItem:
    """Record what is promised or given to a household; an agency's under the assignment by which it helps.

    Raises RepeatedError, unless `again`, for the same content, words, day, value and agency once more.
    """
    household = Household.objects.select_for_update(of=("self",)).select_related("unit").get(pk=household.pk)
    item = SupportItem(unit=household.unit, household=household, recorded_by=by)
    _set(item, content, by)
    if not again:
        _refuse_repeated(item)
    item.save()
    _record("support_recorded" if item.date else "support_promised", item, by=by, details=_facts(item))
    return item


@transaction.atomic
def support_change(
    *, item: SupportItem, content: SupportContent, version: int, by: User | None
) -> SupportItem:
    """Make the item say what `content` says. Raises StaleError when it is no longer that of `version`."""
    stored = _locked(item, version)
    before, words = _facts(stored), _words(stored)
    _set(stored, content, by)
    stored.version += 1
    stored.save()
    after = _facts(stored)
    changed: dict[str, Any] = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
    changed["fields"] = [name for name, said in _words(stored).items() if said != words[name]]
    _record("support_changed", stored, by=by, details=changed)
    return stored


@transaction.atomic
def support_give(
    *, item: SupportItem, date: dt.date, value: Decimal | int | None, version: int, by: User | None
) -> SupportItem:
    """What was promised is given. Raises StaleError as `support_change` does."""
    stored = _locked(item, version)
    if stored.date:
        raise DomainError(f"Khoản này đã ghi trao ngày {stored.date:%d/%m/%Y}.")
    stored.date, stored.value = date, None if value is None else Decimal(value)
    stored.version += 1
    stored.full_clean()
    stored.save()
    _record("support_given", stored, by=by, details=_facts(stored))
    return stored


@transaction.atomic
def support_withdraw(*, item: SupportItem, reason: str, by: User | None) -> None:
    """The item counts no longer; it is kept with the reason."""
    stored = _locked(item, item.version)
    stored.withdrawn_reason = clean_line(reason)
    if not stored.withdrawn_reason:
        raise DomainError(NO_REASON)
    stored.version += 1
    stored.clean_fields()
    stored.save()
    _record("support_withdrawn", stored, by=by, details={"reason": stored.withdrawn_reason})


@transaction.atomic
def proof_add(*, item: SupportItem, image: Photo, by: User | None) -> SupportProof:
    """Keep a photo of what was given."""
    stored = _locked(item, item.version)
    if stored.proofs.count() >= MAX_PROOFS:
        raise DomainError(f"Mỗi khoản giữ nhiều nhất {MAX_PROOFS} ảnh; bỏ bớt ảnh cũ rồi gửi lại.")
    digest = hashlib.sha256(image.jpeg).hexdigest()
    proof = SupportProof(item=stored, image=image.jpeg, sha256=digest, recorded_by=by)
    proof.full_clean()
    proof.save()
    _record("proof_added", stored, by=by, details={"photo": digest[:12]})
    return proof


@transaction.atomic
def proof_remove(*, proof: SupportProof, reason: str, by: User | None) -> None:
    """Forget a photo for good: one of the wrong thing, or of what nobody may keep, must not stay."""
    reason = clean_line(reason)
    if not reason:
        raise DomainError(NO_REASON)
    item = proof.item
    deleted, _ = SupportProof.objects.filter(pk=proof.pk).delete()
    if not deleted:
        raise DomainError("Ảnh này đã bỏ rồi.")
    _record("proof_removed", item, by=by, details={"photo": proof.sha256[:12], "reason": reason[:200]})


def support_list_keep(
    *, unit: AdministrativeUnit, year: int, filters: dict[str, Any], items: int, file: str, by: User
) -> None:
    """Record that somebody read the year's list of support, or took it away as a `file` of a kind."""
    record_reading(
        "support_list_downloaded" if file else "support_list_read",
        target=unit,
        by=by,
        unit_code=unit.code,
        details={"year": year, **filters, "items": items, "file": file},
    )


def disclosure_keep(
    *,
    unit: AdministrativeUnit,
    span: Span,
    hamlet: Hamlet | None,
    items: int,
    file: str,
    by: User | None,
) -> None:
    """Record that somebody read the list for the public, or took it away as a `file` of a kind."""
    record_reading(
        "disclosure_downloaded" if file else "disclosure_read",
        target=unit,
        by=by,
        unit_code=unit.code,
        details={
            "span": [span.first.isoformat(), span.last.isoformat()],
            "hamlet": hamlet.pk if hamlet else None,
            "items": items,
            "file": file,
        },
    )


def _locked(item: SupportItem, version: int) -> SupportItem:
    """The item as it stands, held until it is saved."""
    stored = (
        SupportItem.objects.select_for_update(of=("self",))
        .select_related("household", "unit")
        .get(pk=item.pk)
    )
    if stored.version != version:
        raise StaleError(STALE_ITEM)
    if stored.withdrawn_reason:
        raise DomainError(WITHDRAWN)
    return stored


def _set(item: SupportItem, content: SupportContent, by: User | None) -> None:
    """Write what was typed into the item, and under which assignment it stands."""
    for name, value in vars(content).items():
        setattr(item, name, value)
    item.what, item.source_name = clean_line(content.what), clean_line(content.source_name)
    if item.content != HelpContent.HOUSING:
        item.legal_land = item.land_certificate = item.fits_planning = None
    day, agency = content.date or content.due_date, content.agency
    item.assignment = None
    if agency and day:
        item.assignment = assignment_for(household=item.household, agency=agency, year=day.year)
    if by and item.assignment is None and not can_edit(by, item.unit):
        raise ValidationError({"agency": "Cơ quan, đơn vị không được phân công giúp hộ này trong năm đó."})
    item.full_clean()


def _refuse_repeated(item: SupportItem) -> None:
    alike = SupportItem.objects.standing().filter(
        household=item.household,
        content=item.content,
        date=item.date,
        due_date=item.due_date,
        value=item.value,
        agency=item.agency,
    )
    found = next((each for each in alike.order_by("pk") if name_key(each.what) == name_key(item.what)), None)
    if found:
        raise RepeatedError(
            f"Khoản này đã có: {found.what}, ngày {found.day:%d/%m/%Y}. Nếu là một khoản khác giống hệt,"
            " đánh dấu “Vẫn ghi thêm” rồi lưu lại."
        )


def _record(action: str, item: SupportItem, *, by: User | None, details: dict[str, Any]) -> None:
    """The event is of the household: what was given to it is read from its page."""
    record_event(
        action,
        target=item.household,
        by=by,
        unit_code=item.unit.code,
        details={"item": item.pk, **details},
    )


def _words(item: SupportItem) -> dict[str, Any]:
    """What the log names without telling it."""
    return {name: getattr(item, name) for name in ("what", "source_name", *CONDITION_LABELS)}


def _facts(item: SupportItem) -> dict[str, Any]:
    """The item as the log keeps it: codes, days and money, not the words written about it."""
    return {
        "content": item.content,
        "value": None if item.value is None else int(item.value),
        "source": item.source,
        "agency": item.agency_id,
        "due_date": item.due_date and item.due_date.isoformat(),
        "date": item.date and item.date.isoformat(),
    }
