"""Write a plan to a file; the ending says how: .pdf, .docx, .xlsx, .html or .json."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans.compose import kept_print, plan_standing
from plans.management.arguments import known_plan
from povertyplan.common.errors import DomainError
from povertyplan.documents.blocks import Document
from povertyplan.documents.docx import render_docx
from povertyplan.documents.frozen import to_json
from povertyplan.documents.pdf import render_pdf
from povertyplan.documents.portal import render_html
from povertyplan.documents.xlsx.tables import render_xlsx

RENDERERS: dict[str, Callable[[Document], bytes]] = {
    ".pdf": render_pdf,
    ".docx": render_docx,
    ".xlsx": render_xlsx,
    ".html": render_html,
    ".json": lambda document: json.dumps(to_json(document), ensure_ascii=False, indent=1).encode(),
}


class Command(BaseCommand):
    help = "Render a plan, named by its slug, to a PDF, Word, Excel, HTML or JSON file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plan")
        parser.add_argument("--output", required=True, type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        output: Path = options["output"]
        render = RENDERERS.get(output.suffix)
        if render is None:
            raise CommandError(f"Đuôi tệp phải là {', '.join(RENDERERS)}.", returncode=2)
        plan = known_plan(options["plan"])
        try:
            kept = kept_print(plan) if render is render_pdf else None
            output.write_bytes(bytes(kept.pdf) if kept else render(plan_standing(plan).document))
        except (DomainError, OSError) as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(str(output))
