"""Visits: the page of a household's, and the door for what phones kept while they were without network."""

from __future__ import annotations

import json
import logging
import uuid
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assignments.actions import visit_record
from assignments.actions.visits import NOT_YOURS
from assignments.forms.visits import SENT_AT_ONCE, SentForm, SentVisitForm, VisitForm, first_error, told
from assignments.queries import households_to_visit, households_visited, visits_of
from households.actions import household_reading_keep
from households.models import Household
from povertyplan.common.errors import DomainError
from povertyplan.common.pages import SignedInRequest, afterwards, require, say_saved, write_view

logger = logging.getLogger(__name__)
WHO_VISITS = "Chỉ cán bộ xã, người phụ trách thôn, tổ và cơ quan giúp đỡ hộ được ghi lần thăm."
UNREADABLE = "Không đọc được nội dung gửi lên; tải lại trang rồi gửi lại."
OTHER_PERSON = "Các lần thăm này do người khác ghi; người đó đăng nhập thì máy mới gửi."


@write_view
def visit(request: SignedInRequest, household_id: int) -> HttpResponse:
    """What visits found at a household, and a form for one more."""
    households = households_visited(user=request.user).select_related("head", "hamlet", "unit")
    household = get_object_or_404(households, pk=household_id)
    writes = households_to_visit(user=request.user).filter(pk=household.pk).exists()
    require(writes or request.method != "POST", WHO_VISITS)
    now = timezone.now()
    form = VisitForm(request.POST or None, initial={"key": uuid.uuid4(), "date": timezone.localdate(now)})
    if form.is_valid():
        values = form.cleaned_data | {"written": now, "sent": now, "received": now}
        try:
            visit_record(household=household, **values, by=request.user)
        except (DomainError, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            say_saved(request, f"Đã ghi lần thăm hộ {household.head.name}.")
            return redirect("assignments:visit", household.pk)
    afterwards(request, partial(household_reading_keep, household=household, by=request.user))
    context = {
        "household": household,
        "form": form if writes else None,
        "visits": visits_of(household=household, user=request.user),
    }
    return render(request, "assignments/visit.html", context)


@write_view
def receive(request: SignedInRequest) -> HttpResponse:
    """Take visits from a phone, each for itself: what became of each stands under its key.

    GET says who is signed in and gives the token that a POST needs: the page that a phone kept has none.
    """
    if request.method != "POST":
        return JsonResponse({"user": request.user.pk, "token": get_token(request)})
    received = timezone.now()
    try:
        message = json.loads(request.body)
    except (ValueError, RecursionError):
        return JsonResponse({"sentence": UNREADABLE}, status=400)
    around, visits = SentForm(told(message)), message.get("visits") if isinstance(message, dict) else None
    if not isinstance(visits, list) or len(visits) > SENT_AT_ONCE:
        return JsonResponse({"sentence": UNREADABLE}, status=400)
    if not around.is_valid():
        return JsonResponse({"sentence": first_error(around)}, status=400)
    if around.cleaned_data["user"] != request.user.pk:
        return JsonResponse({"sentence": OTHER_PERSON}, status=409)
    moments = {"sent": around.cleaned_data["sent"], "received": received}
    answers = [_answer(request, told(entry), moments) for entry in visits]
    return JsonResponse({"answers": answers})


def _answer(request: SignedInRequest, entry: dict[str, Any], moments: dict[str, Any]) -> dict[str, Any]:
    """What became of a visit: stored, already there, refused with a sentence, or to be sent again later."""
    form, key = SentVisitForm(entry), entry.get("key")
    if not form.is_valid():
        return {"key": key, "status": "refused", "sentence": first_error(form)}
    values = form.cleaned_data
    try:
        # By whom it may be visited the action says: what is stored already is answered even after a move.
        household = Household.objects.filter(pk=values.pop("household")).first()
        if household is None:
            raise DomainError(NOT_YOURS)
        _, is_new = visit_record(household=household, **values, **moments, by=request.user)
    except DomainError as error:
        return {"key": key, "status": "refused", "sentence": str(error)}
    except ValidationError as error:
        return {"key": key, "status": "refused", "sentence": " ".join(error.messages)}
    except DatabaseError:
        logger.exception("a visit was not stored")
        return {"key": key, "status": "later"}
    return {"key": key, "status": "stored" if is_new else "already"}
