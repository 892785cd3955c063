"""A read view writes nothing; what has to be kept of the reading is written after it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpResponse
from django.test import RequestFactory

from households.models import AdministrativeUnit
from povertyplan.common.pages import afterwards, read_view
from tests.factories import CommuneFactory


def answer(method: str = "get", *, status: int = 200, inside: bool = False) -> HttpResponse:
    """The answer of a view that writes a commune, inside or afterwards."""

    @read_view
    def view(request):
        (CommuneFactory.create if inside else lambda: afterwards(request, CommuneFactory.create))()
        return HttpResponse(status=status)

    request = getattr(RequestFactory(), method)("/")
    request.user = AnonymousUser()
    return view(request)


def communes() -> int:
    return AdministrativeUnit.objects.commune_level().count()


@pytest.mark.django_db
def test_view_may_not_write_but_its_task_may():
    with pytest.raises(RuntimeError, match="a read view writes"), transaction.atomic():
        answer(inside=True)
    assert communes() == 0

    answer()

    assert communes() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "status"), [("head", 200), ("get", 404), ("get", 302), ("post", 200)])
def test_look_that_shows_nothing_leaves_nothing(method, status):
    answer(method, status=status)

    assert communes() == 0
