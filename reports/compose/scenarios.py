"""Events of scenarios of targets in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse

from households.compose import unit_ids
from plans.rules import TARGET_INDICATOR_LABELS, TargetIndicator
from povertyplan.common.history import Change, Tell, Told, tells
from povertyplan.common.models import AuditEvent
from reports.rules import SPREAD_RULE_LABELS, SpreadRule


@tells("target_scenario_made", "target_scenario_taken", "target_scenario_dropped")
def scenarios_told(events: Sequence[AuditEvent]) -> Tell:
    """How such events are told."""
    units = unit_ids(events)

    def tell(event: AuditEvent) -> Told:
        year = event.details["year"]
        return Told(
            about=f"Phương án “{event.target_label}”, chỉ tiêu năm {year}",
            url=reverse("reports:scenarios", args=[units[event.unit_code], year]),
            changes=_changes(event.details),
        )

    return tell


def _changes(details: Mapping[str, Any]) -> Iterator[Change]:
    yield Change(what="đối tượng", after=TARGET_INDICATOR_LABELS[TargetIndicator(details["indicator"])])
    if "rule" in details:
        yield Change(what="cách chia", after=SPREAD_RULE_LABELS[SpreadRule(details["rule"])])
        yield Change(what="tổng số hộ giảm", after=str(details["total"]))
    if "changed" in details:
        yield Change(what="số thôn, tổ thay đổi", after=str(details["changed"]))
