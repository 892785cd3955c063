"""From what stands in a cell and its number format to what a person reads. Pure."""

from __future__ import annotations

import datetime as dt
import functools
import re
from decimal import ROUND_HALF_UP, Context, Decimal

from povertyplan.common.numbers import format_plain
from povertyplan.common.text import clean_line
from povertyplan.documents.xlsx.errors import DAMAGED, WorkbookError
from povertyplan.documents.xlsx.workbook import CellKind

MAX_TEXT = 4_000  # more than any field holds: what is cut here is refused there
EPOCH_1900 = dt.datetime(1899, 12, 30)  # noqa: DTZ001 a sheet knows no time zone
EPOCH_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001
LAST_SERIAL = 2_950_000  # in the year 9976
# Formats that a file uses by number alone; from 27 on those of East Asian editions.
BUILT_IN = {1: "0", 9: "0%", 10: "0.00%"} | dict.fromkeys(
    (*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)), "d/m/y"
)

_FIFTEEN_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_NOT_THE_NUMBER = re.compile(r'"[^"]*"|\[(?![hms]+\])[^\]]*\]|[\\_*].')


def clean(text: str) -> str:
    """The text as it is kept of a cell: one line in NFC, 4,000 characters at most."""
    return clean_line(text)[:MAX_TEXT].rstrip()


def parse_number(text: str) -> Decimal:
    """The number to the 15 digits that Excel shows: 0.30000000000000004 is 0.3.

    Raises WorkbookError for what Excel does not write.
    """
    if len(text) <= 15 and text.isascii() and text.isdigit():
        return Decimal(text)
    if len(text) > 400 or not _NUMBER.fullmatch(text) or abs(float(text)) == float("inf"):
        raise WorkbookError(DAMAGED)
    return Decimal(f"{_FIFTEEN_DIGITS.plus(Decimal(text)).normalize():f}")


def shown(number: Decimal, code: str, epoch: dt.datetime) -> tuple[CellKind, str]:
    """Kind and text of a number under a format code.

    A percentage is shown with all its digits ("1,25%" under 0%), a format of zeros alone fills up ("001"
    under 000), a date is dd/mm/yyyy with hh:mm behind it unless it is midnight; no other format is followed.
    """
    is_date, is_percent, digits = _manner(code)
    if is_date and 0 <= number <= LAST_SERIAL:
        return CellKind.DATE, _date_text(number, epoch)
    if is_percent:
        return CellKind.NUMBER, format_plain(number * 100) + "%"
    return CellKind.NUMBER, format_plain(number).zfill(digits)


@functools.lru_cache(4096)
def _manner(code: str) -> tuple[bool, bool, int]:
    """Whether a format code shows a date, whether a percentage, and to how many digits it fills up."""
    positive = _NOT_THE_NUMBER.sub("", code.lower()).partition(";")[0]
    digits = len(positive) if positive.strip("0") == "" else 0
    return bool(re.search("[dmyhs]", positive)), "%" in positive, digits


def _date_text(serial: Decimal, epoch: dt.datetime) -> str:
    if epoch == EPOCH_1900 and 1 <= serial < 60:  # Excel counts a 29 February 1900
        serial += 1
    moment = epoch + dt.timedelta(seconds=round(serial * 86_400))
    return date_text(moment) if serial >= 1 else f"{moment:%H:%M}"


def date_text(moment: dt.datetime) -> str:
    """ "05/01/2026", with " 07:30" behind it unless it is midnight."""
    return f"{moment:%d/%m/%Y}" + (f"{moment: %H:%M}" if (moment.hour, moment.minute) != (0, 0) else "")
