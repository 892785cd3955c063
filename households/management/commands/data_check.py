"""Say what in a commune's households and reviews cannot be so. Exit status 0: no error or warning; 1: some;
2: wrong use.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from households.management.arguments import commune
from households.queries import data_findings


class Command(BaseCommand):
    help = "Check the households, members and reviews of a commune, named by its code."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", required=True)
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = data_findings(unit=commune(options["unit"]), on=timezone.localdate())
        if options["format"] == "json":
            rows = [{**vars(finding), "level": finding.level} for finding in findings]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
        else:
            for finding in findings:
                self.stdout.write(f"{finding.level.label}: {finding.subject}: {finding.message}")
            self.stdout.write(f"{len(findings)} điểm cần xem." if findings else "Không có gì sai.")
        if any(finding.is_grave for finding in findings):
            sys.exit(1)
