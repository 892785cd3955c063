"""Put a backup in the place of the database's content, or only prove it. Exit status 0: done; 1: done, but
the audit log in it does not hold; 2: refused, the database is as it was.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from povertyplan.common.backup.actions import BROKEN_CHAINS, backup_check, backup_restore
from povertyplan.common.errors import DomainError


class Command(BaseCommand):
    help = "Restore a backup into an empty database; with --force over a full one, which is backed up before."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="only restore it to scratch and prove it")
        parser.add_argument("--force", action="store_true", help="replace a database that has people in it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["check"]:
                backup = backup_check(options["file"])
                self.stdout.write(f"Bản sao lưu dùng được: {backup}.")
            else:
                backup, before = backup_restore(options["file"], force=options["force"])
                if before:
                    self.stdout.write(f"Dữ liệu trước khi khôi phục nằm ở {before.path}.")
                self.stdout.write(f"Đã khôi phục: {backup}. Chạy scripts/serve để dùng tiếp.")
        except DomainError as error:
            raise CommandError(str(error), returncode=2) from error
        if backup.broken_chains:
            self.stderr.write(BROKEN_CHAINS)
            sys.exit(1)
