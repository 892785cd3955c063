"""What tests of the foundation share."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator

import pytest


@pytest.fixture
def log() -> Iterator[Callable[[], str]]:
    """What the program's own handler would have written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.getLogger("django").handlers[0].formatter)
    logger = logging.getLogger("django")
    logger.addHandler(handler)
    yield stream.getvalue
    logger.removeHandler(handler)
