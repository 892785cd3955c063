"""Issue a plan that was approved, as the page does, in a clerk's name.

Exit status 0: issued; 1: the rules refuse it (number used, date before the bases, …); 2: wrong use.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans.actions import issue_document, plan_issue, plan_sign
from plans.actions.life import document_hash
from plans.management.arguments import active_user, known_plan
from povertyplan.common.errors import DomainError


def day(text: str) -> dt.date:
    """An ISO date."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}” không phải ngày; viết như 2026-05-10.", returncode=2) from error


class Command(BaseCommand):
    help = "Write down number and date of a signed plan, named by its slug, and issue it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plan")
        parser.add_argument("--by", required=True, help="user name of the clerk who issues")
        parser.add_argument("--number", type=int, help="from the register; not needed once written down")
        parser.add_argument("--date", type=day, help="of signature, as 2026-05-10; goes with --number")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        plan, clerk = known_plan(options["plan"]), active_user(options["by"])
        number, date = options["number"], options["date"]
        if (number is None) != (date is None):
            raise CommandError("Ghi cả số (--number) và ngày (--date).", returncode=2)
        try:
            if date is not None:
                plan = plan_sign(plan=plan, number=number, date=date, by=clerk)
            issued = plan_issue(plan=plan, seen_hash=document_hash(issue_document(plan)), by=clerk)
        except DomainError as error:
            raise CommandError(str(error), returncode=1) from error
        document = issued.issued_document
        assert document
        told = {
            "plan": issued.slug,
            "status": issued.status,
            "number": issued.number_text,
            "date": str(issued.signed_date),
            "sha256": document.sha256,
        }
        self.stdout.write(
            json.dumps(told) if options["format"] == "json" else f"{issued.slug}: {issued.citation}"
        )
