"""Every figure of a commune's year as of a day, each with what lists all that it counts."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from households.management.arguments import commune
from households.models import AdministrativeUnit
from plans.management.arguments import plan_year
from povertyplan.common.dates import working_day
from povertyplan.common.numbers import format_number
from povertyplan.common.snapshot import read_snapshot
from reports.queries import YearSources, figures
from reports.rules import KeyedFigure


class Command(BaseCommand):
    help = "Every figure of a year: key, label, value, what it rests on, and the query that lists it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("unit", help="code of the commune")
        parser.add_argument("year", type=int)
        parser.add_argument("--as-of", help="day until which what happened counts, as 2026-06-30")
        parser.add_argument("--known-at", help="moment until which what was recorded counts, in ISO form")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        unit, year = commune(options["unit"]), plan_year(options["year"])
        day = options["as_of"]
        sources = YearSources(
            unit=unit,
            year=year,
            as_of=_day(day) if day else working_day(year, today=timezone.localdate()),
            known_at=_moment(options["known_at"]) if options["known_at"] else None,
        )
        with read_snapshot():
            found = figures(sources).values()
        if options["format"] == "json":
            rows = [_row(unit, year, sources.as_of, figure) for figure in found]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for figure in found:
            value = "…" if figure.value is None else format_number(figure.value, figure.decimals)
            self.stdout.write(f"{figure.key}\t{value}\t{figure.unit}\t{figure.origin_label}\t{figure.label}")


def _row(unit: AdministrativeUnit, year: int, day: dt.date, figure: KeyedFigure) -> dict[str, Any]:
    value = figure.value
    return {
        "key": figure.key,
        "label": figure.label,
        "value": value if value is None or isinstance(value, int) else str(value),
        "unit": figure.unit,
        "origin": figure.origin.value,
        "basis": figure.basis,
        "query": figure.listing.query if figure.listing else None,
        "parts": figure.parts,
        "url": f"{reverse('reports:figure', args=[unit.pk, year, figure.key])}?ngay={day.isoformat()}",
    }


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}” không phải ngày; viết như 2026-06-30.", returncode=2) from error


def _moment(text: str) -> dt.datetime:
    """A moment; without a zone in that of the installation, a day alone until its end."""
    try:
        moment = dt.datetime.fromisoformat(text)
        day = dt.date.fromisoformat(text) if len(text) == len("2026-06-30") else None
    except ValueError as error:
        message = f"“{text}” không phải thời điểm; viết như 2026-06-30T17:00."
        raise CommandError(message, returncode=2) from error
    if day:
        moment = dt.datetime.combine(day, dt.time.max)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
