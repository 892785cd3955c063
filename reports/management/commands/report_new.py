"""Make the report of a period, as the page does."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from households.management.arguments import commune
from plans.management.arguments import plan_year
from povertyplan.common.errors import DomainError
from reports.actions import report_new
from reports.models import ReportingPeriod
from reports.rules import PeriodKind


class Command(BaseCommand):
    help = "Make the report of a period and print its name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", required=True, help="code of the commune")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--period", required=True, choices=list(PeriodKind))
        parser.add_argument("--number", type=int, default=1, help="of the month, the quarter or the request")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        unit, year = commune(options["unit"]), plan_year(options["year"])
        periods = ReportingPeriod.objects.in_year(unit, year)
        period = periods.filter(kind=options["period"], number=options["number"]).first()
        if period is None:
            raise CommandError("Lịch báo cáo của năm này không có kỳ ấy; lập lịch trước.", returncode=2)
        try:
            report = report_new(period=period, by=None)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=2) from error
        except DomainError as error:
            raise CommandError(str(error), returncode=2) from error
        name = report.paper.slug
        self.stdout.write(json.dumps({"report": name}) if options["format"] == "json" else name)
