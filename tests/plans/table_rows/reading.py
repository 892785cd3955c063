"""Rows of an officer's table as they are read."""

from __future__ import annotations

from dataclasses import replace

from plans.resources import HamletName, propose, read_rows
from povertyplan.documents.xlsx import Workbook
from tests.plans.officer_tables.words import YEAR

HAMLETS = [
    HamletName(pk=pk, name=name, label="xóm")
    for pk, name in enumerate(("Ba Giăng", "Lê Lợi", "Ninh Giang", "Rừng Vằn"), 1)
]
HEAD = "STT|Tên xóm|Tổng số hộ|Số hộ nghèo"


def read(table, *, hamlets=HAMLETS, unit="", **changes):
    book = Workbook(sheets=(table.sheet("Biểu 1"),))
    mapping = propose(book, hamlets=hamlets, year=YEAR).mapping
    return read_rows(book, replace(mapping, **changes), hamlets=hamlets, unit=unit)


def figures(content):
    return {row.name: dict(row.values) for row in content.rows}


def refused(content):
    return {error.cell: error.value for error in content.errors}
