"""An empty database for a measure in a process of its own, and how such a process tells its results."""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.conf import settings

Told = dict[str, Any]


def told(what: str, outcomes: Mapping[str, int], *, bar: str, holds: bool) -> Told:
    """One result as the process prints it."""
    return {"what": what, "outcomes": dict(outcomes), "bar": bar, "holds": holds}


@contextmanager
def own_database() -> Iterator[None]:
    """Beside that of the settings, gone afterwards."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povertyplan.settings")
    django.setup()
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    logging.disable(logging.CRITICAL)  # of what is broken on purpose
    with tempfile.TemporaryDirectory() as folder:
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "security.sqlite3")
        settings.STATIC_ROOT = folder
        settings.STORAGES["staticfiles"] = {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        }
        connection.creation.create_test_db(verbosity=0, serialize=False)
        yield
        connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)


def tell(results: Callable[[], Iterable[Told]]) -> None:
    """Print the results, taken on an empty database: a line of JSON each."""
    with own_database():
        for result in results():
            sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
            sys.stdout.flush()
