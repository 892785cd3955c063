"""Django's `migrate`, all or nothing, after a backup where people work with the database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS

from povertyplan.common.backup.key import KEY_MADE, key_make, key_path
from povertyplan.common.backup.upgrade import all_or_nothing, is_waiting, upgrade_backup
from povertyplan.common.errors import DomainError


class Command(migrate.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--no-backup", action="store_true", help="where the database was backed up by other means"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if (
            options["plan"] or options["check_unapplied"] or options["prune"]
        ):  # these end without post_migrate
            super().handle(*args, **options)
            return
        if not options["no_backup"] and options["database"] == DEFAULT_DB_ALIAS and is_waiting():
            self._back_up()
        with all_or_nothing(options["database"]):
            super().handle(*args, **options)

    def _back_up(self) -> None:
        try:
            if key_make():
                self.stderr.write(KEY_MADE.format(path=key_path()))
            backup = upgrade_backup()
        except DomainError as error:
            raise CommandError(
                f"Chưa nâng cấp, vì không sao lưu được trước đó. {error}\nĐã có bản sao lưu làm cách khác thì"
                " chạy: scripts/manage migrate --no-backup",
                returncode=2,
            ) from error
        self.stdout.write(f"Đã sao lưu trước khi nâng cấp: {backup}.")
