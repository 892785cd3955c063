"""Load the demo: five communes with the figures of real plans, a complete plan each, invented people."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from households.models import Household
from plans.models import Plan
from povertyplan.accounts.models import User
from reports.management.demo import (
    calendars_load,
    communes_load,
    facts_load,
    hamlet_people_create,
    help_load,
    households_load,
    report_load,
)

REVIEWED, HELPED = "05800", "05528"


class Command(BaseCommand):
    help = (
        "Load the demo communes, plans, households and users; does nothing where the demo users already are."
    )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.filter(is_demo=True).exists():
            self.stdout.write("Dữ liệu trình diễn đã có.")
            return
        units = communes_load()
        hamlet_people_create(units)
        households_load(units[REVIEWED])
        help_load(units[HELPED])
        facts_load(units)
        calendars_load(units)
        report_load(units)
        self.stdout.write(
            f"Đã nạp {len(units)} xã, phường, {Plan.objects.plans().count()} kế hoạch và"
            f" {Household.objects.count()} hộ trình diễn."
        )
