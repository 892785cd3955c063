"""Start a plan with its kind's standard sections, as the page does."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from households.management.arguments import commune
from households.queries import hamlets_of, main_label
from plans.actions import plan_new
from plans.resources import kind_content, placeholders
from plans.rules import PlanKind
from povertyplan.common.errors import DomainError


class Command(BaseCommand):
    help = "Start a plan and print its name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", required=True, choices=list(PlanKind))
        parser.add_argument("--unit", required=True, help="code of the commune")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--last-year", type=int, help="of a plan of a period")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        year, kind = options["year"], PlanKind(options["kind"])
        unit = commune(options["unit"])
        hamlets = hamlets_of(unit=unit, on=timezone.localdate())
        label = main_label(unit=unit, hamlets=hamlets)
        last_year = options["last_year"]
        names = placeholders(unit, year=year, label=label, end_year=last_year)
        content = kind_content(kind, names)
        try:
            plan = plan_new(unit=unit, kind=kind, year=year, content=content, by=None, last_year=last_year)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=2) from error
        except DomainError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(json.dumps({"plan": plan.slug}) if options["format"] == "json" else plan.slug)
