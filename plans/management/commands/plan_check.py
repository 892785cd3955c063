"""Say what in a plan does not add up. Exit status 0: no error or warning; 1: some; 2: wrong use."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from plans.compose import findings_json, plan_standing
from plans.management.arguments import known_plan
from povertyplan.documents.checks import place_label


class Command(BaseCommand):
    help = "Check a plan, named by its slug (phu-thinh-2026)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plan")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = known_plan(options["plan"])
        view = plan_standing(plan)
        if options["format"] == "json":
            self.stdout.write(json.dumps(findings_json(view), ensure_ascii=False, indent=1))
        else:
            for finding in view.findings:
                where = place_label(view.document, finding.place)
                self.stdout.write(f"{finding.level.label}: {where}: {finding.message}")
            self.stdout.write(
                f"{len(view.findings)} điểm chưa khớp." if view.findings else "Các số liệu đều khớp."
            )
        if view.grave:
            sys.exit(1)
