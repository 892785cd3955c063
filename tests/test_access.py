"""Who may open what: every address of the program has a row here, and a foreign commune has no address."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from unittest.mock import Mock
from zipfile import ZipFile

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from assignments.models import AreaAssignment
from households.models import AdministrativeUnit, Hamlet, HamletFigures, Membership
from households.rules import Role
from plans.models import Acknowledgement, Plan, PlanSection, Recipient
from plans.rules import Status
from povertyplan.accounts.models import User
from povertyplan.common.models import AuditEvent
from tests.factories import (
    REFERENCE,
    YEAR,
    AreaAssignmentFactory,
    CommuneFactory,
    MembershipFactory,
    administrator,
    counted_hamlets,
    leader_of,
    officer_of,
    small_plan,
    submitted,
)

SIGN_IN = "/dang-nhap/"
PUBLIC = {"accounts:sign_in", "accounts:sign_out", "households:first_start"}
MARKER = "DauHieuRieng"
READERS = ("anonymous", "officer", "leader", "administrator", "foreign")

GET: dict[str, tuple[int, int, int, int, int]] = {
    #                          anonymous officer leader administrator foreign
    "accounts:sign_in": (200, 302, 302, 302, 302),
    "accounts:sign_out": (405, 405, 405, 405, 405),
    "accounts:password_change": (302, 200, 200, 200, 200),
    "households:home": (302, 302, 302, 302, 302),
    "households:first_start": (404, 404, 404, 404, 404),
    "households:commune_list": (302, 200, 200, 200, 200),
    "households:unit_choose": (302, 403, 403, 200, 403),
    "households:commune_start": (302, 405, 405, 405, 405),
    "households:hamlets": (302, 200, 200, 404, 404),
    "households:log": (302, 403, 200, 404, 404),
    "households:users": (302, 403, 403, 200, 403),
    "households:user_new": (302, 403, 403, 200, 403),
    "households:user": (302, 403, 403, 200, 403),
    "households:membership_new": (302, 403, 403, 200, 403),
    "households:user_password": (302, 405, 405, 405, 405),
    "households:membership_end": (302, 405, 405, 405, 405),
    "households:membership_move": (302, 405, 405, 405, 405),
    "assignments:areas": (302, 200, 200, 404, 404),
    "plans:my_hamlets": (302, 200, 200, 200, 200),
    "plans:unit": (302, 302, 302, 404, 404),
    "plans:year": (302, 200, 200, 404, 404),
    "plans:grid": (302, 200, 200, 404, 404),
    "plans:table_file": (302, 200, 200, 404, 404),
    "plans:table_upload": (302, 200, 403, 404, 404),
    "plans:table_preview": (302, 302, 403, 404, 404),
    "plans:table_confirm": (302, 405, 405, 405, 405),
    "plans:table_drop": (302, 405, 405, 405, 405),
    "plans:table_undo": (302, 405, 405, 405, 405),
    "plans:figures_history": (302, 200, 200, 404, 404),
    "plans:targets": (302, 200, 200, 404, 404),
    "plans:plan_list": (302, 200, 200, 404, 404),
    "plans:plan_new": (302, 200, 403, 404, 404),
    "plans:plan": (302, 200, 200, 404, 404),
    "plans:plan_summary": (302, 200, 200, 404, 404),
    "plans:plan_history": (302, 200, 200, 404, 404),
    "plans:plan_pdf": (302, 200, 200, 404, 404),
    "plans:plan_docx": (302, 200, 200, 404, 404),
    "plans:plan_submit": (302, 405, 405, 405, 405),
    "plans:finding_acknowledge": (302, 405, 405, 405, 405),
    "plans:acknowledgement_withdraw": (302, 405, 405, 405, 405),
    "plans:declared_withdraw": (302, 405, 405, 405, 405),
    "plans:plan_approve": (302, 405, 405, 405, 405),
    "plans:plan_return": (302, 405, 405, 405, 405),
    "plans:plan_edit": (302, 200, 403, 404, 404),
    "plans:plan_head": (302, 200, 403, 404, 404),
    "plans:section_add": (302, 405, 405, 405, 405),
    "plans:section": (302, 200, 403, 404, 404),
    "plans:section_move": (302, 405, 405, 405, 405),
    "plans:section_delete": (302, 200, 403, 404, 404),
    "plans:bases": (302, 200, 403, 404, 404),
    "plans:duties": (302, 200, 403, 404, 404),
    "plans:funding": (302, 200, 403, 404, 404),
    "plans:recipients": (302, 200, 403, 404, 404),
    "plans:signatory": (302, 200, 403, 404, 404),
}
ALLOWED = 0  # what the answer is, other tests say
POST: dict[str, tuple[int, int, int, int, int]] = {
    #                          anonymous officer leader administrator foreign
    "accounts:sign_in": (ALLOWED, 302, 302, 302, 302),
    "accounts:sign_out": (ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED),
    "accounts:password_change": (302, ALLOWED, ALLOWED, ALLOWED, ALLOWED),
    "households:home": (302, 405, 405, 405, 405),
    "households:first_start": (404, 404, 404, 404, 404),
    "households:commune_list": (302, 405, 405, 405, 405),
    "households:unit_choose": (302, 405, 405, 405, 405),
    "households:commune_start": (302, 403, 403, ALLOWED, 403),
    "households:hamlets": (302, ALLOWED, 403, 404, 404),
    "households:log": (302, 405, 405, 405, 405),
    "households:users": (302, 405, 405, 405, 405),
    "households:user_new": (302, 403, 403, ALLOWED, 403),
    "households:user": (302, 403, 403, ALLOWED, 403),
    "households:membership_new": (302, 403, 403, ALLOWED, 403),
    "households:user_password": (302, 403, 403, ALLOWED, 403),
    "households:membership_end": (302, 403, 403, ALLOWED, 403),
    "households:membership_move": (302, 403, 403, ALLOWED, 403),
    "assignments:areas": (302, ALLOWED, 403, 404, 404),
    "plans:my_hamlets": (302, 405, 405, 405, 405),
    "plans:unit": (302, 405, 405, 405, 405),
    "plans:year": (302, 405, 405, 405, 405),
    "plans:grid": (302, ALLOWED, 403, 404, 404),
    "plans:table_file": (302, 405, 405, 405, 405),
    "plans:table_upload": (302, ALLOWED, 403, 404, 404),
    "plans:table_preview": (302, ALLOWED, 403, 404, 404),
    "plans:table_confirm": (302, ALLOWED, 403, 404, 404),
    "plans:table_drop": (302, ALLOWED, 403, 404, 404),
    "plans:table_undo": (302, ALLOWED, 403, 404, 404),
    "plans:figures_history": (302, 405, 405, 405, 405),
    "plans:targets": (302, ALLOWED, 403, 404, 404),
    "plans:plan_list": (302, 405, 405, 405, 405),
    "plans:plan_new": (302, ALLOWED, 403, 404, 404),
    "plans:plan": (302, 405, 405, 405, 405),
    "plans:plan_summary": (302, 405, 405, 405, 405),
    "plans:plan_history": (302, 405, 405, 405, 405),
    "plans:plan_pdf": (302, 405, 405, 405, 405),
    "plans:plan_docx": (302, 405, 405, 405, 405),
    "plans:plan_submit": (302, ALLOWED, 403, 404, 404),
    "plans:finding_acknowledge": (302, 403, ALLOWED, 404, 404),
    "plans:acknowledgement_withdraw": (302, 403, ALLOWED, 404, 404),
    "plans:declared_withdraw": (302, ALLOWED, 403, 404, 404),
    "plans:plan_approve": (302, 403, ALLOWED, 404, 404),
    "plans:plan_return": (302, 403, ALLOWED, 404, 404),
    "plans:plan_edit": (302, ALLOWED, 403, 404, 404),
    "plans:plan_head": (302, ALLOWED, 403, 404, 404),
    "plans:section_add": (302, ALLOWED, 403, 404, 404),
    "plans:section": (302, ALLOWED, 403, 404, 404),
    "plans:section_move": (302, ALLOWED, 403, 404, 404),
    "plans:section_delete": (302, ALLOWED, 403, 404, 404),
    "plans:bases": (302, ALLOWED, 403, 404, 404),
    "plans:duties": (302, ALLOWED, 403, 404, 404),
    "plans:funding": (302, ALLOWED, 403, 404, 404),
    "plans:recipients": (302, ALLOWED, 403, 404, 404),
    "plans:signatory": (302, ALLOWED, 403, 404, 404),
}
OF_A_PLACE = [
    name for name in GET if name.startswith(("plans:", "assignments:")) or name.endswith((":hamlets", ":log"))
]
OF_A_PLACE.remove("plans:my_hamlets")
# What a working form might send; a refusal must not depend on it.
SENT = {
    "kind": "annual",
    "heading": "Mục lạ",
    "body": "Lời lạ",
    "content": "text",
    "parent": "",
    "direction": "up",
    "version": "1",
    "reason": "Lý do lạ",
    "note": "Ghi chú lạ",
    "subject": "Trích yếu lạ",
    "seen": "{}",
    "finding": "f" * 64,
    "acknowledgement": "1",
}
KEPT = ("plan_pdf_downloaded", "plan_docx_downloaded", "refused")
LEADERS = {
    "plans:plan_approve",
    "plans:plan_return",
    "plans:finding_acknowledge",
    "plans:acknowledgement_withdraw",
}
ADMINISTRATORS = {name for name, row in POST.items() if row[3] == ALLOWED and row[1] == 403}


@dataclass
class Place:
    """A commune with everything an address may name, and a reader of each sort."""

    unit: AdministrativeUnit
    plan: Plan
    section: PlanSection
    member: Membership
    users: dict[str, User | None]

    def url(self, name: str) -> str:
        """The address of a URL name in this commune."""
        values = {
            "unit_id": self.unit.pk,
            "year": YEAR,
            "slug": self.plan.slug,
            "section_id": self.section.pk,
            "user_id": self.member.user_id,
            "membership_id": self.member.pk,
        }
        pattern = PATTERNS[name].pattern
        return reverse(name, kwargs={key: values[key] for key in pattern.converters})

    def client(self, reader: str, *, enforce_csrf_checks: bool = False) -> Client:
        """A browser in which the reader is signed in."""
        client = Client(enforce_csrf_checks=enforce_csrf_checks, raise_request_exception=True)
        if user := self.users[reader]:
            client.force_login(user)
        return client


def url_patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address with its namespaced name; one without a name gives its route."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from url_patterns(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        else:
            yield f"{namespace}{entry.name or entry.pattern}", entry


PATTERNS = dict(url_patterns(get_resolver()))


@pytest.fixture(autouse=True)
def _quick_pdf(monkeypatch):
    monkeypatch.setattr("plans.views.document.render_pdf", lambda document: b"%PDF-" + document.name.encode())


@pytest.fixture
def place(db) -> Place:
    """A commune whose every word that a stranger must not see holds the marker."""
    unit = CommuneFactory.create(name=f"{MARKER} xã")
    hamlets = counted_hamlets(unit, 2)
    Hamlet.objects.filter(unit=unit).update(name=f"{MARKER} thôn")
    area = AreaAssignmentFactory.create(unit=unit, official=f"{MARKER} người")
    area.hamlets.set(hamlets)
    plan = small_plan(unit)
    Plan.objects.filter(pk=plan.pk).update(subject=f"{MARKER} trích yếu", opening=f"{MARKER} lời dẫn")
    PlanSection.objects.filter(plan=plan).update(body=f"{MARKER} nội dung")
    Recipient.objects.filter(plan=plan).update(name=f"{MARKER} nơi nhận")
    section = plan.sections.filter(parent__isnull=True).order_by("order").last()
    assert section
    member = MembershipFactory.create(unit=unit, role=Role.CLERK)
    users = {
        "anonymous": None,
        "officer": officer_of(unit),
        "leader": leader_of(unit),
        "administrator": administrator(),
        "foreign": officer_of(CommuneFactory.create()),
    }
    return Place(unit, plan, section, member, users)


def state(unit: AdministrativeUnit) -> list[Any]:
    """Everything of the commune that a request might change; that one looked or was refused is kept."""
    plans = Plan.objects.filter(unit=unit)
    columns = ("pk", "full_name", "position", "is_active", "password", "must_change_password")
    return [
        list(rows.order_by("pk").values())
        for rows in (
            plans,
            PlanSection.objects.filter(plan__in=plans),
            Recipient.objects.filter(plan__in=plans),
            Hamlet.objects.filter(unit=unit),
            HamletFigures.objects.filter(hamlet__unit=unit, date=REFERENCE),
            Acknowledgement.objects.filter(plan__in=plans),
            AreaAssignment.objects.filter(unit=unit),
            Membership.objects.all(),
            AuditEvent.objects.filter(unit_code=unit.code).exclude(action__in=KEPT),
        )
        list(User.objects.order_by("pk").values(*columns)),
        *(
            list(rows.order_by("pk").values())
            for rows in (
                plans,
                PlanSection.objects.filter(plan__in=plans),
                Recipient.objects.filter(plan__in=plans),
                Hamlet.objects.filter(unit=unit),
                HamletFigures.objects.filter(hamlet__unit=unit, date=REFERENCE),
                Acknowledgement.objects.filter(plan__in=plans),
                AreaAssignment.objects.filter(unit=unit),
                Membership.objects.all(),
                AuditEvent.objects.filter(unit_code=unit.code),
            )
        ),
    ]


def everything_of(response: HttpResponse) -> str:
    """The answer as a stranger reads it, headers included."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    body = response.content
    if body.startswith(b"PK"):  # a workbook or a Word file: what its parts say
        with ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    return f"{headers}\n{response.cookies}\n{body.decode(errors='replace')}"


