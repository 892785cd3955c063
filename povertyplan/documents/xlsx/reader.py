"""Workbooks that somebody sends us: weighed here, read in a process apart."""

from __future__ import annotations

import json

from povertyplan.documents import apart
from povertyplan.documents.package import Office, check_container
from povertyplan.documents.xlsx import sheets
from povertyplan.documents.xlsx.errors import BUSY, DAMAGED, TOO_SLOW, WorkbookError, in_words
from povertyplan.documents.xlsx.workbook import Workbook, from_json, to_json

WORKBOOK = Office(folder="xl/", old_streams=("Workbook", "Book"))
LIMITS = apart.Limits(memory=700 << 20, cpu=10, wall=15.0, answer=16 << 20)


def read_workbook(content: bytes, *, limits: apart.Limits = LIMITS) -> Workbook:
    """What stands in the .xlsx file. Raises WorkbookError with a sentence for whoever sent it."""
    with in_words():
        check_container(content, WORKBOOK)
    return from_json(json.loads(_zygote.answer(content, limits=limits)))


def warm_up() -> None:
    """Nothing more than this module's imports."""


def work(content: bytes) -> bytes:
    """A child's job: a workbook to its JSON. Raises WorkbookError."""
    with in_words():
        workbook = sheets.parse(content)
    return json.dumps(to_json(workbook), ensure_ascii=False, separators=(",", ":")).encode()


_zygote = apart.Zygote(
    "xlsx",
    warm_up=warm_up,
    work=work,
    sentences=apart.Sentences(error=WorkbookError, busy=BUSY, failed=DAMAGED, over=TOO_SLOW),
)
