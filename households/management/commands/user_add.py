"""Add a person with a role in a commune."""

from __future__ import annotations

import getpass
import os
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from households.actions import user_create
from households.models import AdministrativeUnit
from households.rules import Role


class Command(BaseCommand):
    help = "Add a person. The password is asked for, or taken from NEW_USER_PASSWORD."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", required=True)
        parser.add_argument("--full-name", required=True)
        parser.add_argument("--position", default="")
        parser.add_argument("--role", required=True, choices=list(Role))
        parser.add_argument("--unit", default="", help="code of the commune; none for an administrator")

    def handle(self, *args: Any, **options: Any) -> None:
        password = os.environ.get("NEW_USER_PASSWORD") or getpass.getpass("Mật khẩu: ")
        try:
            validate_password(password)
            user_create(
                username=options["username"],
                full_name=options["full_name"],
                position=options["position"],
                password=password,
                role=Role(options["role"]),
                unit=_unit(options["unit"]),
                by=None,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Đã tạo người dùng {options['username']}.")


def _unit(code: str) -> AdministrativeUnit | None:
    if not code:
        return None
    unit = AdministrativeUnit.objects.commune_level().as_of(timezone.localdate()).filter(code=code).first()
    if unit is None:
        raise CommandError(f"Không có xã, phường mã {code}.")
    return unit
