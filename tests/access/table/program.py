"""Addresses of the program itself: accounts and jobs."""

from __future__ import annotations

from tests.access.readers import EVERYBODY, NOBODY, OFFICER, Access

PROGRAM: Access = {
    "accounts:password_change": (EVERYBODY, EVERYBODY),
    "jobs:jobs": (EVERYBODY, NOBODY),
    "jobs:job": (OFFICER, NOBODY),  # whose it is
    "jobs:cancel": (NOBODY, OFFICER),
    "jobs:result": (OFFICER, NOBODY),
}
