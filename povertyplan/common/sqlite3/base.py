"""Django's SQLite, which notices when its file was taken away or another one put in its place.

SQLite itself goes on writing to a file that has been removed, and makes an empty one where there is none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection is asked at its first use in a request (CONN_HEALTH_CHECKS) whether it is still usable."""

    may_create: ClassVar[bool] = True  # a server may not: povertyplan.wsgi

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        path = Path(conn_params["database"])
        if not self.may_create:
            conn_params = {**conn_params, "database": f"{path.absolute().as_uri()}?mode=rw"}
        connection = super().get_new_connection(conn_params)
        self._file = _file(path)
        return connection

    def is_usable(self) -> bool:
        return self._file == _file(Path(self.settings_dict["NAME"]))


def _file(path: Path) -> tuple[int, int] | None:
    """Which file of the machine stands there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
