"""The demo, loaded once for a module and gone after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction


@pytest.fixture(scope="module")
def _demo_in_database(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The reference lists and the demo communes, within a transaction around the module's tests."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        call_command("reference_load", verbosity=0)
        call_command("demo", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(_demo_in_database: None, db: None) -> None:
    """The demo communes and plans; what a test changes is undone. Never for transactional tests."""