def leads_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and response["Location"].startswith(f"{SIGN_IN}?next=")


def test_every_address_has_a_row_and_every_row_an_address():
    names = [name for name, _ in url_patterns(get_resolver())]

    assert len(names) == len(set(names))
    assert set(names) == set(GET) == set(POST)


def test_only_the_door_is_open_to_everybody():
    open_names = {
        name for name, pattern in PATTERNS.items() if not getattr(pattern.callback, "login_required", True)
    }

    assert open_names == PUBLIC


@pytest.mark.parametrize("name", GET)
def test_get_answers_each_reader_as_the_table_says(place, name):
    url, before = place.url(name), state(place.unit)

    got = {reader: place.client(reader).get(url) for reader in READERS}

    assert tuple(response.status_code for response in got.values()) == GET[name]
    assert state(place.unit) == before
    assert leads_to_sign_in(got["anonymous"]) == (name not in PUBLIC)


@pytest.mark.parametrize("name", POST)
def test_post_refuses_each_reader_as_the_table_says(place, name):
    if name in {"plans:plan_approve", "plans:plan_return"}:
        submitted(place.plan)
    url, before = place.url(name), state(place.unit)

    for reader, status in zip(READERS, POST[name], strict=True):
        if status == ALLOWED:
            continue
        response = place.client(reader).post(url, SENT)

        assert (reader, response.status_code) == (reader, status)
        assert state(place.unit) == before
        if reader == "anonymous":
            assert leads_to_sign_in(response) == (name not in PUBLIC)


