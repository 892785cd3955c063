"""What a visit finds, and when it was when the phone's clock is wrong."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

CLOCK_TOLERANCE = dt.timedelta(minutes=10)


class Situation(StrEnum):
    """How a household fares since the last visit."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


SITUATION_LABELS = {Situation.BETTER: "khá hơn", Situation.SAME: "như cũ", Situation.WORSE: "khó hơn"}


def moment_of(*, written: dt.datetime, sent: dt.datetime, received: dt.datetime) -> dt.datetime:
    """When something was written that a phone stamped by its own clock (`written`, and `sent` as it left it)
    and that came in at `received`: the phone's error is taken out where it is more than ten minutes, and
    nothing lies after it came in.
    """
    error = received - sent
    moment = written + error if abs(error) > CLOCK_TOLERANCE else written
    return min(moment, received)
