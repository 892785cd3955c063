"""Fill communes with invented data of any amount, to try and to measure with. Never where people work."""

from __future__ import annotations

import time
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError, CommandParser

from households.models import Hamlet, Household, Member, Review
from povertyplan.accounts.forms import DEMO_PASSWORD
from povertyplan.accounts.models import User
from povertyplan.common.planner import tables_analyze
from reports.management.generate import MOST_HOUSEHOLDS, Commune, Size, commune_store, communes_free

OURS = ("accounts", "common", "households", "assignments", "plans", "reports")


class Command(BaseCommand):
    help = (
        "Fill empty communes with invented data; the same seed gives the same. Only on trial installations."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--communes", type=int, default=1, help="how many; 100 are a province")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--province", default="19", help="code of the province to begin with")
        parser.add_argument("--hamlets", type=int, default=Size.hamlets, help="of a commune, about")
        parser.add_argument(
            "--households", type=int, default=Size.households, help="that a commune's rounds look at"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        _require_trial()
        size = Size(hamlets=options["hamlets"], households=options["households"])
        if min(size.hamlets, size.households, options["communes"]) < 1:
            raise CommandError("Số xã, số thôn, số hộ phải từ 1 trở lên.", returncode=2)
        if size.households > MOST_HOUSEHOLDS:
            raise CommandError(f"Mỗi xã nhiều nhất {MOST_HOUSEHOLDS} hộ được rà soát.", returncode=2)
        free = communes_free(count=options["communes"], province=options["province"])
        if len(free) < options["communes"]:
            raise CommandError(
                f"Chỉ còn {len(free)} xã, phường chưa có dữ liệu; giảm --communes, hoặc chạy reference_load"
                " nếu chưa nạp danh mục.",
                returncode=2,
            )
        password = make_password(DEMO_PASSWORD)  # once: hashing takes time, and everybody knows it
        start = time.monotonic()
        for number, (place, unit) in enumerate(free, start=1):
            commune = Commune(unit=unit, seed=options["seed"], place=place, size=size)
            commune_store(commune, password=password)
            seconds = time.monotonic() - start
            self.stdout.write(
                f"{number}/{len(free)} {unit}: {len(commune.hamlets)} thôn, {len(commune.stories)} hộ;"
                f" {seconds:.1f} giây"
            )
        tables_analyze(*(model for label in OURS for model in apps.get_app_config(label).get_models()))
        self.stdout.write(
            f"Có {Household.objects.count()} hộ, {Member.objects.count()} nhân khẩu,"
            f" {Review.objects.count()} kết quả rà soát."
        )


def _require_trial() -> None:
    """Refuse where somebody works for real: invented households among real ones cannot be told apart."""
    if User.objects.filter(is_demo=False).exists():
        raise CommandError(
            "Cơ sở dữ liệu này có người dùng thật; không nạp dữ liệu giả vào. Dùng một cơ sở dữ liệu trống"
            " (đặt POVERTYPLAN_DATA hoặc DATABASE_URL khác).",
            returncode=2,
        )
    if not settings.DEMO and (User.objects.exists() or Hamlet.objects.exists()):
        raise CommandError(
            "Cơ sở dữ liệu này đã có dữ liệu; nếu đúng là bản chạy thử thì đặt POVERTYPLAN_DEMO=1.",
            returncode=2,
        )
