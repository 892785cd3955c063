"""Every write to scenarios of targets: making one, taking it into the year's targets, dropping it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from households.models import AdministrativeUnit
from plans.actions import GridRefused, grid_save
from plans.rules import TargetIndicator
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.text import clean_line
from reports.models import ScenarioShare, TargetScenario
from reports.queries import REDUCTIONS, spread_basis
from reports.rules import NO_LIMITS, Terms, spread

MAX_SCENARIOS = 8  # of one class and year: they stand side by side
HAMLETS_CHANGED = "Danh sách thôn, tổ đã thay đổi từ khi lập phương án; lập phương án khác."


@transaction.atomic
def scenario_create(
    *, unit: AdministrativeUnit, year: int, name: str, source: str = "", terms: Terms, by: User | None
) -> TargetScenario:
    """Spread a target over the year's hamlets and keep what comes out; nothing else changes.

    `source` is the commune's target that says the total, in words. Raises SpreadRefused where it cannot be.
    """
    AdministrativeUnit.objects.hold(unit.pk)
    made = TargetScenario.objects.in_year(unit, year).filter(indicator=terms.indicator)
    if made.count() >= MAX_SCENARIOS:
        raise DomainError(f"Đã có {MAX_SCENARIOS} phương án; bỏ bớt một phương án rồi lập phương án mới.")
    hamlets = spread_basis(unit=unit, year=year).hamlets(terms.indicator)
    if terms.limits.keys() - {hamlet.hamlet_id for hamlet in hamlets}:
        raise DomainError("Danh sách thôn, tổ vừa thay đổi; tải lại trang.")
    shares = spread(hamlets, terms)
    scenario = TargetScenario(
        unit=unit,
        year=year,
        indicator=terms.indicator,
        name=clean_line(name),
        rule=terms.rule,
        total=terms.total,
        source=source,
        floor=terms.floor,
        ceiling_rate=terms.ceiling_rate,
        able_only=terms.able_only,
        blank_left_out=terms.blank_left_out,
        created_by=by,
    )
    scenario.full_clean()
    scenario.save()
    ScenarioShare.objects.bulk_create(
        ScenarioShare(
            scenario=scenario,
            hamlet_id=hamlet,
            share=share,
            **vars(terms.limits.get(hamlet, NO_LIMITS)),
        )
        for hamlet, share in shares.items()
    )
    _scenario_event("target_scenario_made", scenario, by=by, rule=scenario.rule, total=scenario.total)
    return scenario


@transaction.atomic
def scenario_take(
    *,
    scenario: TargetScenario,
    seen: Mapping[tuple[int, str], int | None],
    by: User | None,
) -> int:
    """Make a scenario's shares the hamlets' targets of its year; how many changed.

    `seen` are the year's numbers as the page showed them, by (hamlet id, column). Raises DomainError while
    the year's plan is with the leader or approved, where a share is above today's stock, or the hamlets
    have changed; StaleError where a target did meanwhile.
    """
    scenario = _locked(scenario)
    column = REDUCTIONS[TargetIndicator(scenario.indicator)]
    cells = {(share.hamlet_id, column): share.share for share in scenario.shares.all()}
    names = {
        row.hamlet_id: row.name for row in spread_basis(unit=scenario.unit, year=scenario.year).figures.rows
    }
    if names.keys() != {hamlet for hamlet, _ in cells}:
        raise DomainError(HAMLETS_CHANGED)
    try:
        saved = grid_save(unit=scenario.unit, year=scenario.year, cells=cells, seen=seen, by=by)
    except GridRefused as error:
        lines = " ".join(f"{names[hamlet]}: {sentence}" for (hamlet, _), sentence in error.errors.items())
        raise DomainError(f"Số liệu đã khác khi lập phương án; lập phương án khác. {lines}") from error
    scenario.taken_by, scenario.taken_at = by, timezone.now()
    scenario.save(update_fields=["taken_by", "taken_at"])
    _scenario_event("target_scenario_taken", scenario, by=by, changed=len(saved.changes))
    return len(saved.changes)


@transaction.atomic
def scenario_drop(*, scenario: TargetScenario, by: User | None) -> None:
    """Forget a scenario; targets that were taken from it stay."""
    scenario = _locked(scenario)
    _scenario_event("target_scenario_dropped", scenario, by=by, rule=scenario.rule, total=scenario.total)
    scenario.delete()


def _locked(scenario: TargetScenario) -> TargetScenario:
    scenarios = TargetScenario.objects.select_for_update(of=("self",)).select_related("unit")
    found = scenarios.filter(pk=scenario.pk).first()
    if found is None:
        raise StaleError("Người khác vừa bỏ phương án này.")
    return found


def _scenario_event(action: str, scenario: TargetScenario, *, by: User | None, **details: Any) -> None:
    record_event(
        action,
        target=scenario,
        by=by,
        unit_code=scenario.unit.code,
        details={"year": scenario.year, "indicator": scenario.indicator, **details},
    )
