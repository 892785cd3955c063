"""Keys of personal numbers follow the installation's SECRET_KEY: renewed where that became another one.

Runs on post_migrate, which every start and every restore on another machine pass through.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from households.models.households import Member, personal_number_key

BATCH = 1_000


def renew(*, using: str = DEFAULT_DB_ALIAS, **_: Any) -> int:
    """Make the keys anew when one does not fit its number any more; returns how many were made."""
    with connections[using].cursor() as cursor:
        if "households_member" not in connections[using].introspection.table_names(cursor):
            return 0
    numbered = Member.objects.using(using).exclude(personal_number="")
    one = numbered.order_by("pk").first()
    if one is None or one.personal_number_key == personal_number_key(one.personal_number):
        return 0
    made = 0
    with transaction.atomic(using=using):
        rows = numbered.only("pk", "personal_number").iterator(chunk_size=BATCH)
        while members := list(islice(rows, BATCH)):
            for member in members:
                member.personal_number_key = personal_number_key(member.personal_number)
            made += numbered.bulk_update(members, ["personal_number_key"])
    return made
