"""How long a session lasts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone

IDLE = dt.timedelta(minutes=30)
LONGEST = dt.timedelta(hours=8)
STORED_EVERY = dt.timedelta(minutes=1)


def session_begin(*, request: HttpRequest, **_: Any) -> None:
    """Start the clocks of a session; runs on every sign-in."""
    request.session["began_at"] = request.session["seen_at"] = timezone.now().timestamp()


def session_continue(session: SessionBase) -> None:
    """End the session on the server when it has been idle or open for too long, else note that it is used."""
    if SESSION_KEY not in session:
        return
    now = timezone.now().timestamp()
    idle, age = now - session.get("seen_at", 0), now - session.get("began_at", 0)
    if idle >= IDLE.total_seconds() or age >= LONGEST.total_seconds():
        session.flush()
    elif idle >= STORED_EVERY.total_seconds():
        session["seen_at"] = now
