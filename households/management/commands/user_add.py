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
from households.models import AdministrativeUnit, Hamlet
from households.queries import hamlets_of
from households.rules import Role
from povertyplan.common.text import name_key


class Command(BaseCommand):
    help = "Add a person. The password is asked for, or taken from NEW_USER_PASSWORD."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", required=True)
        parser.add_argument("--full-name", required=True)
        parser.add_argument("--position", default="")
        parser.add_argument("--role", required=True, choices=list(Role))
        parser.add_argument("--unit", default="", help="code of the commune; none for an administrator")
        parser.add_argument("--hamlet", default="", help="its name, for surveyors and hamlet leaders")

    def handle(self, *args: Any, **options: Any) -> None:
        password = os.environ.get("NEW_USER_PASSWORD") or getpass.getpass("Mật khẩu: ")
        unit = _unit(options["unit"])
        try:
            validate_password(password)
            user_create(
                username=options["username"],
                full_name=options["full_name"],
                position=options["position"],
                password=password,
                role=Role(options["role"]),
                unit=unit,
                hamlet=_hamlet(unit, options["hamlet"]),
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


def _hamlet(unit: AdministrativeUnit | None, name: str) -> Hamlet | None:
    if not name:
        return None
    hamlets = hamlets_of(unit=unit, on=timezone.localdate()) if unit else Hamlet.objects.none()
    hamlet = hamlets.filter(name_key=name_key(name)).first()
    if hamlet is None:
        raise CommandError(f"Không có thôn, tổ dân phố tên {name} ở nơi này.")
    return hamlet
