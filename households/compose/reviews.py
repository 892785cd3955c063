"""Events of review rounds in words: households are counted, never named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse

from households.rules import STAGE_LABELS, Stage
from povertyplan.common.history import Change, Tell, Told, facts, tells
from povertyplan.common.models import AuditEvent

LABELS = {
    "stage": "bước",
    "reason": "lý do",
    "number": "số quyết định",
    "date": "ngày",
    "until": "niêm yết đến hết ngày",
    "unchanged": "số hộ xác nhận không thay đổi",
    "attendees": "số người dự họp",
    "votes_for": "số người đồng ý",
    "list": "danh sách",
    "count": "số người",
}


@tells("round_started", "round_advanced", "round_reopened", "round_decided", "round_closed")
@tells("households_listed", "reviews_recorded", "reviews_edited")
def _rounds(events: Sequence[AuditEvent]) -> Tell:
    def tell(event: AuditEvent) -> Told:
        url = reverse("households:round", args=[event.target_id])
        return Told(about=event.target_label, url=url, changes=_changes(event.details))

    return tell


@tells("village_meeting_recorded", "posting_recorded", "people_seen", "review_seen")
@tells("review_request_added", "review_request_linked", "review_request_answered")
@tells("complaint_recorded", "complaint_answered")
def _others(events: Sequence[AuditEvent]) -> Tell:
    def tell(event: AuditEvent) -> Told:
        return Told(about=event.target_label, changes=_changes(event.details))

    return tell


def _changes(details: dict[str, Any]) -> Iterator[Change]:
    if households := details.get("households"):
        yield Change(what="số hộ", after=str(len(households)))
    said = {key: details[key] for key in LABELS if key in details}
    if stages := said.get("stage"):
        said["stage"] = [STAGE_LABELS[Stage(stage)] for stage in stages]
    yield from facts(said, LABELS)
