"""Which roles in a commune read what came of its year."""

from __future__ import annotations

from collections.abc import Set

from households.rules import Role

WATCHERS = frozenset({Role.OFFICER, Role.LEADER, Role.AUDITOR})
COMMENDERS = frozenset({Role.OFFICER, Role.LEADER})


def can_watch(roles: Set[Role]) -> bool:
    """Officers, leaders and auditors read the dashboard."""
    return bool(WATCHERS & roles)


def can_commend(roles: Set[Role]) -> bool:
    """Officers and leaders see who might be commended."""
    return bool(COMMENDERS & roles)
