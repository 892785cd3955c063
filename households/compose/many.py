"""Events that reach many households at once, in words: imports, allotments, papers, counts taken over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from households.compose.events import hamlet_names
from households.models import ReviewRound
from povertyplan.common.dates import short_date
from povertyplan.common.history import Change, Tell, Told, tells
from povertyplan.common.models import AuditEvent
from povertyplan.common.text import upper_first

PAPERS = {
    "quyet-dinh": "quyết định công nhận",
    "niem-yet": "danh sách niêm yết",
    "bien-ban": "biên bản họp dân",
    "phieu": "phiếu rà soát",
    "giay-chung-nhan": "giấy chứng nhận",
}
ABOUT = {
    "column_mapping_remembered": "Cách đọc danh sách hộ",
    "household_allotted": "Chia hộ",
    "hamlets_joined": "Nhập thôn",
    "hamlet_split": "Tách thôn",
}


def _count(value: Any) -> str:
    return str(len(value) if isinstance(value, list | dict) else value)


def _joined(value: Sequence[Any]) -> str:
    return ", ".join(map(str, value))


def _yes(value: Any) -> str:
    return "có" if value else "không"


SAID: dict[str, tuple[str, Callable[[Any], str]]] = {
    "households": ("số hộ", _count),
    "created": ("hộ thêm mới", _count),
    "updated": ("hộ sửa", _count),
    "unchanged": ("hộ không đổi", _count),
    "reviewed": ("kết quả rà soát", _count),
    "count": ("số hộ", _count),
    "filter": ("danh sách", str),
    "columns": ("số cột", _count),
    "hamlets": ("số thôn, tổ", _count),
    "with_numbers": ("kèm số định danh", _yes),
    "paper": ("văn bản", lambda value: PAPERS.get(value, value)),
    "from": ("từ", _joined),
    "date": ("ngày", lambda value: short_date(dt.date.fromisoformat(value))),
}


@tells(
    *("households_added", "households_uploaded", "households_imported"),
    *("households_import_undone", "households_downloaded", "column_mapping_remembered"),
    *("households_allotted", "households_shown", "hamlets_joined", "hamlet_split"),
    *("figures_taken_over", "paper_downloaded"),
)
def _many(events: Sequence[AuditEvent]) -> Tell:
    hamlets = hamlet_names(events)
    codes = {event.unit_code for event in events}
    names = {round.pk: str(round) for round in ReviewRound.objects.filter(unit__code__in=codes)}

    def tell(event: AuditEvent) -> Told:
        return Told(
            about=ABOUT.get(event.action, upper_first(event.target_label)),
            changes=_changes(event.details, hamlets, names),
        )

    return tell


def _changes(
    details: Mapping[str, Any], hamlets: Mapping[str, str], rounds: Mapping[int, str]
) -> Iterator[Change]:
    for key, value in details.items():
        if key == "round":
            yield Change(what="đợt rà soát", after=rounds.get(value, ""))
        elif key == "hamlet" and str(value) in hamlets:
            yield Change(what="thôn, tổ", after=hamlets[str(value)])
        elif key == "to":
            yield Change(what="thành", after=value if isinstance(value, str) else _joined(value))
        elif key in SAID and value is not None:
            label, said = SAID[key]
            yield Change(what=label, after=said(value))
