"""What somebody may do, as a set of marks: a job keeps those of the moment it was asked for, and neither goes
on nor hands over its result when one of them is gone.

Which marks there are is said by the apps above (`rights_from`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from povertyplan.accounts.models import User

Source = Callable[[User], Iterable[str]]
_SOURCES: list[Source] = []


def rights_from(source: Source) -> Source:
    """Have the marks that `source` gives for a user count."""
    _SOURCES.append(source)
    return source


def rights_of(user: User) -> list[str]:
    """The marks of today, in order; none for an account that is locked."""
    if not user.is_active:
        return []
    account = hashlib.sha256(user.get_session_auth_hash().encode()).hexdigest()[:16]
    return sorted({f"account {account}", *(mark for source in _SOURCES for mark in source(user))})


def rights_stand(kept: Iterable[str], user: User) -> bool:
    """Whether the user still has all that he had."""
    return set(kept) <= set(rights_of(user))
