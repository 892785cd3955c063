"""Word files: fixtures of their tests."""

from __future__ import annotations

import pytest

from tests.documents.docx.reading import complete, opened


@pytest.fixture(scope="module")
def word():
    return opened(complete())


@pytest.fixture(scope="module")
def draft():
    return opened(complete(draft=True))
