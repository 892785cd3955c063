"""The demo: five communes with the figures of real plans, a complete plan each, and everything of a commune's
households invented, of two of them. The same content each time: chance is seeded, the clock is not asked.
"""

from __future__ import annotations

from reports.management.demo.calendars import calendars_load
from reports.management.demo.communes import communes_load
from reports.management.demo.helped import help_load
from reports.management.demo.people import hamlet_people_create, people_create
from reports.management.demo.reporting import facts_load, report_load
from reports.management.demo.rounds import households_load

__all__ = [
    "calendars_load",
    "communes_load",
    "facts_load",
    "hamlet_people_create",
    "help_load",
    "households_load",
    "people_create",
    "report_load",
]
