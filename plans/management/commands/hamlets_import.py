"""Bring a commune's table of hamlets in from a workbook, as the page does.

Exit status 0: brought in, or would be; 1: the file has errors and nothing was saved; 2: wrong use.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from households.management.arguments import commune
from plans.actions import TableRefused, checked_figures, table_import
from plans.management.arguments import figures_date, plan_year
from plans.resources import NAME, CellError, propose
from plans.resources.table import Outcome, TablePreview, hamlet_names, remembered, table_preview
from povertyplan.common.collector import collector_paused
from povertyplan.common.dates import year_reading
from povertyplan.common.errors import DomainError
from povertyplan.documents.package import MAX_FILE
from povertyplan.documents.xlsx import WorkbookError, read_workbook

UNKNOWN = "Tên này không có trong danh sách thôn của xã; sửa cho đúng, hoặc thêm thôn mới bằng --add-new."


class Command(BaseCommand):
    help = "Import a commune's table of hamlets (figures at a date, targets of a year) from an .xlsx file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--unit", required=True, help="code of the commune")
        parser.add_argument("--date", required=True, help="date of the figures, as 2025-12-31")
        parser.add_argument("--year", type=int, help="year of the targets; without it none are imported")
        parser.add_argument("--add-new", action="store_true", help="add hamlets that are not in the list")
        parser.add_argument("--dry-run", action="store_true", help="say what would change and save nothing")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open("rb") as file:
                content = file.read(MAX_FILE + 1)
        except OSError as error:
            raise CommandError(f"Không đọc được tệp {options['file']}.", returncode=2) from error
        counts, errors = self._bring_in(content, options)
        if options["format"] == "json":
            result = {**counts, "errors": [asdict(error) for error in errors]}
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=1))
        else:
            self.stdout.write(_text(counts, errors, dry_run=options["dry_run"]))
        if errors:
            sys.exit(1)

    @collector_paused()
    def _bring_in(
        self, content: bytes, options: Mapping[str, Any]
    ) -> tuple[dict[str, int], Sequence[CellError]]:
        """How many hamlets were created, updated and left, or the errors for which none was."""
        nothing = {"created": 0, "updated": 0, "unchanged": 0}
        unit, date = commune(options["unit"]), figures_date(options["date"])
        year = None if options["year"] is None else plan_year(options["year"])
        figures = checked_figures(unit=unit, date=date, year=year)
        try:
            workbook = read_workbook(content)
        except WorkbookError as error:
            return nothing, [CellError(sheet="", cell="", value="", message=str(error))]
        proposal = propose(
            workbook,
            hamlets=hamlet_names(figures),
            year=year or year_reading(date) or date.year,
            remembered=remembered(unit),
        )
        mapping = replace(proposal.mapping, add_names=options["add_new"] or not figures.rows)
        if proposal.problems or NAME not in mapping.columns:
            return nothing, [
                CellError(sheet=mapping.sheet, cell="", value="", message=problem)
                for problem in proposal.problems
            ]
        preview = table_preview(workbook=workbook, mapping=mapping, unit=unit, date=date, year=year)
        for said in (*preview.notes, *(f"Dòng {each.row}: {each.reason}" for each in preview.left_out)):
            self.stderr.write(said)
        if preview.refusal:
            raise CommandError(preview.refusal, returncode=2)
        if errors := _errors(preview):
            return nothing, errors
        if options["dry_run"]:
            return {outcome: preview.count(outcome) for outcome in map(Outcome, nothing)}, ()
        try:
            saved = table_import(
                unit=unit,
                date=date,
                year=year,
                rows=preview.rows,
                sha256=hashlib.sha256(content).hexdigest(),
                seen=preview.seen,
                by=None,
            )
        except TableRefused as refused:
            return nothing, preview.cell_errors(refused)
        except DomainError as error:
            raise CommandError(str(error), returncode=2) from error
        return {outcome: getattr(saved, outcome) for outcome in nothing}, ()


def _errors(preview: TablePreview) -> list[CellError]:
    return [
        *preview.errors,
        *(
            CellError(sheet=preview.sheet, cell=name.cell, value=name.written, message=UNKNOWN)
            for name in preview.unknown
        ),
    ]


def _text(counts: Mapping[str, int], errors: Sequence[CellError], *, dry_run: bool) -> str:
    if errors:
        return "\n".join([*map(_error_text, errors), f"{len(errors)} lỗi; chưa ghi gì."])
    done = "Sẽ nhập" if dry_run else "Đã nhập"
    return "{done}: {created} thôn mới có số liệu, {updated} thôn sửa, {unchanged} thôn giữ nguyên.".format(
        done=done, **counts
    )


def _error_text(error: CellError) -> str:
    place = "!".join(part for part in (error.sheet, error.cell) if part)
    value = f" “{error.value}”:" if error.value else ""
    return f"{place}:{value} {error.message}" if place else error.message
