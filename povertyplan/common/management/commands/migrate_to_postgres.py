"""Move the office from SQLite to an empty PostgreSQL database. Exit status 0: done; 1: done, but the audit
log does not hold, as before; 2: refused, nothing was moved.
"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from povertyplan.common.backup.actions import BROKEN_CHAINS
from povertyplan.common.backup.moving import office_move
from povertyplan.common.errors import DomainError


class Command(BaseCommand):
    help = "Copy the whole SQLite database into an empty PostgreSQL one and prove it; switches nothing over."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to",
            required=True,
            metavar="DATABASE_URL",
            help="postgresql://role@host:5432/name; leave the password to PGPASSWORD or ~/.pgpass",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            move = office_move(options["to"])
        except DomainError as error:
            raise CommandError(str(error), returncode=2) from error
        for table in move.tables:
            self.stdout.write(f"{table.table:<44}{table.count:>9} dòng  {table.digest[:16]}")
        rows = sum(table.count for table in move.tables)
        self.stdout.write(
            f"Đã chuyển {len(move.tables)} bảng, {rows} dòng; từng bảng hai bên bằng nhau.\n"
            "Chương trình vẫn dùng SQLite cho đến khi đặt DATABASE_URL là địa chỉ PostgreSQL vừa chuyển"
            " (với tài khoản chạy chương trình) và khởi động lại. Đừng nhập gì thêm vào SQLite từ bây giờ.\n"
            f"Giữ nguyên tệp {connection.settings_dict['NAME']}, thư mục dữ liệu cùng khóa sao lưu,"
            " cho đến khi đã sao lưu được từ PostgreSQL."
        )
        if move.broken_chains:
            self.stderr.write(BROKEN_CHAINS)
            sys.exit(1)
