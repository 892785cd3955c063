"""Run the long work that people asked for, until stopped. Several may run at once, on several machines."""

from __future__ import annotations

import os
import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from povertyplan.jobs.processes import die_with_parent
from povertyplan.jobs.worker import Worker


class Command(BaseCommand):
    help = "Run the long work that people asked for, until stopped; safe several times at once."
    requires_system_checks = []  # what printing lacks must not keep other work from being done

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until-empty", action="store_true", help="stop when there is nothing to do")
        parser.add_argument("--with-parent", action="store_true", help="stop when what started it ends")
        parser.add_argument(
            "--grace", type=float, default=25.0, help="seconds that a job at hand has when it is to stop"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["with_parent"]:
            die_with_parent(os.getppid(), signal.SIGTERM)
        Worker(grace=options["grace"]).run(until_empty=options["until_empty"])