@pytest.mark.parametrize("name", POST)
def test_post_lets_those_in_whom_the_table_lets_in(place, name):
    if name in {"plans:plan_approve", "plans:plan_return"}:
        submitted(place.plan)

    for reader, status in zip(READERS, POST[name], strict=True):
        if status == ALLOWED:
            response = place.client(reader).post(place.url(name), SENT)

            assert response.status_code not in {403, 404, 405, 500}
            assert not leads_to_sign_in(response)


@pytest.mark.parametrize("reader", ["anonymous", "administrator", "foreign"])
@pytest.mark.parametrize("name", OF_A_PLACE)
def test_nothing_of_a_commune_reaches_a_stranger(place, name, reader):
    client, url = place.client(reader), place.url(name)

    for response in (client.get(url), client.post(url, SENT), client.head(url), client.options(url)):
        assert response.status_code in {302, 404, 405}
        assert MARKER not in everything_of(response)


@pytest.mark.parametrize("name", [name for name, row in GET.items() if row[1] == 200 and name in OF_A_PLACE])
def test_marker_stands_where_the_officer_looks(place, name):
    """Without this the test above would pass with a marker that is nowhere."""
    response = place.client("officer").get(place.url(name))

    if name == "plans:plan_pdf":
        assert place.plan.slug in everything_of(response)
    else:
        assert MARKER in everything_of(response)


