"""Every write to which households are expected to leave poverty in a year: chosen by the officer, proposed by
a hamlet, registered by the household itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils import timezone

from assignments.models import EscapeProspect
from assignments.models.prospects import EscapeProspectQuerySet
from assignments.queries import known_classes
from assignments.rules import EscapePath, Origin, ProspectStatus, registration_violation
from households.access import can_survey
from households.models import AdministrativeUnit, Hamlet, Household
from households.rules import Classification, Need, mask_of
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.text import clean_line

STALE = "Người khác vừa sửa hộ này trong danh sách. Nội dung anh/chị nhập vẫn còn dưới đây; lưu lại lần nữa."
OWN_HAMLETS = "Chỉ cán bộ xã và người phụ trách thôn, tổ của hộ được nêu hộ này."


def held_households(unit: AdministrativeUnit, households: Collection[int]) -> list[Household]:
    """These households (ids) of the commune with their heads, locked until the transaction ends.

    DomainError where one is of another commune or has left the list.
    """
    rows = Household.objects.select_for_update(of=("self",)).in_unit(unit).filter(pk__in=set(households))
    found = list(rows.select_related("hamlet", "head").order_by("pk"))
    if len(found) != len(set(households)):
        raise DomainError("Có hộ không thuộc xã, phường này; tải lại trang.")
    if gone := [household for household in found if household.valid_to]:
        raise DomainError(f"{named(gone)} đã thôi quản lý; bỏ hộ này ra.")
    return found


def own_household(household: Household, *, by: User | None) -> Household:
    """The household, locked; DomainError where `by` neither looks after its hamlet nor is an officer."""
    [locked] = held_households(household.unit, [household.pk])
    if by and not can_survey(by, locked.hamlet):
        raise DomainError(OWN_HAMLETS)
    return locked


def named(households: Iterable[Household]) -> str:
    """The households by their heads, for a sentence on a page."""
    return "Hộ " + ", ".join(household.head.name for household in households)


def _require_poor(unit: AdministrativeUnit, year: int, households: Collection[Household]) -> None:
    classes = known_classes(unit=unit, year=year, households=[household.pk for household in households])
    others = [each for each in households if classes.get(each.pk) != Classification.POOR]
    if others:
        raise DomainError(f"{named(others)} không phải hộ nghèo đầu năm {year}; chỉ chọn được hộ nghèo.")


def _require_reason(path: EscapePath, reason: str) -> None:
    if path is EscapePath.BY_ITSELF and not reason:
        raise DomainError("Ghi lý do hộ có khả năng tự thoát nghèo.")


def _kept(prospect: EscapeProspect) -> EscapeProspect:
    """The prospect written, a version further."""
    prospect.version = prospect.version + 1 if prospect.pk else 1
    prospect.full_clean()
    prospect.save()
    return prospect


def _locked() -> EscapeProspectQuerySet:
    """Prospects that nobody else changes until the transaction ends; their households are locked before."""
    return EscapeProspect.objects.select_for_update(of=("self",)).order_by("pk")


def _held(prospect: EscapeProspect, *, version: int | None) -> EscapeProspect:
    locked = _locked().select_related("unit", "household").get(pk=prospect.pk)
    if version is not None and locked.version != version:
        raise StaleError(STALE)
    if locked.status == ProspectStatus.DROPPED:
        raise DomainError("Hộ này đã được bỏ khỏi danh sách; tải lại trang.")
    return locked


@transaction.atomic
def prospects_choose(
    *,
    unit: AdministrativeUnit,
    year: int,
    households: Collection[int],
    path: EscapePath,
    reason: str = "",
    by: User | None,
) -> int:
    """Poor households (ids) become prospects of the year by a path; returns how many.

    What was proposed, registered or dropped before keeps its origin. Nothing is written where one of them is
    chosen already, is not poor, or has left the list.
    """
    reason = clean_line(reason)
    _require_reason(path, reason)
    found = held_households(unit, households)
    if not found:
        raise DomainError("Chưa chọn hộ nào.")
    _require_poor(unit, year, found)
    stored = {
        prospect.household_id: prospect
        for prospect in _locked().in_year(unit, year).filter(household__in=found)
    }
    counted = {pk for pk, prospect in stored.items() if prospect.status == ProspectStatus.CHOSEN}
    if chosen := [each for each in found if each.pk in counted]:
        raise DomainError(f"{named(chosen)} đã được chọn rồi; tải lại trang.")
    for household in found:
        prospect = stored.get(household.pk) or EscapeProspect(
            unit=unit, year=year, household=household, hamlet=household.hamlet, named_by=by
        )
        prospect.path, prospect.reason, prospect.status = path, reason, ProspectStatus.CHOSEN
        _kept(prospect)
    record_event(
        "prospects_chosen",
        target=unit,
        by=by,
        unit_code=unit.code,
        details={"year": year, "path": path, "reason": reason, "households": [each.pk for each in found]},
    )
    return len(found)


@transaction.atomic
def prospect_save(
    *,
    prospect: EscapeProspect,
    path: EscapePath,
    reason: str,
    hamlet: Hamlet | None,
    needs: Collection[Need],
    version: int | None = None,
    by: User | None,
) -> None:
    """Change how a household is expected to leave poverty, the hamlet it is counted under, and its needs.

    Raises StaleError when the prospect is not at the version that was shown.
    """
    reason = clean_line(reason)
    _require_reason(path, reason)
    locked = _held(prospect, version=version)
    before = _said(locked)
    locked.path, locked.reason, locked.hamlet, locked.needs = path, reason, hamlet, needs_mask(needs)
    _kept(locked)
    record_event(
        "prospect_saved",
        target=locked.household,
        by=by,
        unit_code=locked.unit.code,
        details={"year": locked.year, "from": before, "to": _said(locked)},
    )


def _said(prospect: EscapeProspect) -> dict[str, object]:
    """What an officer may change of a prospect."""
    return {
        "path": prospect.path,
        "reason": prospect.reason,
        "hamlet": prospect.hamlet_id,
        "needs": prospect.needs,
    }


def needs_mask(needs: Collection[Need]) -> int:
    """Needs as they are stored: a bit for each position, from 1."""
    return mask_of(frozenset(position for position, need in enumerate(Need, start=1) if need in needs))


@transaction.atomic
def prospect_drop(*, prospect: EscapeProspect, version: int | None = None, by: User | None) -> None:
    """The household counts no longer; it may be chosen again.

    Raises StaleError when the prospect is not at the version that was shown.
    """
    locked = _held(prospect, version=version)
    locked.status = ProspectStatus.DROPPED
    _kept(locked)
    record_event(
        "prospect_dropped",
        target=locked.household,
        by=by,
        unit_code=locked.unit.code,
        details={"year": locked.year, "path": locked.path},
    )


@transaction.atomic
def prospects_decide(
    *, unit: AdministrativeUnit, year: int, prospects: Collection[int], accept: bool, by: User | None
) -> int:
    """What hamlets proposed and households registered (ids) is chosen or not; returns how many.

    Nothing is written where one of them waits no longer, or is to be chosen and is not poor.
    """
    if not prospects:
        raise DomainError("Chưa chọn đề nghị nào.")
    asked = EscapeProspect.objects.in_year(unit, year).filter(pk__in=set(prospects))
    locked = Household.objects.select_for_update(of=("self",)).filter(pk__in=asked.values("household"))
    found = list(locked.select_related("head").order_by("pk"))
    decided = list(_locked().filter(pk__in=asked, status=ProspectStatus.PROPOSED))
    if len(decided) != len(set(prospects)):
        raise DomainError("Có đề nghị vừa được người khác xem xét hoặc không thuộc năm này; tải lại trang.")
    if accept:
        _require_poor(unit, year, found)
    for prospect in decided:
        prospect.status = ProspectStatus.CHOSEN if accept else ProspectStatus.DROPPED
        _kept(prospect)
    record_event(
        "prospects_decided",
        target=unit,
        by=by,
        unit_code=unit.code,
        details={"year": year, "accepted": accept, "households": [each.pk for each in found]},
    )
    return len(decided)


@transaction.atomic
def prospect_propose(
    *, household: Household, year: int, path: EscapePath, reason: str = "", by: User | None
) -> EscapeProspect:
    """A hamlet names a poor household; it waits for the officer. One that was dropped waits again.

    DomainError where `by` neither looks after the household's hamlet nor is an officer, and where the
    household is not poor, has left the list, or is on the year's list already.
    """
    reason = clean_line(reason)
    _require_reason(path, reason)
    unit, locked = household.unit, own_household(household, by=by)
    _require_poor(unit, year, [locked])
    prospect = _prospect_of(locked, year, by=by)
    if prospect.pk and prospect.status != ProspectStatus.DROPPED:
        chosen = prospect.status == ProspectStatus.CHOSEN
        raise DomainError(
            "Hộ này đã được chọn trong năm." if chosen else "Hộ này đã được đề nghị, đang chờ xã xem xét."
        )
    prospect.path, prospect.reason, prospect.status = path, reason, ProspectStatus.PROPOSED
    prospect.origin, prospect.named_by = Origin.HAMLET, by
    _kept(prospect)
    record_event(
        "prospect_proposed",
        target=locked,
        by=by,
        unit_code=unit.code,
        details={"year": year, "path": path, "reason": reason},
    )
    return prospect


@transaction.atomic
def prospect_register(
    *,
    household: Household,
    year: int,
    date: dt.date,
    through: str,
    needs: Collection[Need],
    version: int | None = None,
    by: User | None,
) -> EscapeProspect:
    """A poor household registers to leave poverty, on a day, through an association, with its needs.

    A chosen household stays chosen, any other waits for the officer. `version` is that of the household's
    prospect as it was shown, 0 where it had none; raises StaleError when it is another now. DomainError where
    `by` neither looks after the household's hamlet nor is an officer, and where the household is not poor.
    """
    if violation := registration_violation(date, year=year, today=timezone.localdate()):
        raise DomainError(violation)
    unit, locked = household.unit, own_household(household, by=by)
    _require_poor(unit, year, [locked])
    prospect = _prospect_of(locked, year, by=by)
    if version is not None and version != (prospect.version if prospect.pk else 0):
        raise StaleError(STALE)
    if prospect.status == ProspectStatus.DROPPED or not prospect.pk:
        prospect.status, prospect.origin = ProspectStatus.PROPOSED, Origin.HOUSEHOLD
    prospect.registered_date, prospect.registered_through = date, clean_line(through)
    prospect.needs = needs_mask(needs)
    _kept(prospect)
    record_event(
        "prospect_registered",
        target=locked,
        by=by,
        unit_code=unit.code,
        details={
            "year": year,
            "date": date.isoformat(),
            "through": prospect.registered_through,
            "needs": prospect.needs,
        },
    )
    return prospect


def _prospect_of(household: Household, year: int, *, by: User | None) -> EscapeProspect:
    """The household's place on the year's list, or a new one under its own hamlet."""
    stored = _locked().filter(household=household, year=year).first()
    return stored or EscapeProspect(
        unit=household.unit,
        year=year,
        household=household,
        hamlet=household.hamlet,
        path=EscapePath.HELPED,
        named_by=by,
    )


@transaction.atomic
def prospects_place(*, unit: AdministrativeUnit, year: int, by: User | None) -> int:
    """Count each chosen prospect without a hamlet under its household's; returns how many there were."""
    blank = _locked().in_year(unit, year).chosen().filter(hamlet__isnull=True)
    rows = list(blank.select_related("household__hamlet"))
    if not rows:
        raise DomainError("Không còn hộ nào chưa ghi thôn, tổ.")
    for prospect in rows:
        prospect.hamlet = prospect.household.hamlet
        _kept(prospect)
    record_event(
        "prospects_placed",
        target=unit,
        by=by,
        unit_code=unit.code,
        details={"year": year, "households": [prospect.household_id for prospect in rows]},
    )
    return len(rows)
