"""Say where a print breaks decree 30/2020/NĐ-CP. Exit status 0: nowhere; 1: somewhere; 2: wrong use."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans.compose import kept_print, plan_standing
from plans.management.arguments import known_plan
from plans.models import Plan
from povertyplan.common.errors import DomainError
from povertyplan.documents.lint import BrokenRule, lint
from povertyplan.documents.pdf import render_pdf


class Command(BaseCommand):
    help = "Check the print of a plan, named by its slug (phu-thinh-2026): as approved, or drawn now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plan")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = known_plan(options["plan"])
        try:
            broken = _broken(plan)
        except DomainError as error:
            raise CommandError(str(error), returncode=2) from error
        if options["format"] == "json":
            rows = [_row(each) for each in broken]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
        else:
            for each in broken:
                self.stdout.write(each.message)
            self.stdout.write(f"{len(broken)} điểm sai thể thức." if broken else "Bản in đúng thể thức.")
        if broken:
            sys.exit(1)


def _broken(plan: Plan) -> tuple[BrokenRule, ...]:
    if kept := kept_print(plan):
        return lint(bytes(kept.pdf), draft=False)
    return lint(render_pdf(plan_standing(plan).document), draft=True)


def _row(broken: BrokenRule) -> dict[str, str | int]:
    return {
        "code": broken.code,
        "rule": broken.rule,
        "page": broken.page,
        "found": broken.found,
        "message": broken.message,
    }
