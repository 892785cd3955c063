"""Errors that carry a sentence for the reader."""

from __future__ import annotations


class DomainError(Exception):
    """Something the rules of the domain refuse; `str(error)` is a Vietnamese sentence that says what to
    do.
    """


class StaleError(DomainError):
    """Somebody else changed the thing since it was shown, took the step or has what is asked for; the answer
    is a 409.
    """
