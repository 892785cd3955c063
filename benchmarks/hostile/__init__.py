"""Hostile input at size: files, forms, words and workbooks made to hurt, through the views people use."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.hostile import browsing, forged, formulas, printing, scripts, uploads, workbooks
from benchmarks.result import Result, Size


def measure(size: Size) -> Iterator[Result]:
    """One table a subject; everything that is written is undone or stands in a copy of the database."""
    for module in (uploads, workbooks, formulas, printing, scripts, browsing, forged):
        yield from module.measure(size)