@pytest.mark.parametrize(
    "name", [name for name in OF_A_PLACE if "section_id" in PATTERNS[name].pattern.converters]
)
def test_foreign_section_has_no_address_under_an_own_plan(place, name):
    foreign = place.users["foreign"]
    own = small_plan(Membership.objects.get(user=foreign).unit)
    url, before = reverse(name, args=[own.slug, place.section.pk]), state(place.unit)
    client = place.client("foreign")

    responses = [client.post(url, SENT)]
    if GET[name][1] == 200:
        responses.append(client.get(url))

    assert [response.status_code for response in responses] == [404] * len(responses)
    assert not any(MARKER in everything_of(response) for response in responses)
    assert state(place.unit) == before


@pytest.mark.parametrize(
    "name", ["plans:year", "plans:grid", "plans:plan", "plans:plan_edit", "households:hamlets"]
)
def test_commune_is_gone_for_somebody_whose_work_there_has_ended(place, name):
    Membership.objects.filter(user=place.users["officer"]).update(valid_to=REFERENCE)

    response = place.client("officer").get(place.url(name))

    assert response.status_code == 404
    assert MARKER not in everything_of(response)


@pytest.mark.parametrize("name", POST)
def test_post_without_the_forms_token_is_refused(place, name):
    if name in {"plans:plan_approve", "plans:plan_return"}:
        submitted(place.plan)
    reader = "leader" if name in LEADERS else "officer"
    reader = "administrator" if name in ADMINISTRATORS else reader
    before = state(place.unit)

    response = place.client(reader, enforce_csrf_checks=True).post(place.url(name), SENT)

    assert response.status_code == 403
    assert "Phiên làm việc đã hết" in response.text
    assert state(place.unit) == before


