"""Workbooks that were damaged, and an import that is killed: an answer for every file, nothing by half."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.db import connection

from households.models import AdministrativeUnit, Household, HouseholdImport, Member
from povertyplan.common.models import AuditEvent
from tests.documents.hostile_workbooks import mutated
from tests.factories import CommuneFactory, HamletFactory, ReviewRoundFactory, ThresholdFactory
from tests.households.register_files import MEMBER_HEAD, MINISTRY_HEAD, file_of, ministry_row, run, saved

MUTATIONS = 12


@pytest.fixture
def commune(db: None) -> AdministrativeUnit:
    unit = CommuneFactory.create()
    HamletFactory.create(unit=unit, name="Ba Giăng", label="xom")
    ThresholdFactory.create(standard=ReviewRoundFactory.create(unit=unit).standard)
    return unit


@pytest.mark.parametrize("seed", range(MUTATIONS))
def test_every_mutated_workbook_is_answered(commune: AdministrativeUnit, seed: int) -> None:
    dice = random.Random(seed)
    rows = [ministry_row(number, "Ba Giăng", dice) for number in range(1, 9)]

    status, answer = run(mutated(file_of(MINISTRY_HEAD, *rows), seed), unit=commune.code, dry=True)

    assert status == (1 if answer["errors"] else 0)
    assert all(error["message"] for error in answer["errors"])
    assert not Household.objects.exists()


ODD: tuple[Any, ...] = (
    *(
        None,
        "",
        " ",
        "x",
        "Chủ hộ",
        "Họ và tên",
        "Tổng cộng",
        "1-1-1",
        "0-0-0",
        "99999999999-1-1",
        "=A1",
        "#N/A",
    ),
    *(0, -1, 1e300, 1.5, True, "Ba Giăng", "y" * 3000, "1,2,3", "𝒳", "\u202e", "12/2026", "Hộ nghèo"),
)


@pytest.mark.parametrize(
    "head", [MINISTRY_HEAD, MEMBER_HEAD, (*MEMBER_HEAD, "Mã bản ghi", "Điểm B1", "Mã hộ")]
)
@pytest.mark.parametrize("seed", range(5))
def test_whatever_stands_in_the_cells_is_answered(
    commune: AdministrativeUnit, head: tuple[str, ...], seed: int
) -> None:
    dice = random.Random(seed)
    book = openpyxl.Workbook()
    (sheet,) = book.worksheets
    sheet.append(head)
    for _ in range(40):
        sheet.append([dice.choice(ODD) for _ in head])

    status, answer = run(saved(book), unit=commune.code)

    assert status == (1 if answer["errors"] else 0)
    cells = [(error["row"], error["column"]) for error in answer["errors"]]
    assert len(cells) == len(set(cells))


SCRIPT = """
import sys, django
sys.path.insert(0, sys.argv[1])
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[2]
from django.core.management import call_command
print("begun", flush=True)
call_command("households_import", sys.argv[3], f"--unit={sys.argv[4]}", "--round=2026", "--format=json")
"""


@pytest.mark.django_db(transaction=True)
def test_killed_import_leaves_all_or_nothing(tmp_path: Path) -> None:
    unit = CommuneFactory.create()
    HamletFactory.create(unit=unit, name="Ba Giăng", label="xom")
    ThresholdFactory.create(standard=ReviewRoundFactory.create(unit=unit).standard)
    dice, number = random.Random(7), 400
    path = tmp_path / "ho.xlsx"
    path.write_bytes(file_of(MINISTRY_HEAD, *(ministry_row(at, "Ba Giăng", dice) for at in range(1, number))))
    arguments = [str(settings.BASE), str(connection.settings_dict["NAME"]), str(path), unit.code]
    outcomes = []
    for delay in (0.3, 1.0, 1.6, 30):
        process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        process.stdout.readline()
        try:
            process.wait(timeout=delay)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        process.stdout.close()
        assert process.stderr is not None
        process.stderr.close()
        time.sleep(0.1)
        found = Household.objects.count(), HouseholdImport.objects.count()
        assert found in {(0, 0), (number - 1, 1)}
        assert Member.objects.count() == found[0]
        assert AuditEvent.objects.filter(action="households_imported").count() == found[1]
        outcomes.append(found[0] > 0)
    assert outcomes[-1]
    assert not outcomes[0]
