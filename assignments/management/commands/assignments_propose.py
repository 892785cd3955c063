"""Propose who helps the households of a commune that nobody helps yet; nothing is written."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from assignments.queries import ProposedHelp, board, proposal
from households.management.arguments import commune
from povertyplan.common.snapshot import read_snapshot


class Command(BaseCommand):
    help = "Propose an agency for each household without help and say why; no household's head is named."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("unit", help="code of the commune")
        parser.add_argument("year", type=int)
        parser.add_argument("--all", action="store_true", help="all poor households, not the expected alone")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        unit = commune(options["unit"])
        with read_snapshot():
            found = board(unit=unit, year=options["year"])
        lines = [_line(each) for each in proposal(found, expected_only=not options["all"])]
        if options["format"] == "json":
            covered = {
                name: {"households": each.households, "helped": each.helped}
                for name, each in (("expected", found.expected), ("poor", found.poor))
            }
            result = {"unit": unit.code, "year": options["year"], "coverage": covered, "proposal": lines}
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=1))
            return
        for line in lines:
            who = line["code"] or line["household"]
            self.stdout.write(f"{line['hamlet']}, {who}: {line['agency'] or '–'} ({line['why']})")


def _line(each: ProposedHelp) -> dict[str, object]:
    household = each.household.household
    return {
        "household": household.pk,
        "code": household.code,
        "hamlet": each.household.hamlet.full_name,
        "agency_id": each.agency.pk if each.agency else None,
        "agency": each.agency.agency.name if each.agency else None,
        "why": each.why,
    }
