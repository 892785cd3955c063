"""The pages of one's own jobs, and long prints through them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from households.models import Membership
from povertyplan.accounts.models import User
from povertyplan.common.models import AuditEvent
from povertyplan.documents.pdf import PdfError
from povertyplan.jobs import printing
from povertyplan.jobs.actions import REVOKED, TOO_MANY, job_start
from povertyplan.jobs.models import Job, JobResult, State
from povertyplan.jobs.views import NOT_ANY_MORE
from tests.factories import UserFactory, officer_of
from tests.households.round_world import RoundWorld, round_world
from tests.jobs.running import run_here

pytestmark = pytest.mark.django_db
PDF = b"%PDF-of-a-list"


@pytest.fixture
def world() -> RoundWorld:
    return round_world(households=20, hamlets=2)


@pytest.fixture
def officer(world: RoundWorld) -> User:
    return officer_of(world.unit)


@pytest.fixture
def client(officer: User) -> Client:
    client = Client()
    client.force_login(officer)
    return client


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Prints of more than one row are long; how many documents were drawn each time."""
    calls: list[int] = []

    def draw(documents: Any, **_: object) -> bytes:
        calls.append(len(documents))
        return PDF

    monkeypatch.setattr(printing, "render_pdfs", draw)
    monkeypatch.setattr(printing, "LONG", 21)
    return calls


def of(user: User, number: int = 0) -> Job:
    return job_start(kind="noted", title="Việc thử", arguments={"number": number}, page="/", by=user)


def url(name: str, job: Job) -> str:
    return reverse(f"jobs:{name}", args=[job.pk])


def list_url(world: RoundWorld) -> str:
    return reverse("households:reviewed_pdf", args=[world.now.pk])


def test_only_the_owner_sees_a_job_stops_it_and_gets_its_result(officer: User, client: Client) -> None:
    """Seen failing: with `visible_to` that gives all."""
    mine, other = of(officer), of(UserFactory.create())
    run_here()
    run_here()

    page = client.get(reverse("jobs:jobs")).text

    assert url("job", mine) in page
    assert url("job", other) not in page
    assert [client.get(url(name, other)).status_code for name in ("job", "result")] == [404, 404]
    assert client.post(url("cancel", other)).status_code == 404
    assert client.get(url("result", mine)).content == b"noi dung"


def test_page_asks_again_until_the_job_has_ended_and_needs_no_script(officer: User, client: Client) -> None:
    job = of(officer)

    waiting = client.get(url("job", job)).text
    run_here()
    ended = client.get(url("job", job)).text

    assert '<meta http-equiv="refresh" content="3">' in waiting
    assert "Dừng việc này" in waiting
    assert "http-equiv" not in ended
    assert "Đã ghi một dòng." in ended
    assert url("result", job) in ended


def test_job_that_waits_long_says_what_may_be_wrong(officer: User, client: Client) -> None:
    job = of(officer)
    Job.objects.update(created_at=timezone.now() - dt.timedelta(minutes=2))

    assert "phần chạy nền chưa chạy" in client.get(url("job", job)).text


def test_stopped_from_its_page(officer: User, client: Client) -> None:
    job = of(officer)

    page = client.post(url("cancel", job), follow=True).text

    assert "Đã dừng theo yêu cầu" in page
    assert client.get(url("cancel", job)).status_code == 405


