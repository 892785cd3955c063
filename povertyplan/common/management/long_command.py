"""A command that takes its time."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from povertyplan.common.priority import step_back


class LongCommand(BaseCommand):
    """One that people at work must not feel; called by other code it stays at the priority of that."""

    def run_from_argv(self, argv: list[str]) -> None:
        step_back()
        super().run_from_argv(argv)
