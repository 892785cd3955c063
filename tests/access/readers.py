"""Who comes to an address: a reader of each sort, and the sets of them that tables speak of."""

from __future__ import annotations

from collections.abc import Set

HAMLET_READERS = ("surveyor", "hamlet_leader", "neighbour")  # the last leads another hamlet of the commune
READERS = (
    *("anonymous", "officer", "leader", "clerk", "auditor"),
    *(*HAMLET_READERS, "member", "administrator", "foreign"),  # "member" signs in for an agency alone
)
NOBODY: frozenset[str] = frozenset()  # the address does not know the method
EVERYBODY = frozenset(READERS[1:])
UNIT = frozenset({"officer", "leader", "clerk", "auditor"})
WATCHERS = UNIT - {"clerk"}  # who see the households of the whole commune
SURVEYORS = frozenset({"surveyor", "hamlet_leader"})  # of the first hamlet, where the household lives
REGISTER = WATCHERS | frozenset(HAMLET_READERS)
HOUSEHOLD = WATCHERS | SURVEYORS
OFFICER, LEADER, CLERK, ADMINISTRATOR, MEMBER = (
    {name} for name in ("officer", "leader", "clerk", "administrator", "member")
)
RAISERS = {"officer", *HAMLET_READERS, "member", "foreign"}  # each for his own
Readers = Set[str]
Access = dict[str, tuple[Readers, Readers]]  # who reads, who writes
