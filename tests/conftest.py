"""What every test stands on: its own database, no network, a browser that gives up early."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.servers.basehttp import ServerHandler, WSGIRequestHandler
from django.db import connection, connections, transaction

from povertyplan.common import append_only
from tests.snapshot import demo_loaded

# Playwright's synchronous interface runs an event loop in the test's own thread. Django would keep a second
# connection for what runs inside the loop, and the first one would stay open beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
connections._connections = threading.local()  # type: ignore[attr-defined]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FOLDER = pytest.StashKey[Path]()
# Who may open what, what text can do to the printer, and what is printed and found of the same figures is the
# same whichever database answers: files, or folders.
ONE_DATABASE = {"access", "test_hostile_text.py", "test_fidelity.py", "test_honest_checks.py"}
# Journeys that write much, or from several sides at once. What stands behind the others is asked of both
# databases by requests.
JOURNEYS_ON_BOTH = {"test_hamlet_phone.py", "test_import.py", "test_issuing.py", "test_reviews.py"}


def pytest_configure(config: pytest.Config) -> None:
    """Settings that only tests have; each process of a run has its own folder, so that runs do not meet."""
    folder = Path(tempfile.mkdtemp(prefix="povertyplan-test-"))
    config.stash[FOLDER] = folder
    (folder / "static").mkdir()
    settings.STATIC_ROOT = folder / "static"
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        settings.DATABASES["default"]["TEST"]["NAME"] = str(folder / "test.sqlite3")


def pytest_collection_finish() -> None:
    """What is imported and collected by now stays to the end: the collector need not walk it any more."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[FOLDER], ignore_errors=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only",
        action="store_true",
        help="the tests that depend on the database: the others say the same whichever it is",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the browser's tests, so that a desk without Chromium can leave them out by name; on a second
    database keep those that depend on it.
    """
    for item in items:
        if {"page", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
    if config.getoption("--database-only"):
        others = [item for item in items if not _depends_on_database(item)]
        items[:] = [item for item in items if _depends_on_database(item)]
        config.hook.pytest_deselected(items=others)


def _depends_on_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("looks") or item.get_closest_marker("office"):
        return False
    if ONE_DATABASE & {item.path.name, item.path.parent.name}:
        return False
    if item.get_closest_marker("browser") and item.path.name not in JOURNEYS_ON_BOTH:
        return False
    fixtures = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session", autouse=True)
def _flush_may_empty_append_only_tables() -> Iterator[None]:
    """Transactional tests empty all tables, those held by triggers too; the triggers are back afterwards."""
    operations: Any = type(connection.ops)
    original = operations.execute_sql_flush

    def flush(self: Any, sql_list: list[str]) -> None:
        with transaction.atomic(using=self.connection.alias):
            append_only.drop_for_tests(self.connection)
            original(self, sql_list)
            if self.connection.vendor == "postgresql":
                with self.connection.cursor() as cursor:
                    for table in append_only.TABLES:
                        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            else:
                append_only.install(using=self.connection.alias)

    operations.execute_sql_flush = flush
    yield
    operations.execute_sql_flush = original


@pytest.fixture(scope="session")
def live_server(live_server: Any) -> Any:
    """The server of pytest-django with the static files that a page asks for.

    It keeps no connection alive, and its answers say so: a thread that waits for a browser would hold the
    database open for hours, and a browser that believes in HTTP/1.1 would ask again on a closed connection.
    """
    WSGIRequestHandler.protocol_version = "HTTP/1.0"
    ServerHandler.http_version = "1.0"
    call_command("collectstatic", interactive=False, verbosity=0)
    return live_server


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    # root needs --no-sandbox
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    # Without motion: a button half way to its colour has none of those that are looked at.
    return {
        **browser_context_args,
        "locale": "vi-VN",
        "timezone_id": "Asia/Ho_Chi_Minh",
        "reduced_motion": "reduce",
    }


@pytest.fixture
def page(page: Any) -> Any:
    """A page that waits five seconds instead of thirty for what never comes."""
    page.set_default_timeout(5_000)
    return page


@pytest.fixture(scope="module")
def _demo_in_database(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The reference lists and the demo communes, within a transaction around the module's tests."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        demo_loaded()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(_demo_in_database: None, db: None) -> None:
    """The demo with plans and households; what a test changes is undone. Never for transactional tests."""
