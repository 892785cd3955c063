"""Fill communes with invented data of any amount, to try and to measure with. Never where people work."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, connections

from households.models import Hamlet, Household, Member, Review
from povertyplan.accounts.forms import DEMO_PASSWORD
from povertyplan.accounts.models import User
from povertyplan.common.collector import collector_paused
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
        parser.add_argument(
            "--processes", type=int, default=1, help="that fill communes side by side, on PostgreSQL"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        _require_trial()
        size = Size(hamlets=options["hamlets"], households=options["households"])
        if min(size.hamlets, size.households, options["communes"], options["processes"]) < 1:
            raise CommandError("Số xã, số thôn, số hộ, số tiến trình phải từ 1 trở lên.", returncode=2)
        if size.households > MOST_HOUSEHOLDS:
            raise CommandError(f"Mỗi xã nhiều nhất {MOST_HOUSEHOLDS} hộ được rà soát.", returncode=2)
        if options["processes"] > 1 and connection.vendor != "postgresql":
            raise CommandError(
                "--processes chỉ dùng với PostgreSQL: SQLite mỗi lúc một nơi ghi.", returncode=2
            )
        free = communes_free(count=options["communes"], province=options["province"])
        if len(free) < options["communes"]:
            raise CommandError(
                f"Chỉ còn {len(free)} xã, phường chưa có dữ liệu; giảm --communes, hoặc chạy reference_load"
                " nếu chưa nạp danh mục.",
                returncode=2,
            )
        password = make_password(DEMO_PASSWORD)  # once: hashing takes time, and everybody knows it
        communes = (Commune(unit=unit, seed=options["seed"], place=place, size=size) for place, unit in free)
        start = time.monotonic()
        filled = _filled(communes, password=password, processes=options["processes"])
        for number, told in enumerate(filled, start=1):
            self.stdout.write(f"{number}/{len(free)} {told}; {time.monotonic() - start:.1f} giây")
        tables_analyze(*(model for label in OURS for model in apps.get_app_config(label).get_models()))
        self.stdout.write(
            f"Có {Household.objects.count()} hộ, {Member.objects.count()} nhân khẩu,"
            f" {Review.objects.count()} kết quả rà soát."
        )


def _filled(communes: Iterator[Commune], *, password: str, processes: int) -> Iterator[str]:
    """What to say of each commune once it is stored: a commune owes nothing to another."""
    fill = partial(_fill, password=password)
    if processes == 1:
        yield from map(fill, communes)
        return
    connections.close_all()  # the processes begin as copies of this one
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("fork")) as several:
        yield from several.map(fill, communes)


@collector_paused()
def _fill(commune: Commune, *, password: str) -> str:
    commune_store(commune, password=password)
    return f"{commune.unit}: {len(commune.hamlets)} thôn, {len(commune.stories)} hộ"


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
