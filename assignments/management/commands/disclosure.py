"""Write the list of support that hangs in public to a file; the ending says how: .pdf or .xlsx."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assignments.actions import disclosure_keep
from assignments.compose.disclosure import disclosure_list
from assignments.queries import disclosed_support
from assignments.resources.support import disclosure_workbook
from assignments.rules import Quarter, quarter_span, year_span
from households.management.arguments import commune
from households.models import AdministrativeUnit, Hamlet
from povertyplan.common.dates import FIRST_YEAR, LAST_YEAR
from povertyplan.common.errors import DomainError
from povertyplan.common.snapshot import read_snapshot
from povertyplan.common.text import name_key
from povertyplan.documents.pdf import render_pdf

RENDERERS: dict[str, Callable[..., bytes]] = {
    ".pdf": lambda **table: render_pdf(disclosure_list(**table)),
    ".xlsx": lambda **table: disclosure_workbook(**table),
}


class Command(BaseCommand):
    help = "Write what was given to households of a commune, as it hangs in public, to a .pdf or .xlsx file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("unit", help="code of the commune")
        parser.add_argument("year", type=int)
        parser.add_argument("--hamlet", help="name of one hamlet, for its house of culture")
        parser.add_argument("--quarter", choices=list(Quarter), help="a quarter instead of the whole year")
        parser.add_argument("--output", required=True, type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        output, year = options["output"], options["year"]
        render = RENDERERS.get(output.suffix)
        if render is None:
            raise CommandError(f"Đuôi tệp phải là {', '.join(RENDERERS)}.", returncode=2)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise CommandError(f"Năm phải từ {FIRST_YEAR} đến {LAST_YEAR}.", returncode=2)
        unit = commune(options["unit"])
        hamlet = _hamlet(unit, options["hamlet"]) if options["hamlet"] else None
        quarter = options["quarter"]
        span = quarter_span(year, Quarter(quarter)) if quarter else year_span(year)
        with read_snapshot():
            found = disclosed_support(unit=unit, span=span, hamlets=[hamlet.pk] if hamlet else None)
        ending, items = output.suffix.removeprefix("."), len(found.lines)
        disclosure_keep(unit=unit, span=span, hamlet=hamlet, items=items, file=ending, by=None)
        try:
            output.write_bytes(render(unit=unit, hamlet=hamlet, span=span, found=found))
        except DomainError as error:
            raise CommandError(str(error), returncode=2) from error
        except OSError as error:
            raise CommandError(f"Không ghi được tệp {output}.", returncode=2) from error
        self.stdout.write(str(output))


def _hamlet(unit: AdministrativeUnit, name: str) -> Hamlet:
    """The hamlet of that name, with or without its label; of two of one name the one that stands."""
    hamlets = sorted(Hamlet.objects.in_unit(unit).in_order(), key=lambda hamlet: hamlet.valid_to is not None)
    wanted = name_key(name)
    found = next((one for one in hamlets if wanted in {name_key(one.name), name_key(one.full_name)}), None)
    if found is None:
        raise CommandError(f"{unit.full_name} không có thôn, tổ “{name}”.", returncode=2)
    return found
