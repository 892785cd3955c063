"""Errors planted at known cells of a drawn table."""

from __future__ import annotations

from random import Random

from povertyplan.documents.xlsx import cell_name
from tests.plans.officer_sheets import BAD_VALUES, text
from tests.plans.officer_tables.table import OfficerTable


def plant(table: OfficerTable, seed: int) -> set[str]:
    """Put one to three errors into the table; returns their cells."""
    random = Random(seed)
    victims = random.sample(list(table.given), min(2 * random.randint(1, 3), len(table.given)))
    planted: set[str] = set()
    for victim, other in zip(victims[::2], victims[1::2], strict=False):
        row, name = table.rows[victim], table.columns["name"]
        kind = random.choice((*BAD_VALUES, "unknown", "twice", "nameless"))
        if kind in BAD_VALUES:
            column = table.columns[random.choice(list(table.truth[victim]))]
            table.paper.cells[row, column] = BAD_VALUES[kind]
            planted.add(cell_name(row, column))
            continue
        planted.add(cell_name(row, name))
        if kind == "unknown":
            table.paper.cells[row, name] = text("Vĩnh Quang Hạ")
        elif kind == "twice":
            table.paper.cells[row, name] = table.paper.cells[table.rows[other], name]
            planted.add(cell_name(table.rows[other], name))
        else:
            del table.paper.cells[row, name]
    return planted
