"""Load the reference lists: administrative units, poverty standards, ethnic groups, programmes. Running it
again changes nothing.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from households.actions import standards_load, units_load
from households.resources import csv_rows, standard_lists, unit_rows
from plans.actions import programmes_save


class Command(BaseCommand):
    help = "Load administrative units, poverty standards and programmes (idempotent)."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = units_load(unit_rows())
        standards_load(**standard_lists())
        programmes_save(rows=csv_rows("programmes.csv"))
        self.stdout.write(f"Danh mục: {changed} đơn vị hành chính được thêm hoặc sửa.")
