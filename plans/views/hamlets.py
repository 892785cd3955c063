"""What a hamlet's own people see: their hamlets, on a phone, with network and without."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.gzip import gzip_page

from assignments.queries import agencies_joined
from assignments.rules import SITUATION_LABELS
from households.actions import people_seen
from households.models import AdministrativeUnit
from plans.queries import OwnHamlet, own_hamlets
from povertyplan.accounts.models import RegisteredPhone
from povertyplan.accounts.sessions import PHONE, session_ends_at
from povertyplan.common.pages import SignedInRequest, afterwards, read_view


def _context(request: SignedInRequest, *, what: str) -> dict[str, Any]:
    """The page's own hamlets; that their households were shown is kept."""
    hamlets = own_hamlets(user=request.user, on=timezone.localdate())
    afterwards(request, partial(_seen, request, hamlets, what))
    return {
        "hamlets": hamlets,
        "agencies": agencies_joined(user=request.user),
        "situations": SITUATION_LABELS.items(),
        "now": timezone.now(),
        "phone": RegisteredPhone.objects.filter(pk=request.session[PHONE]).first()
        if PHONE in request.session
        else None,
    }


def _seen(request: SignedInRequest, hamlets: list[OwnHamlet], what: str) -> None:
    households: Counter[AdministrativeUnit] = Counter()
    for own in hamlets:
        households[own.hamlet.unit] += len(own.households)
    for unit, count in households.items():
        if count:
            people_seen(target=unit, what=what, count=count, unit=unit, by=request.user)


@gzip_page
@read_view
def my_hamlets(request: SignedInRequest) -> HttpResponse:
    """The reader's hamlets: what is asked of them, their households, and this year's figures."""
    return render(request, "plans/my_hamlets.html", _context(request, what="hộ của thôn, tổ"))


@gzip_page
@read_view
def kept(request: SignedInRequest) -> HttpResponse:
    """The same page as a phone keeps it for when there is no network: head, class, helper and promise of each
    household and nothing else. Its header says for how many milliseconds it may be shown.
    """
    context = _context(request, what="hộ lưu trên điện thoại")
    response = render(request, "plans/my_hamlets.html", context | {"kept": True})
    lasts = session_ends_at(request.session) - context["now"]
    response.headers["X-Shown-For"] = str(lasts // dt.timedelta(milliseconds=1))
    return response


@gzip_page
@read_view
def worker(request: SignedInRequest) -> HttpResponse:
    """The script that answers for the page when there is no network; it sees no other page."""
    locked = render_to_string("plans/phone_locked_page.html")
    return render(request, "plans/phone_worker.js", {"locked": locked}, content_type="text/javascript")
