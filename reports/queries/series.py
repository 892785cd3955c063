"""Poor and near-poor households over the years: what was reviewed, else what was published."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from households.models import ReviewRound, Standard
from households.queries import CommuneHistory


@dataclass(frozen=True, kw_only=True)
class SeriesPoint:
    """A moment under a standard. `round` is the review that counted it; `households` are known where the
    commune's counts were published, `published` those counts where they differ from the reviewed ones.
    """

    date: dt.date
    standard: Standard
    poor: int | None
    near_poor: int | None
    households: int | None = None
    round: ReviewRound | None = None
    published: tuple[int | None, int | None] | None = None


def poverty_series(*, history: CommuneHistory, until: dt.date) -> tuple[SeriesPoint, ...]:
    """A commune's moments up to a day, oldest first; one that was counted under two standards is there
    twice.
    """
    points: dict[tuple[dt.date, int], SeriesPoint] = {}
    for each in history.published:
        points[each.date, each.standard_id] = SeriesPoint(
            date=each.date,
            standard=each.standard,
            poor=each.poor,
            near_poor=each.near_poor,
            households=each.households,
        )
    for found in history.series:
        place = found.round.reference_date, found.round.standard_id
        told = points.get(place)
        counts = (found.poor, found.near_poor)
        points[place] = SeriesPoint(
            date=found.round.reference_date,
            standard=found.round.standard,
            poor=found.poor,
            near_poor=found.near_poor,
            households=told.households if told else None,
            round=found.round,
            published=(told.poor, told.near_poor) if told and (told.poor, told.near_poor) != counts else None,
        )
    shown = [point for point in points.values() if point.date <= until]
    return tuple(sorted(shown, key=lambda point: (point.date, point.standard.valid_from or dt.date.min)))
