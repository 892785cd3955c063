"""Events of prospects and of households in danger in words; no person is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse

from assignments.rules import PATH_LABELS, EscapePath
from households.compose import hamlet_names, unit_ids
from households.rules import NEED_LABELS, Need, positions_of
from povertyplan.common.dates import short_date
from povertyplan.common.history import Change, Tell, Told, tells
from povertyplan.common.models import AuditEvent
from povertyplan.common.text import upper_first


def needs_said(mask: int) -> str:
    """Needs as they are stored, in words."""
    held = positions_of(mask)
    return ", ".join(NEED_LABELS[need] for position, need in enumerate(Need, start=1) if position in held)


SAID: dict[str, tuple[str, Callable[[Any], str]]] = {
    "path": ("hướng thoát nghèo", lambda value: PATH_LABELS[EscapePath(value)]),
    "reason": ("lý do", str),
    "households": ("số hộ", lambda value: str(len(value))),
    "accepted": ("kết quả", lambda value: "chọn" if value else "không chọn"),
    "date": ("ngày đăng ký", lambda value: short_date(dt.date.fromisoformat(value))),
    "through": ("qua tổ chức", str),
    "needs": ("nhu cầu", needs_said),
}


@tells("prospects_chosen", "prospects_decided", "prospects_placed")
@tells("prospect_saved", "prospect_dropped", "prospect_proposed", "prospect_registered")
@tells("endangered_named", "endangered_dropped")
def _prospects(events: Sequence[AuditEvent]) -> Tell:
    units, hamlets = unit_ids(events), hamlet_names(events)

    def tell(event: AuditEvent) -> Told:
        page = "endangered" if event.action.startswith("endangered") else "prospects"
        year = event.details["year"]
        of_unit = event.target_type == "households.administrativeunit"
        about = "Hộ có khả năng thoát nghèo" if of_unit else upper_first(event.target_label)
        return Told(
            about=f"{about}, năm {year}",
            url=reverse(f"assignments:{page}", args=[units[event.unit_code], year]),
            changes=_changes(event.details, hamlets),
        )

    return tell


def _changes(details: Mapping[str, Any], hamlets: Mapping[str, str]) -> Iterator[Change]:
    for key, (label, said) in SAID.items():
        if details.get(key) not in (None, "", 0):
            yield Change(what=label, after=said(details[key]))
    before, after = details.get("from", {}), details.get("to", {})
    changed = SAID | {"hamlet": ("tính cho thôn, tổ", lambda value: hamlets.get(str(value), ""))}
    for key in after:
        label, said = changed[key]
        if before[key] != after[key]:
            old, new = (said(value) if value else "" for value in (before[key], after[key]))
            yield Change(what=label, before=old, after=new)