def test_post_with_the_forms_token_is_taken(place):
    client = place.client("officer", enforce_csrf_checks=True)
    page = client.get(place.url("plans:plan")).text
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[-1]

    response = client.post(place.url("plans:plan_submit"), {"csrfmiddlewaretoken": token})

    assert response.status_code == 302
    assert Plan.objects.get(pk=place.plan.pk).status == Status.SUBMITTED


HEADERS = {
    "Cache-Control": "no-store, private",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = {
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
}


def is_closed(response: HttpResponse) -> bool:
    """Whether the answer is kept nowhere, framed by nobody, and runs nothing that is not ours."""
    policy = set(response["Content-Security-Policy"].split("; "))
    inline = response["Content-Type"].startswith("text/html") and re.search(
        r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", response.content.decode()
    )
    return {name: response[name] for name in HEADERS} == HEADERS and policy == POLICY and not inline


@pytest.mark.parametrize("name", GET)
def test_answers_are_not_kept_or_framed_and_run_nothing_inline(place, name):
    for reader in READERS:
        client = place.client(reader)

        assert is_closed(client.get(place.url(name)))
        assert is_closed(client.post(place.url(name), SENT))


def test_error_pages_are_as_closed_as_all_others(place, monkeypatch):
    client = place.client("administrator", enforce_csrf_checks=True)
    client.raise_request_exception = False
    found = {403: client.post("/dang-xuat/"), 404: client.get("/khong-co/")}
    for status, error in ((500, ZeroDivisionError), (503, OperationalError), (400, SuspiciousOperation)):
        monkeypatch.setattr("households.views.places.communes_of", Mock(side_effect=error))
        found[status] = client.get("/xa/")
    for _ in range(11):
        found[429] = Client().post(SIGN_IN, {"username": "ai", "password": "sai"})

    assert {status: response.status_code for status, response in found.items()} == {s: s for s in found}
    assert [status for status, response in found.items() if not is_closed(response)] == []
