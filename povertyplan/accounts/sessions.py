"""How long a session lasts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone

from povertyplan.accounts.models import PHONE_LASTS, RegisteredPhone

IDLE = dt.timedelta(minutes=30)
LONGEST = dt.timedelta(hours=8)
STORED_EVERY = dt.timedelta(minutes=1)
PHONE_STORED_EVERY = dt.timedelta(hours=1)
PHONE = "phone"  # a session of a registered phone holds its id


class SessionStore(db.SessionStore):
    """Django's own. What an action saved in its commit is not written again after the view, when the cookie
    is sent: that write could fail alone.
    """

    _saved: tuple[str | None, bytes] = None, b""

    def save(self, must_create: bool = False) -> None:
        """Store the session, unless it is stored as it is."""
        if must_create or self._saved != self._stored():
            super().save(must_create)
            self._saved = self._stored()

    def _stored(self) -> tuple[str | None, bytes]:
        """What a row of it says; as text, because what lies in it may be changed in place."""
        return self.session_key, self.serializer().dumps(dict(self.items()))


def session_begin(*, request: HttpRequest, **_: Any) -> None:
    """Start the clocks of a session; runs on every sign-in."""
    request.session["began_at"] = request.session["seen_at"] = timezone.now().timestamp()


def session_ends_at(session: SessionBase) -> dt.datetime:
    """When the session is over; one that is no phone's ends later if it is used before then."""
    began, seen = (
        dt.datetime.fromtimestamp(session.get(name, 0), dt.UTC) for name in ("began_at", "seen_at")
    )
    return began + PHONE_LASTS if PHONE in session else min(seen + IDLE, began + LONGEST)


def session_continue(session: SessionBase) -> None:
    """End the session on the server when it has been idle or open for too long or its phone was ended, else
    note that it is used.
    """
    if SESSION_KEY not in session:
        return
    now = timezone.now()
    if now >= session_ends_at(session) or (PHONE in session and not _phone_continue(session[PHONE], now)):
        session.flush()
    elif PHONE not in session and now.timestamp() - session["seen_at"] >= STORED_EVERY.total_seconds():
        session["seen_at"] = now.timestamp()


def _phone_continue(phone: int, now: dt.datetime) -> bool:
    """Whether nobody has ended the phone; that it is used is kept once an hour."""
    standing = RegisteredPhone.objects.filter(pk=phone, ended_at__isnull=True)
    seen_at = standing.values_list("seen_at", flat=True).first()
    if seen_at and now - seen_at >= PHONE_STORED_EVERY:
        standing.update(seen_at=now)
    return seen_at is not None
