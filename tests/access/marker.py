"""What a stranger must not see, and where in an answer it would stand."""

from __future__ import annotations

import io
import re
from typing import Any
from zipfile import ZipFile

MARKER = "DauHieuRieng"
NUMBER = "001080123456"
PERSON = re.compile(f"{MARKER} (chủ hộ|hộ|con|bệnh|người nộp)")


def everything_of(response: Any) -> str:
    """The answer as a stranger reads it, headers included."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    body = response.content
    if body.startswith(b"PK"):  # a workbook or a Word file: what its parts say
        with ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    return f"{headers}\n{response.cookies}\n{body.decode(errors='replace')}"