@pytest.mark.parametrize("number", [1, 4])
def test_list_asks_as_often_for_many_jobs(
    officer: User, client: Client, number: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    for each in range(number):
        of(officer, each)
    page = url("job", Job.objects.latest("pk"))
    client.get(page)

    with django_assert_num_queries(4):
        client.get(reverse("jobs:jobs"))
    with django_assert_num_queries(5):
        client.get(page)


def test_each_download_is_recorded_and_looking_is_not(officer: User, client: Client) -> None:
    job = of(officer)
    run_here()
    client.head(url("result", job))
    client.get(url("job", job))

    client.get(url("result", job))
    client.get(url("result", job))

    events = AuditEvent.objects.filter(action="job_result_downloaded")
    assert [(event.user, event.target_label) for event in events] == [(officer, "Việc thử")] * 2


def test_result_that_expired_is_not_given(officer: User, client: Client) -> None:
    job = of(officer)
    run_here()
    JobResult.objects.update(expires_at=timezone.now())

    answer = client.get(url("result", job))

    assert answer.status_code == 302
    assert "ket-qua.txt" not in client.get(url("job", job)).text


@pytest.mark.parametrize("taken", ["role", "health", "password", "account"])
def test_result_is_not_given_to_who_lost_a_right(world: RoundWorld, officer: User, taken: str) -> None:
    """Whatever a colleague still may. Seen failing: without `rights_stand` in the view (role, health,
    password); with everybody's roles as one's own (role, health).
    """
    officer_of(world.unit)
    Membership.objects.update(sees_health=True)
    job = of(officer)
    assert run_here().state == State.DONE
    match taken:
        case "role":
            Membership.objects.filter(user=officer).update(valid_to=timezone.localdate())
        case "health":
            Membership.objects.filter(user=officer).update(sees_health=False)
        case "password":
            officer.set_password("mot mat khau khac")
            officer.save()
        case "account":
            User.objects.filter(pk=officer.pk).update(is_active=False)
    client = Client()
    client.force_login(User.objects.get(pk=officer.pk))

    answer = client.get(url("result", job))

    assert answer.status_code == (302 if taken == "account" else 403)
    assert b"noi dung" not in answer.content
    assert (NOT_ANY_MORE in answer.text) is (taken != "account")


# --- long prints ---


def test_short_list_is_drawn_at_once(
    world: RoundWorld, client: Client, drawn: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "LONG", 1000)

    answer = client.get(list_url(world))

    assert answer.content == PDF
    assert not Job.objects.exists()


def test_long_list_is_drawn_by_a_job(
    world: RoundWorld, officer: User, client: Client, drawn: list[int]
) -> None:
    address = f"{list_url(world)}?thon={world.hamlets[0].pk}"

    answer = client.get(address)

    job = Job.objects.get()
    assert answer.headers["Location"] == url("job", job)
    assert client.get(address).headers["Location"] == url("job", job)
    assert drawn == []
    assert not AuditEvent.objects.filter(action="round_list_downloaded").exists()
    assert (job.unit_code, job.arguments) == (world.unit.code, {"address": address})
    assert run_here().state == State.DONE
    assert AuditEvent.objects.get(action="round_list_downloaded").user == officer
    result = client.get(url("result", job))
    assert (result.content, result.headers["Content-Type"]) == (PDF, "application/pdf")
    assert f"danh-sach-ra-soat-{world.unit.slug}" in result.headers["Content-Disposition"]


def test_asking_for_the_head_of_a_long_list_starts_nothing(
    world: RoundWorld, client: Client, drawn: list[int]
) -> None:
    client.head(list_url(world))

    assert not Job.objects.exists()


def test_too_many_prints_at_once_are_refused_with_a_way_out(
    world: RoundWorld, officer: User, client: Client, drawn: list[int]
) -> None:
    for number in range(5):
        of(officer, number)

    answer = client.get(list_url(world))

    assert answer.status_code == 503
    assert TOO_MANY in answer.text


def test_print_of_who_lost_his_role_is_not_made(
    world: RoundWorld, officer: User, client: Client, drawn: list[int]
) -> None:
    client.get(list_url(world))
    Membership.objects.filter(user=officer).update(valid_to=timezone.localdate())

    job = run_here()

    assert (job.state, job.outcome) == (State.FAILED, REVOKED)
    assert drawn == []
    assert not JobResult.objects.exists()
    assert not AuditEvent.objects.filter(action="round_list_downloaded").exists()


def test_printer_that_refuses_says_why(
    world: RoundWorld, client: Client, drawn: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> bytes:
        raise PdfError("Máy in PDF đang bận.")

    monkeypatch.setattr(printing, "render_pdfs", refuse)
    client.get(list_url(world))

    job = run_here()

    assert (job.state, job.outcome) == (State.FAILED, "Máy in PDF đang bận.")
