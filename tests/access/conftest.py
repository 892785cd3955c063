"""The place that every test opens, printing without a printer, and a log that names nobody."""

from __future__ import annotations

import json
import logging
import pickle
from collections.abc import Iterator

import pytest
from django.db import transaction

from povertyplan.common.logs import LineFormatter
from povertyplan.documents.blocks import Document
from povertyplan.documents.frozen import to_json
from tests.access.commune import made_place
from tests.access.marker import MARKER, NUMBER
from tests.access.place import Place


@pytest.fixture(autouse=True)
def _quick_pdf(monkeypatch):
    def pdf(*documents: Document) -> bytes:
        return b"%PDF-" + json.dumps([to_json(each) for each in documents], ensure_ascii=False).encode()

    for view in ("plans.views.document", "reports.views.sending", "reports.views.dashboard"):
        monkeypatch.setattr(f"{view}.render_pdf", pdf)
    monkeypatch.setattr("povertyplan.jobs.printing.render_pdfs", lambda documents: pdf(*documents))


class Lines(logging.Handler):
    """The lines of the log as the program writes them."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(LineFormatter())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(autouse=True)
def _log_names_nobody(monkeypatch) -> Iterator[None]:
    """Whatever is opened, sent, refused or fails: no line of the log holds a marker or a personal number."""
    log = Lines()
    for name in ("", "django"):
        logger = logging.getLogger(name)
        monkeypatch.setattr(logger, "handlers", [*logger.handlers, log])
    yield
    assert not [line for line in log.lines if MARKER in line or NUMBER in line]


@pytest.fixture(scope="package")
def _place_in_database(django_db_setup, django_db_blocker) -> Iterator[bytes]:
    """The place within a transaction around these tests: it takes a third of a second to make."""
    with django_db_blocker.unblock(), transaction.atomic():
        place = made_place()
        place.sign_in()
        yield pickle.dumps(place)
        transaction.set_rollback(True)


@pytest.fixture
def place(_place_in_database: bytes, db) -> Place:
    """The place as it was made: what a test changes is undone."""
    kept: Place = pickle.loads(_place_in_database)
    return kept
