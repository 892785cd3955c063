"""Bring a commune's list of assignments in from a workbook, as the page does.

Exit status 0: brought in, or would be; 1: the file has errors and nothing was saved; 2: wrong use.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assignments.actions import assignments_import
from assignments.resources.preview import ImportPreview, assignment_preview
from assignments.resources.sheets import assignment_list
from households.management.arguments import commune
from households.models import AdministrativeUnit
from households.resources.register.content import CellError
from povertyplan.common.errors import DomainError
from povertyplan.documents.package import MAX_FILE
from povertyplan.documents.xlsx import WorkbookError, read_workbook


class Command(BaseCommand):
    help = "Import who helps which household of a commune in a year from an .xlsx file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--unit", required=True, help="code of the commune")
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--dry-run", action="store_true", help="say what would change and save nothing")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open("rb") as file:
                content = file.read(MAX_FILE + 1)
        except OSError as error:
            raise CommandError(f"Không đọc được tệp {options['file']}.", returncode=2) from error
        unit, year = commune(options["unit"]), options["year"]
        preview = _preview(content, unit, year)
        if not preview.errors and not options["dry_run"]:
            try:
                assignments_import(
                    unit=unit, year=year, created=preview.created, changed=preview.changed, by=None
                )
            except (DomainError, ValidationError) as error:
                message = " ".join(getattr(error, "messages", [str(error)]))
                raise CommandError(message, returncode=2) from error
        if options["format"] == "json":
            result = {**preview.counts, "errors": [asdict(error) for error in preview.errors]}
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=1))
        else:
            self.stdout.write(_text(preview, dry_run=options["dry_run"]))
        if preview.errors:
            sys.exit(1)


def _preview(content: bytes, unit: AdministrativeUnit, year: int) -> ImportPreview:
    """What the file would change; of a file that cannot be read, why."""
    try:
        return assignment_preview(assignment_list(read_workbook(content)), unit=unit, year=year)
    except WorkbookError as error:
        return ImportPreview(errors=[CellError(sheet="", row=0, column="", value="", message=str(error))])


def _text(preview: ImportPreview, *, dry_run: bool) -> str:
    if errors := preview.errors:
        return "\n".join([*(error.told for error in errors), f"{len(errors)} lỗi; chưa ghi gì."])
    done = "Sẽ nhập" if dry_run else "Đã nhập"
    return "{done}: {created} phân công mới, {updated} sửa, {unchanged} giữ nguyên.".format(
        done=done, **preview.counts
    )
