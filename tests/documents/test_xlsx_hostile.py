"""Files that are no workbooks, are made to hurt, or are broken: each gets a sentence, and reading goes on."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from povertyplan.documents.apart import Limits
from povertyplan.documents.xlsx import (
    ColumnOut,
    SheetOut,
    WorkbookError,
    errors,
    read_workbook,
    write_workbook,
)
from povertyplan.documents.xlsx.errors import TOO_SLOW
from tests.documents.hostile_workbooks import HARMLESS, REFUSED, mutated
from tests.documents.workbooks import plain


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_gets_its_sentence_and_the_next_one_is_read(name):
    make, words = REFUSED[name]
    content = make()
    started = time.monotonic()

    with pytest.raises(WorkbookError) as raised:
        read_workbook(content)

    assert words in str(raised.value)
    assert time.monotonic() - started < 15
    assert len(read_workbook(plain()).sheets[0].rows) == 1


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_hostile_is_read(name):
    started = time.monotonic()

    sheet = read_workbook(HARMLESS[name]()).sheets[0]

    assert sheet.rows[0][0] is not None
    assert len(sheet.rows) <= 2
    assert time.monotonic() - started < 15


@pytest.mark.parametrize(
    "limits",
    [
        Limits(memory=700 << 20, cpu=10, wall=0.001),
        Limits(memory=120 << 20, cpu=10, wall=15),
        Limits(memory=700 << 20, cpu=10, wall=15, answer=99),
    ],
)
def test_a_file_beyond_the_limits_of_its_process_gets_a_sentence(limits):
    content = HARMLESS["a string of 50 MB"]()

    with pytest.raises(WorkbookError) as raised:
        read_workbook(content, limits=limits)

    assert str(raised.value) == TOO_SLOW


def test_every_sentence_says_what_to_do():
    sentences = {
        value for name, value in vars(errors).items() if name.isupper() and isinstance(value, str)
    } - {errors.SAVE_AS}

    assert [sentence for sentence in sentences if "Hãy " not in sentence] == []


def list_of_households():
    """The workbook that is mutated: a list such as an office keeps."""
    return write_workbook(
        [
            SheetOut(
                name="Danh sách",
                title=("DANH SÁCH HỘ NGHÈO",),
                columns=(
                    ColumnOut(label="STT", decimals=0),
                    ColumnOut(label="Họ và tên"),
                    ColumnOut(label="B1", group="Điểm", decimals=1),
                    ColumnOut(label="B2", group="Điểm", decimals=0),
                ),
                rows=tuple((at, f"Hộ {at}", Decimal(at) / 2, at) for at in range(1, 31)),
                total=(None, "Tổng", Decimal("232.5"), 465),
            )
        ]
    )


@pytest.mark.parametrize("first", range(0, 150, 30))
def test_a_mutated_workbook_is_read_or_refused_with_a_sentence(first):
    content = list_of_households()
    sentences = []

    for seed in range(first, first + 30):
        try:
            read_workbook(mutated(content, seed))
        except WorkbookError as error:
            sentences.append(str(error))

    assert 0 < len(sentences) < 30
    assert all("Hãy" in sentence for sentence in sentences)
