"""Approve a plan as it is now, as the page does, in a leader's name.

Exit status 0: approved; 1: the rules refuse it; 2: wrong use.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans.actions import plan_approve
from plans.actions.life import content_hash
from plans.compose import plan_view
from plans.management.arguments import active_user, known_plan
from povertyplan.common.errors import DomainError


class Command(BaseCommand):
    help = "Approve a submitted plan, named by its slug, and keep the print for signature."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plan")
        parser.add_argument("--by", required=True, help="user name of the leader who approves")
        parser.add_argument("--reason", default="", help="why errors and warnings may stand")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        plan, leader = known_plan(options["plan"]), active_user(options["by"])
        try:
            seen = content_hash(plan_view(plan))
            approved = plan_approve(plan=plan, seen_hash=seen, reason=options["reason"], by=leader)
        except DomainError as error:
            raise CommandError(str(error), returncode=1) from error
        document = approved.approved_document
        assert document
        told = {"plan": approved.slug, "status": approved.status, "sha256": document.sha256}
        self.stdout.write(
            json.dumps(told) if options["format"] == "json" else f"{approved.slug}: {approved.status_label}"
        )
