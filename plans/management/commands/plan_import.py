"""Start a plan from the Word or text file of an old one, as the page does."""

from __future__ import annotations

import json
from argparse import FileType
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from households.management.arguments import commune
from plans.actions import plan_new
from plans.resources.written import lines_of, written_plan
from plans.rules import PLANS, PlanKind
from povertyplan.common.errors import DomainError


class Command(BaseCommand):
    help = "Read an old plan (.docx, .txt) into a draft and print its name, with what was not understood."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=FileType("rb"))
        parser.add_argument("--unit", required=True, help="code of the commune")
        parser.add_argument("--year", type=int, help="the year in the file unless given")
        parser.add_argument("--kind", default=PlanKind.ANNUAL, choices=PLANS)
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        unit = commune(options["unit"])
        try:
            with options["file"] as file:
                written = written_plan(lines_of(file.read()))
            year = options["year"] or written.year
            if not year:
                raise DomainError("Không thấy năm của kế hoạch trong tệp; thêm --year.")
            if not written.content.sections:
                raise DomainError("Không nhận ra mục nào trong tệp.")
            kind = PlanKind(options["kind"])
            plan = plan_new(unit=unit, kind=kind, year=year, content=written.content, by=None)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=2) from error
        except DomainError as error:
            raise CommandError(str(error), returncode=2) from error
        unclear = [
            {"text": each.text, "kept": each.kept, "reason": each.reason} for each in written.not_understood
        ]
        if options["format"] == "json":
            self.stdout.write(json.dumps({"plan": plan.slug, "not_understood": unclear}, ensure_ascii=False))
            return
        self.stdout.write(plan.slug)
        for each in unclear:
            self.stdout.write(f"  {each['reason']}: {each['text'][:100]}")
