"""Write the tables of a round to a file; the ending says how: .xlsx, .pdf or .json."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from households.actions import round_tables_keep
from households.compose import RoundParts, round_parts, tables_document
from households.management.arguments import commune
from households.models import ReviewRound
from households.resources import tables_json, tables_workbook
from households.rules import TABLE_NUMBERS, RoundKind
from povertyplan.common.errors import DomainError
from povertyplan.common.snapshot import read_snapshot
from povertyplan.documents.pdf import render_pdf

RENDERERS: dict[str, Callable[[RoundParts], bytes]] = {
    ".xlsx": lambda made: tables_workbook(made.tables.round, made.parts),
    ".pdf": lambda made: render_pdf(tables_document(made)),
    ".json": lambda made: json.dumps(
        tables_json(made.tables.round, made.parts), ensure_ascii=False, indent=1
    ).encode(),
}


class Command(BaseCommand):
    help = "Write the fifteen tables of a commune's round of a year to an .xlsx, .pdf or .json file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("unit", help="code of the commune")
        parser.add_argument("year", type=int)
        parser.add_argument("--month", type=int, help="the round of a month instead of the yearly one")
        parser.add_argument("--tables", nargs="+", type=int, choices=TABLE_NUMBERS, default=[*TABLE_NUMBERS])
        parser.add_argument("--output", required=True, type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        output: Path = options["output"]
        render = RENDERERS.get(output.suffix)
        if render is None:
            raise CommandError(f"Đuôi tệp phải là {', '.join(RENDERERS)}.", returncode=2)
        round = _round(options["unit"], options["year"], options["month"])
        with read_snapshot():
            made = round_parts(round=round, numbers=options["tables"], hamlets=None)
        round_tables_keep(
            round=round,
            tables=options["tables"],
            households=made.named,
            with_health=False,
            file=output.suffix.removeprefix("."),
            by=None,
        )
        try:
            output.write_bytes(render(made))
        except DomainError as error:
            raise CommandError(str(error), returncode=2) from error
        except OSError as error:
            raise CommandError(f"Không ghi được tệp {output}.", returncode=2) from error
        self.stdout.write(str(output))


def _round(code: str, year: int, month: int | None) -> ReviewRound:
    kind = RoundKind.MONTHLY if month else RoundKind.PERIODIC
    rounds = ReviewRound.objects.select_related("unit__parent", "standard", "base")
    round = rounds.filter(unit=commune(code), year=year, month=month, kind=kind).first()
    if round is None:
        when = f"tháng {month} năm {year}" if month else f"năm {year}"
        raise CommandError(f"Xã, phường {code} không có đợt rà soát {when}.", returncode=2)
    return round
