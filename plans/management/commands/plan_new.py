"""Start a plan with its kind's standard sections, as the page does."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from households.management.arguments import commune
from households.queries import hamlets_of, main_label
from plans.actions import plan_follow, plan_new
from plans.models import Plan
from plans.resources import kind_content, placeholders
from plans.rules import PLANS, PlanKind
from povertyplan.common.errors import DomainError


class Command(BaseCommand):
    help = "Start a plan and print its name."

    def add_arguments(self, parser: CommandParser) -> None:
        begins = parser.add_mutually_exclusive_group(required=True)
        begins.add_argument("--kind", choices=PLANS)
        begins.add_argument("--from", dest="previous", help="name of the plan of another year to follow")
        parser.add_argument("--unit", help="code of the commune, with --kind")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--last-year", type=int, help="of a plan of a period")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            plan = self._following(**options) if options["previous"] else self._of_kind(**options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=2) from error
        except DomainError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(json.dumps({"plan": plan.slug}) if options["format"] == "json" else plan.slug)

    def _following(self, *, previous: str, year: int, **options: Any) -> Plan:
        found = Plan.objects.filter(slug=previous).select_related("unit").first()
        if found is None:
            raise DomainError(f"Không có kế hoạch “{previous}”.")
        return plan_follow(previous=found, year=year, by=None)

    def _of_kind(self, *, kind: str, unit: str | None, year: int, last_year: int | None, **_: Any) -> Plan:
        if unit is None:
            raise DomainError("Thiếu --unit, mã của xã, phường.")
        place = commune(unit)
        hamlets = hamlets_of(unit=place, on=timezone.localdate())
        label = main_label(unit=place, hamlets=hamlets)
        names = placeholders(place, year=year, label=label, end_year=last_year)
        content = kind_content(PlanKind(kind), names)
        return plan_new(
            unit=place, kind=PlanKind(kind), year=year, content=content, by=None, last_year=last_year
        )
