"""From files to clean values: the words of a plan's kind, and an officer's table of hamlets."""

from __future__ import annotations

from plans.resources.kinds import kind_content, placeholders, plan_content
from plans.resources.mapping import COLUMN_KEYS, NAME, Heading, Proposal, SheetMapping, propose
from plans.resources.names import HamletName
from plans.resources.rows import CellError, LeftOut, TableContent, TableRow, UnknownName, read_rows

__all__ = [
    "COLUMN_KEYS",
    "NAME",
    "CellError",
    "Heading",
    "HamletName",
    "LeftOut",
    "Proposal",
    "SheetMapping",
    "TableContent",
    "TableRow",
    "UnknownName",
    "kind_content",
    "placeholders",
    "plan_content",
    "propose",
    "read_rows",
]
