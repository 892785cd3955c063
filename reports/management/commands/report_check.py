"""What `plan_check` does to a plan, to a report: it is a paper with the same prints and checks."""

from __future__ import annotations

from plans.management.commands.plan_check import Command as PlanCommand


class Command(PlanCommand):
    help = "Check a report, named by its slug (phu-thinh-2026-bao-cao-sau-thang-dau-nam)."
