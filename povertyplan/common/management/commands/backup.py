"""Write an encrypted backup and prove it by restoring it to scratch. Exit status 0: done; 1: done, but the
audit log in it does not hold; 2: nothing was made.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from povertyplan.common.backup.actions import BROKEN_CHAINS, backup_make, default_folder
from povertyplan.common.backup.key import KEY_MADE, key_make, key_path
from povertyplan.common.errors import DomainError
from povertyplan.common.management.long_command import LongCommand


class Command(LongCommand):
    help = (
        "Back up the whole database, encrypted, while people work. Every backup is restored to scratch first."
    )
    requires_system_checks = []  # what printing lacks must not keep a backup from being made

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, metavar="FOLDER", help="default: backups in the data folder")
        parser.add_argument(
            "--keep", type=int, metavar="N", help="remove our older backups there, beyond N in all"
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["keep"] is not None and options["keep"] < 1:
            raise CommandError("--keep phải từ 1 trở lên.", returncode=2)
        try:
            if key_make():
                self.stderr.write(KEY_MADE.format(path=key_path()))
            backup = backup_make(to=options["to"] or default_folder(), keep=options["keep"])
        except DomainError as error:
            raise CommandError(str(error), returncode=2) from error
        if options["format"] == "json":
            report = {
                "file": str(backup.path),
                "bytes": backup.path.stat().st_size,
                **backup.manifest.to_json(),
                "broken_chains": backup.broken_chains,
                "removed": [str(path) for path in backup.removed],
            }
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
        else:
            self.stdout.write(f"Đã sao lưu và thử khôi phục: {backup}.")
            if backup.removed:
                self.stdout.write(f"Đã xóa {len(backup.removed)} bản cũ.")
            if not options["to"]:
                self.stdout.write("Bản này còn nằm trên cùng máy: chép sang USB hoặc máy khác.")
        if backup.broken_chains:
            self.stderr.write(BROKEN_CHAINS)
            sys.exit(1)
