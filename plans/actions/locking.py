"""The one door to writing a plan: locked, open, and where only what was commented is unlocked, unlocked."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Model

from plans.models import (
    Duty,
    FundingSource,
    HouseholdGroup,
    IndicatorTarget,
    LegalBasis,
    Plan,
    PlanSection,
    Project,
    ProspectCount,
    Recipient,
    RoadmapYear,
    Slip,
)
from plans.queries import writing_refusal
from plans.rules import PlanPlace
from povertyplan.common.errors import DomainError, StaleError

STALE = "Người khác vừa sửa phần này. Nội dung anh/chị gõ vẫn còn dưới đây; lưu lại lần nữa."
GONE = "Mục này vừa bị người khác xóa; tải lại trang."
PART_PLACES: Mapping[type[Model], PlanPlace] = {
    Duty: PlanPlace.DUTIES,
    FundingSource: PlanPlace.FUNDING,
    HouseholdGroup: PlanPlace.GROUPS,
    IndicatorTarget: PlanPlace.INDICATORS,
    LegalBasis: PlanPlace.BASES,
    Project: PlanPlace.PROJECTS,
    ProspectCount: PlanPlace.PROSPECTS,
    Recipient: PlanPlace.RECIPIENTS,
    RoadmapYear: PlanPlace.ROADMAP,
    Slip: PlanPlace.SLIPS,
}


def plan_opened(
    plan: Plan, place: PlanPlace | None = None, *, section: int | None = None, version: int | None = None
) -> Plan:
    """The plan, locked, with the place open for writing, at the version that was shown.

    Without a place the caller asks `require_open` of what it changes.
    """
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if refusal := writing_refusal(locked, place, section):
        raise DomainError(refusal)
    if version is not None and locked.version != version:
        raise StaleError(STALE)
    return locked


def require_open(plan: Plan, *places: PlanPlace) -> None:
    """Refuse to write any of the places that is not unlocked."""
    for place in places:
        if refusal := writing_refusal(plan, place):
            raise DomainError(refusal)


def section_locked(section: PlanSection) -> PlanSection:
    """The section, locked, as it stands. Raises StaleError when it is gone."""
    locked = PlanSection.objects.select_for_update().filter(pk=section.pk).first()
    if locked is None:
        raise StaleError(GONE)
    return locked
