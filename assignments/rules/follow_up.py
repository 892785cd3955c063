"""What has to be looked after: visits that are late, promises not kept, papers and results not there.

Days are counted from what is known; a thing due on a day is late from the next one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assignments.rules.assignments import Result, Scheme
from assignments.rules.visits import Situation

POOR_VISIT_DAYS = 90  # once a quarter: what is wrong is known while this year's help can still mend it
ESCAPED_VISIT_DAYS = 180  # twice a year, for the 36 months that a household out of poverty is watched
SURVEY_DAYS = 30  # of the five months of help one is for getting to know the household
SCHEME_DAYS = 60  # and one more for the written plan; the rest is for carrying it out
RESULT_MONTH, RESULT_DAY = 11, 30  # results are told for the report at the year's end


class Alert(StrEnum):
    """What is not as it should be; the most urgent first."""

    NEEDS_ATTENTION = "needs_attention"
    WORSE_TWICE = "worse_twice"
    SUPPORT_OVERDUE = "support_overdue"
    VISIT_OVERDUE = "visit_overdue"
    SURVEY_MISSING = "survey_missing"
    SCHEME_MISSING = "scheme_missing"
    RESULT_MISSING = "result_missing"


ALERT_LABELS = {
    Alert.NEEDS_ATTENTION: "cần xã, phường quan tâm, chưa xử lý",
    Alert.WORSE_TWICE: "hai lần thăm liền đều khó hơn",
    Alert.SUPPORT_OVERDUE: "đã hứa hỗ trợ, quá hẹn chưa trao",
    Alert.VISIT_OVERDUE: "quá hạn thăm hộ",
    Alert.SURVEY_MISSING: "chưa khảo sát hộ",
    Alert.SCHEME_MISSING: "chưa gửi phương án giúp đỡ",
    Alert.RESULT_MISSING: "chưa báo kết quả",
}
AGENCY_ALERTS = frozenset(Alert) - {Alert.NEEDS_ATTENTION}  # asked of the commune, not of an agency
HAMLET_ALERTS = frozenset(
    {Alert.NEEDS_ATTENTION, Alert.WORSE_TWICE, Alert.SUPPORT_OVERDUE, Alert.VISIT_OVERDUE}
)


@dataclass(frozen=True, kw_only=True)
class Raised:
    """An alert and the day since which it stands."""

    alert: Alert
    since: dt.date


def visit_overdue(*, last: dt.date | None, start: dt.date, days: int, on: dt.date) -> Raised | None:
    """Whether nobody was there for more than `days`, counted from the last visit or from `start`, when the
    household began to be watched.
    """
    due = max(filter(None, (last, start))) + dt.timedelta(days=days)
    return Raised(alert=Alert.VISIT_OVERDUE, since=due) if on > due else None


def worse_twice(visits: Sequence[tuple[dt.date, Situation]]) -> Raised | None:
    """Whether the last two visits (the newest first) both found the household worse off."""
    worse = len(visits) > 1 and all(situation is Situation.WORSE for _, situation in visits[:2])
    return Raised(alert=Alert.WORSE_TWICE, since=visits[0][0]) if worse else None


def support_overdue(*, due: dt.date, on: dt.date) -> Raised | None:
    """Whether what was promised and not given should have been."""
    return Raised(alert=Alert.SUPPORT_OVERDUE, since=due) if on > due else None


def assignment_alerts(
    *,
    year: int,
    start: dt.date,
    surveyed: dt.date | None,
    scheme: Scheme,
    result: Result,
    on: dt.date,
) -> Iterator[Raised]:
    """What an agency still owes in writing for a household that it looks after from `start`. Once the result
    is told, nothing more is asked for.
    """
    if result is not Result.OPEN:
        return
    due = {
        Alert.SURVEY_MISSING: None if surveyed else start + dt.timedelta(days=SURVEY_DAYS),
        Alert.SCHEME_MISSING: start + dt.timedelta(days=SCHEME_DAYS) if scheme is Scheme.NOT_YET else None,
        Alert.RESULT_MISSING: dt.date(year, RESULT_MONTH, RESULT_DAY),
    }
    for alert, day in due.items():
        if day and on > day:
            yield Raised(alert=alert, since=day)
