"""From files to clean values: the words of a plan's kind, and an officer's table of hamlets."""

from __future__ import annotations

from households.resources.mapping import Heading, Proposal
from households.resources.names import HamletName
from plans.resources.content import CellError, LeftOut, TableContent, TableRow, UnknownName
from plans.resources.headings import COLUMN_KEYS, NAME
from plans.resources.kinds import kind_content, placeholders, plan_content
from plans.resources.mapping import SheetMapping, propose
from plans.resources.rows import read_rows

__all__ = [
    "COLUMN_KEYS",
    "NAME",
    "CellError",
    "HamletName",
    "Heading",
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
