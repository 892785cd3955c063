"""A plan of each year from its kind's standard sections, and the reporting calendar that follows from it."""

from __future__ import annotations

from households.rules import HamletLabel
from plans.actions import plan_new
from plans.resources import kind_content, placeholders
from plans.rules import PlanKind
from reports.actions import DATES, PeriodContent, periods_add
from reports.management.generate.commune import PLANNED, Commune
from reports.queries import asked_reports, proposed_periods


def plans_store(commune: Commune) -> None:
    """Drafts of yearly plans with their calendars, through the actions of the pages."""
    unit, officer = commune.unit, commune.officer
    label = HamletLabel(commune.hamlets[0].label)
    for year in PLANNED:
        content = kind_content(PlanKind.ANNUAL, placeholders(unit, year=year, label=label))
        plan_new(unit=unit, kind=PlanKind.ANNUAL, year=year, content=content, by=officer)
        usual = proposed_periods(unit=unit, year=year, asked=asked_reports(unit=unit, year=year))
        contents = [
            PeriodContent(slot=each.slot, name=each.name, **{name: getattr(each, name) for name in DATES})
            for each in usual
            if each.is_usual
        ]
        periods_add(unit=unit, year=year, contents=contents, by=officer)
