"""Write a commune's table of hamlets of a year to a workbook, to be edited and brought back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from households.management.arguments import commune
from plans.management.arguments import plan_year
from plans.queries import year_figures
from plans.resources.table import table_workbook


class Command(BaseCommand):
    help = "Export a commune's table of hamlets of a year to an .xlsx file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", required=True, help="code of the commune")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--output", required=True, type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        figures = year_figures(unit=commune(options["unit"]), year=plan_year(options["year"]))
        try:
            options["output"].write_bytes(table_workbook(figures))
        except OSError as error:
            raise CommandError(f"Không ghi được tệp {options['output']}.", returncode=2) from error
        self.stdout.write(str(options["output"]))
