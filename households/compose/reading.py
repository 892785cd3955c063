"""Who read or took away lists of households, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse

from households.compose.events import hamlet_names
from households.rules import (
    CAUSE_LABELS,
    CLASSIFICATION_LABELS,
    ENTERED_LABELS,
    NEED_LABELS,
    SELECTABLE_MOVEMENTS,
    SIDE_LABELS,
    TRAIT_LABELS,
)
from povertyplan.common.history import Change, Tell, Told, facts, tells
from povertyplan.common.models import AuditEvent

DETAIL_LABELS = {"households": "số hộ", "table": "biểu", "file": "loại tệp"}
FILTERS: Mapping[str, tuple[str, Mapping[Any, str]]] = {
    "ky": ("tính", SIDE_LABELS),
    "loai": ("phân loại", CLASSIFICATION_LABELS),
    "biendong": ("biến động", SELECTABLE_MOVEMENTS),
    "dacdiem": ("đặc điểm", TRAIT_LABELS),
    "dantoc": ("dân tộc (mã)", {}),
    "thieuhut": ("chỉ số thiếu hụt", {}),
    "nguyennhan": ("nguyên nhân", CAUSE_LABELS),
    "nhucau": ("nhu cầu", NEED_LABELS),
    "nhap": ("kết quả", ENTERED_LABELS),
}


@tells("round_list_read", "round_list_downloaded", "round_details_read", "round_tables_downloaded")
def reading_told(events: Sequence[AuditEvent]) -> Tell:
    """How such events are told."""
    names = hamlet_names(events)

    def tell(event: AuditEvent) -> Told:
        return Told(
            about=event.target_label,
            url=reverse("households:round_tables", args=[int(event.target_id)]),
            changes=_changes(event.details, names),
        )

    return tell


def _changes(details: Mapping[str, Any], hamlets: Mapping[str, str]) -> Iterator[Change]:
    for name, value in details.get("filter", {}).items():
        label, words = FILTERS[name]
        yield Change(what=label, after={str(key): text for key, text in words.items()}.get(value, value))
    if hamlet := details.get("hamlet"):
        yield Change(what="thôn, tổ", after=hamlets.get(str(hamlet), ""))
    if tables := details.get("tables"):
        yield Change(what="biểu", after=", ".join(map(str, tables)))
    if details.get("health"):
        yield Change(what="cột sức khỏe", after="có")
    yield from facts({key: details.get(key) for key in DETAIL_LABELS}, DETAIL_LABELS)
