"""Why a file is no Office package that we open. Whoever reads a kind of file has a sentence for each."""

from __future__ import annotations

from enum import Enum, auto


class Fault(Enum):
    """What is wrong with a file."""

    EMPTY = auto()
    OTHER = auto()  # another kind of file
    PDF = auto()
    TEXT = auto()
    WEB_PAGE = auto()
    OLD = auto()  # Office's kind of before 2007
    BINARY = auto()  # .xlsb
    OPEN_DOCUMENT = auto()
    ARCHIVE = auto()
    PASSWORD = auto()
    MACROS = auto()
    TOO_LARGE = auto()
    BOMB = auto()
    DOCTYPE = auto()
    DAMAGED = auto()


class PackageError(Exception):
    """A file that is not opened."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.name)
        self.fault = fault
