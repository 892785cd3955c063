"""No personal data in logs or on error pages, not even what a database quotes when it refuses a row."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, DataError, IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from households.models import AdministrativeUnit
from povertyplan.accounts.models import User
from povertyplan.common.logs import describe
from tests.factories import CommuneFactory, administrator

MARKER = "DauHieuRieng"


def taken_name() -> None:
    User.objects.create(username=MARKER, full_name=MARKER)
    User.objects.create(username=MARKER, full_name=MARKER)


def refused_row() -> None:
    unit = CommuneFactory.create(name=MARKER)
    AdministrativeUnit.objects.filter(pk=unit.pk).update(kind="king")


def bad_value() -> None:
    if connection.vendor == "sqlite":
        raise DataError(MARKER)  # it takes any value for any column
    with connection.cursor() as cursor:
        cursor.execute("SELECT CAST(%s AS integer)", [MARKER])


def quoted_by_python() -> None:
    int(MARKER)


def looked_up() -> None:
    {}[MARKER]  # type: ignore[index]


def refused_by_a_form() -> None:
    raise ValidationError("%(name)s", params={"name": MARKER})


def several() -> None:
    try:
        with transaction.atomic():
            taken_name()
    except IntegrityError:
        looked_up()


FAILURES = [taken_name, refused_row, bad_value, quoted_by_python, looked_up, refused_by_a_form, several]


@pytest.fixture
def fail(db, monkeypatch) -> Callable[[Callable[[], None]], HttpResponse]:
    """The answer to a form with the marker in it, when what it starts fails."""

    def run(failure: Callable[[], None]) -> Any:
        def broken(**given: object) -> None:
            with transaction.atomic():
                failure()

        monkeypatch.setattr("households.views.places.start", broken)
        client = Client(raise_request_exception=False)
        client.force_login(administrator())
        url = reverse("households:commune_start", args=[CommuneFactory.create().pk])
        return client.post(f"{url}?q={MARKER}", {"full_name": MARKER})

    return run


@pytest.mark.parametrize("failure", FAILURES)
def test_log_says_where_it_failed_and_nothing_that_was_typed(fail, log, failure):
    response = fail(failure)

    assert response.status_code == 500
    assert "Internal Server Error: households:commune_start" in log()
    assert f"in {failure.__name__}" in log()
    assert MARKER not in log()


@pytest.mark.parametrize("failure", FAILURES)
def test_error_page_holds_nobody(fail, failure):
    page = fail(failure).text

    assert "Chương trình gặp lỗi" in page
    assert MARKER not in page
    assert not any(name in page for user in User.objects.all() for name in (user.username, user.full_name))


def test_log_of_a_refused_row_names_the_constraint(fail, log):
    fail(taken_name)

    assert "django.db.utils.IntegrityError" in log()
    if connection.vendor == "postgresql":
        assert "sqlstate=23505, table_name=accounts_user" in log()


@pytest.mark.django_db
@pytest.mark.parametrize("failure", [taken_name, refused_row, bad_value])
def test_databases_do_quote_what_they_refuse(failure):
    """Without this the tests above would pass with errors that quote nothing."""
    with pytest.raises(DatabaseError) as raised, transaction.atomic():
        failure()

    assert MARKER in str(raised.value) or connection.vendor == "sqlite"


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (RuntimeError("a read view writes"), "RuntimeError: a read view writes"),
        (AttributeError("no such attribute"), "AttributeError: no such attribute"),
        (ValueError(MARKER), "ValueError"),
        (UnicodeEncodeError("ascii", MARKER, 0, 1, "x"), "UnicodeEncodeError"),
        (ValidationError(MARKER), "django.core.exceptions.ValidationError"),
    ],
)
def test_message_is_kept_where_it_speaks_of_the_program(error, text):
    assert describe(error) == text


def test_errors_that_name_each_other_end(log):
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first

    logging.getLogger("django").error("x", exc_info=first)

    assert log().splitlines()[1:] == ["KeyError", "ValueError"]


@pytest.mark.parametrize(
    ("path", "status"), [("/khong-co/", 404), ("/xa/1/thon/", 404), ("/chon-xa/1/", 405), ("/chon-xa/", 403)]
)
def test_other_error_pages_name_only_the_reader(db, path, status):
    reader = User.objects.create(username="doc", full_name="Người Đọc")
    other = User.objects.create(username=MARKER, full_name=MARKER)
    client = Client()
    client.force_login(reader)

    response = client.get(f"{path}?q={MARKER}")

    assert (response.status_code, other.full_name in response.text) == (status, False)
