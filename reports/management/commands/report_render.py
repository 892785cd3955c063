"""What `plan_render` does to a plan, to a report: it is a paper with the same prints and checks."""

from __future__ import annotations

from plans.management.commands.plan_render import Command as PlanCommand


class Command(PlanCommand):
    help = "Render a report, named by its slug, to a PDF, Word, Excel, HTML or JSON file."
