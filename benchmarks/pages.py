"""Opening pages as somebody who is signed in; and the floor that pages are held against: the empty page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.test import Client
from django.urls import include, path

from benchmarks.database import YEAR
from benchmarks.stopwatch import Run
from households.models import AdministrativeUnit
from households.views.units import visible_unit
from povertyplan.accounts.models import User
from povertyplan.common.pages import SignedInRequest, read_view

EMPTY_PAGE = "an empty page"


@read_view
def empty_page(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """A page of the commune's year with nothing in it."""
    unit = visible_unit(request, unit_id)
    return render(request, "base.html", {"unit": unit, "year": YEAR, "years": (), "section": "plans"})


urlpatterns = [path("trang-trong/<int:unit_id>/", empty_page), path("", include("povertyplan.urls"))]


def empty_page_add() -> None:
    """Put the empty page among the pages of the program."""
    settings.ROOT_URLCONF = __name__


def signed_in(user: User) -> Client:
    """The browser of somebody who has signed in."""
    client = Client()
    client.force_login(user)
    return client


def opened(client: Client, url: str) -> Run:
    """Opening a page, which has to answer."""

    def run() -> None:
        response = client.get(url)
        if response.status_code != 200:
            raise RuntimeError(f"{url} answered {response.status_code}")

    return run


def empty_url(unit: AdministrativeUnit) -> str:
    """Where the empty page of a commune stands."""
    return f"/trang-trong/{unit.pk}/"
