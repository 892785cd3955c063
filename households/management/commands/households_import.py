"""Bring households, their members and reviews in from a workbook, as the page does.

Exit status 0: brought in, or would be; 1: the file has errors and nothing was saved; 2: wrong use.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from households.actions import households_import, households_ready
from households.models import AdministrativeUnit, ReviewRound
from households.queries.imports import periodic_round
from households.resources.register.content import CellError
from households.resources.register.preview import (
    RegisterPreview,
    hamlet_names,
    register_preview,
    register_proposal,
)
from povertyplan.common.collector import collector_paused
from povertyplan.common.errors import DomainError
from povertyplan.common.management.long_command import LongCommand
from povertyplan.documents.package import MAX_FILE
from povertyplan.documents.xlsx import WorkbookError, read_workbook

NOTHING = {"created": 0, "updated": 0, "unchanged": 0}


class Command(LongCommand):
    help = "Import a commune's households, members and reviews of a year's round from an .xlsx file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--unit", required=True, help="code of the commune")
        parser.add_argument("--round", type=int, required=True, help="year of the periodic review")
        parser.add_argument("--dry-run", action="store_true", help="say what would change and save nothing")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open("rb") as file:
                content = file.read(MAX_FILE + 1)
        except OSError as error:
            raise CommandError(f"Không đọc được tệp {options['file']}.", returncode=2) from error
        units = AdministrativeUnit.objects.commune_level().as_of(timezone.localdate())
        unit = units.filter(code=options["unit"]).first()
        if unit is None:
            raise CommandError(f"Không có xã, phường mã {options['unit']}.", returncode=2)
        round = periodic_round(unit=unit, year=options["round"])
        if round is None:
            raise CommandError(
                f"{unit.full_name} chưa mở đợt rà soát định kỳ năm {options['round']}.", returncode=2
            )
        counts, errors = self._bring_in(content, unit, round, dry_run=options["dry_run"])
        if options["format"] == "json":
            result = {**counts, "errors": [asdict(error) for error in errors]}
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=1))
        else:
            self.stdout.write(_text(counts, errors, dry_run=options["dry_run"]))
        if errors:
            sys.exit(1)

    @collector_paused()
    def _bring_in(
        self, content: bytes, unit: AdministrativeUnit, round: ReviewRound, *, dry_run: bool
    ) -> tuple[Mapping[str, int], Sequence[CellError]]:
        """How many households were created, updated and left, or the errors for which none was."""
        sha256 = hashlib.sha256(content).hexdigest()
        preview = self._preview(content, unit, round, sha256)
        if isinstance(preview, list):
            return NOTHING, preview
        for note in preview.notes:
            self.stderr.write(note)
        if preview.errors:
            return NOTHING, preview.errors
        if not dry_run:
            try:
                ready = households_ready(unit=unit, given=preview.given, by=None)
                households_import(ready=ready, round=round, sha256=sha256, by=None)
            except DomainError as error:
                raise CommandError(str(error), returncode=2) from error
        return preview.counts, ()

    def _preview(
        self, content: bytes, unit: AdministrativeUnit, round: ReviewRound, sha256: str
    ) -> RegisterPreview | list[CellError]:
        """What the file would change, or why it cannot be read at all."""
        try:
            workbook = read_workbook(content)
        except WorkbookError as error:
            return [_of_file("", str(error))]
        names = hamlet_names(unit)
        proposal = register_proposal(workbook, unit=unit, names=names)
        if proposal.problems:
            return [_of_file(proposal.mapping.sheet, problem) for problem in proposal.problems]
        return register_preview(
            workbook=workbook,
            mapping=proposal.mapping,
            unit=unit,
            round=round,
            names=names,
            sha256=sha256,
        )


def _of_file(sheet: str, message: str) -> CellError:
    return CellError(sheet=sheet, row=0, column="", value="", message=message)


def _text(counts: Mapping[str, int], errors: Sequence[CellError], *, dry_run: bool) -> str:
    if errors:
        return "\n".join([*(error.told for error in errors), f"{len(errors)} lỗi; chưa ghi gì."])
    done = "Sẽ nhập" if dry_run else "Đã nhập"
    return "{done}: {created} hộ mới, {updated} hộ thay đổi, {unchanged} hộ giữ nguyên.".format(
        done=done, **counts
    )
