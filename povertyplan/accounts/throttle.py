"""How often somebody may try a password: so often for an account name, so often from an address.

A try counts as failed from before the password is looked at until it proves right, so that tries at the same
moment cannot pass the limit together. The rows are locked in one order, address before name.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from povertyplan.accounts.models import SignInTries, User
from povertyplan.common.audit import record_event

WINDOW = dt.timedelta(minutes=15)
OF_A_NAME = 10
FROM_AN_ADDRESS = 50


def _key(kind: str, value: str) -> str:
    return salted_hmac(f"accounts.throttle.{kind}", value, algorithm="sha256").hexdigest()[:40]


def name_key(username: str) -> str:
    """The key of an account name, whether such an account exists or not."""
    return _key("name", username)


def _locked(key: str, now: dt.datetime) -> SignInTries:
    """The key's row, made where it is missing, locked until the transaction ends."""
    SignInTries.objects.bulk_create(
        [SignInTries(key=key, touched_at=now)],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["touched_at"],
    )
    return SignInTries.objects.get(key=key)


def _free_at(tries: SignInTries, limit: int, now: dt.datetime) -> dt.datetime | None:
    """When the next try is free, or None for now; forgets what is out of the window."""
    moment, window = now.timestamp(), WINDOW.total_seconds()
    tries.failed_at = [at for at in tries.failed_at if abs(moment - at) < window]
    if len(tries.failed_at) < limit:
        return None
    return dt.datetime.fromtimestamp(tries.failed_at[-limit] + window, tz=dt.UTC)


def _refusal_record(tries: SignInTries, now: dt.datetime, *, username: str | None) -> None:
    """One event a window, however many tries are turned away."""
    if tries.refusal_recorded_at and now - tries.refusal_recorded_at < WINDOW:
        return
    tries.refusal_recorded_at = now
    tries.save(update_fields=["refusal_recorded_at"])
    limit = "address" if username is None else "name"
    refused_event(username=username, otherwise=tries, reason="throttled", limit=limit)


def refused_event(*, username: str | None, otherwise: SignInTries, **details: str) -> None:
    """Record that somebody was not let in; of a name that nobody has, nothing of what was typed."""
    person = User.objects.filter(username=username).first()
    record_event(
        "sign_in_refused",
        target=person or otherwise,
        by=None,
        label=person.username if person else "",
        details=details,
    )


@transaction.atomic
def try_count(*, username: str, address: str) -> dt.datetime | None:
    """Count one more failed try and return None; or count nothing and return when to come back."""
    now = timezone.now()
    from_address = _locked(_key("address", address), now)
    if free_at := _free_at(from_address, FROM_AN_ADDRESS, now):
        _refusal_record(from_address, now, username=None)
        return free_at
    of_name = _locked(name_key(username), now)
    if free_at := _free_at(of_name, OF_A_NAME, now):
        _refusal_record(of_name, now, username=username)
        return free_at
    for tries in (from_address, of_name):
        tries.failed_at.append(now.timestamp())
        tries.save(update_fields=["failed_at"])
    return None


def try_forgive(*, username: str, address: str) -> None:
    """The try was right: the name begins anew, the address is as it was before this try.

    Part of the transaction of what the password was asked for.
    """
    now = timezone.now()
    from_address = _locked(_key("address", address), now)
    from_address.failed_at = from_address.failed_at[:-1]
    from_address.save(update_fields=["failed_at"])
    name_forgive(username=username)


def name_forgive(*, username: str) -> None:
    """The name begins anew, wherever its wrong passwords came from."""
    SignInTries.objects.filter(key=name_key(username)).update(failed_at=[])


def old_tries_drop() -> None:
    """Drop the rows that nobody has touched for a window; what another transaction holds stays."""
    old = SignInTries.objects.filter(touched_at__lt=timezone.now() - WINDOW)
    if not old.exists():
        return
    with transaction.atomic():
        keys = list(old.select_for_update(skip_locked=True).values_list("key", flat=True))
        SignInTries.objects.filter(key__in=keys).delete()
