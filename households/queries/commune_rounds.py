"""What a commune reviewed and published over the years: a few rows that a year is counted from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from households.models import (
    AdministrativeUnit,
    HamletLineage,
    Indicator,
    Review,
    ReviewRound,
    Standard,
    UnitFigures,
)
from households.queries.standing import Heirs, Succession, heirs_among
from households.rules import POOR_OR_NEAR, Classification, RoundKind, Stage
from povertyplan.common.together import Asked, answer, answers


@dataclass(frozen=True, kw_only=True)
class RoundStock:
    """What a closed yearly round found of the whole commune."""

    round: ReviewRound
    poor: int
    near_poor: int


@dataclass(frozen=True, kw_only=True)
class CommuneRounds:
    """The rounds of a commune, each with its unit, base and standard: by their dates, on the same day the
    yearly one last. Beside them all standards by id, and what became of its hamlets (`changes`).
    """

    unit: AdministrativeUnit
    rounds: tuple[ReviewRound, ...]
    standards: Mapping[int, Standard]
    changes: tuple[Succession, ...]

    def heirs_on(self, date: dt.date) -> Heirs:
        """What became of the commune's hamlets until a day."""
        return heirs_among(self.changes, date)


@dataclass(frozen=True, kw_only=True)
class CommuneHistory(CommuneRounds):
    """Beside the rounds what closed yearly ones found (`series`) and what was `published`, oldest first, and
    the indicators of the standards.
    """

    series: tuple[RoundStock, ...]
    published: tuple[UnitFigures, ...]
    indicators: tuple[Indicator, ...]

    def indicator_names(self, round: ReviewRound) -> Mapping[int, str]:
        """The names of the indicators of a round's standard by position."""
        return {each.position: each.name for each in self.indicators if each.standard_id == round.standard_id}


def commune_rounds(*, unit: AdministrativeUnit) -> CommuneRounds:
    """A commune's rounds, in one query."""
    return answer(_rounds(unit))


def _rounds(unit: AdministrativeUnit) -> Asked[CommuneRounds]:
    def told(
        rounds: list[ReviewRound], standards: list[Standard], changes: list[tuple[Any, ...]]
    ) -> CommuneRounds:
        by_id = {standard.pk: standard for standard in standards}
        bases = {round.pk: round for round in rounds}
        for round in rounds:
            round.unit, round.standard = unit, by_id[round.standard_id]
            if round.base_id in bases:
                round.base = bases[round.base_id]
        rounds.sort(key=lambda round: (round.reference_date, round.kind == RoundKind.PERIODIC, round.pk))
        return CommuneRounds(
            unit=unit,
            rounds=tuple(rounds),
            standards=by_id,
            changes=tuple(Succession(*change) for change in changes),
        )

    return Asked(
        (
            ReviewRound.objects.filter(unit=unit).defer("stages"),
            Standard.objects.all(),
            HamletLineage.objects.filter(predecessor__unit=unit).values_list(*Succession._fields),
        ),
        told,
    )


def commune_history(*, unit: AdministrativeUnit) -> CommuneHistory:
    """A commune's rounds and what stands beside them, in one query."""
    yearly = ReviewRound.objects.closed().filter(unit=unit, kind=RoundKind.PERIODIC)
    found = Review.objects.filter(round__in=yearly.values("pk"), classification__in=POOR_OR_NEAR).order_by()
    known, (indicators, published, counts) = answers(
        _rounds(unit),
        Asked(
            (
                Indicator.objects.all(),
                UnitFigures.objects.declared_for(unit),
                found.values_list("round", "classification").annotate(found=Count("pk")),
            ),
            lambda *lists: lists,
        ),
    )
    for each in published:
        each.standard = known.standards[each.standard_id]
    stock = {(round, of): number for round, of, number in counts}
    return CommuneHistory(
        **vars(known),
        series=tuple(
            RoundStock(
                round=round,
                poor=stock.get((round.pk, Classification.POOR), 0),
                near_poor=stock.get((round.pk, Classification.NEAR_POOR), 0),
            )
            for round in known.rounds
            if round.kind == RoundKind.PERIODIC and round.stage == Stage.CLOSED
        ),
        published=tuple(sorted(published, key=lambda each: (each.date, each.standard.code, each.pk))),
        indicators=tuple(sorted(indicators, key=lambda each: (each.position, each.pk))),
    )
