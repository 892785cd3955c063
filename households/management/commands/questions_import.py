"""Bring in the questionnaire of the income score (B1)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from households.actions import questions_import
from households.models import Standard
from households.resources.questions import QuestionsRefused, question_rows
from povertyplan.common.errors import DomainError


class Command(BaseCommand):
    help = (
        "Bring in the questionnaire of the income score (B1) from a CSV file with the columns region, "
        "number, text, answer_number, answer, points. The region of towns is called “thành thị”."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--standard", required=True, help="code of the poverty standard, e.g. 2022-2025")

    def handle(self, *args: Any, **options: Any) -> None:
        standard = Standard.objects.filter(code=options["standard"]).first()
        if standard is None:
            known = ", ".join(Standard.objects.order_by("code").values_list("code", flat=True))
            raise CommandError(f"Không có chuẩn nghèo mã {options['standard']}; đang có: {known}.")
        try:
            imported = questions_import(standard=standard, rows=question_rows(options["file"]))
        except OSError as error:
            raise CommandError("Không đọc được tệp; kiểm tra đường dẫn.") from error
        except (QuestionsRefused, DomainError) as error:
            raise CommandError(f"Chưa nhập gì. Cần sửa:\n{error}") from error
        self.stdout.write(
            f"Thêm {imported.created}, sửa {imported.updated}, giữ nguyên {imported.unchanged} phương án."
        )
