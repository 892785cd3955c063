"""Create the installation's first person, who then opens a commune in the browser."""

from __future__ import annotations

import getpass
import os
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from households.actions import first_user_create
from povertyplan.common.errors import DomainError


class Command(BaseCommand):
    help = "Create the first person; the password is asked for, or taken from FIRST_USER_PASSWORD."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", required=True)
        parser.add_argument("--full-name", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        password = os.environ.get("FIRST_USER_PASSWORD") or getpass.getpass("Mật khẩu: ")
        try:
            validate_password(password)
            first_user_create(username=options["username"], full_name=options["full_name"], password=password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Đã tạo người dùng {options['username']}. Mời đăng nhập và chọn xã.")
