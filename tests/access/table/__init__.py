"""Who reads and who writes at each address, a file an app: an address without a row fails."""

from __future__ import annotations

from tests.access.readers import Access
from tests.access.table.assignments import ASSIGNMENTS
from tests.access.table.households import HOUSEHOLDS
from tests.access.table.plans import PLANS
from tests.access.table.program import PROGRAM
from tests.access.table.reports import REPORTS

ACCESS: Access = {**PROGRAM, **HOUSEHOLDS, **ASSIGNMENTS, **PLANS, **REPORTS}
