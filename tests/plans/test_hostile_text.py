"""What people type is printed as text: through the real print view, in every free-text field of a plan."""

from __future__ import annotations

import io
import itertools
import socket
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from assignments.models import AreaAssignment
from households.models import AdministrativeUnit, Hamlet
from plans.models import (
    CommuneTarget,
    Duty,
    FundingSource,
    HouseholdGroup,
    IndicatorTarget,
    LegalBasis,
    Plan,
    PlanSection,
    Project,
    ProspectCount,
    Recipient,
    Signatory,
)
from plans.rules import PlanContent, ReportPeriod, SectionContent, SectionContentText
from povertyplan.documents import pdf as pdf_module
from povertyplan.documents.pdf import TOO_LARGE, Limits, render_pdf
from tests.factories import (
    SMALL,
    AreaAssignmentFactory,
    CommuneFactory,
    CommuneTargetFactory,
    counted_hamlets,
    officer_of,
    small_plan,
)

PROBES = (
    "<link rel=attachment href=file://{path}>",
    "<a rel=attachment href=file://{path}>x</a>",
    "<img src=file://{path}>",
    "<img src=http://127.0.0.1:{port}/a>",
    "<object data=file://{path}></object>",
    "<embed src=http://127.0.0.1:{port}/b>",
    "<iframe src=file://{path}></iframe>",
    "<link rel=stylesheet href=http://127.0.0.1:{port}/c>",
    "<style>@import'http://127.0.0.1:{port}/d'</style>",
    "<style>*{{background:url(file://{path})}}</style>",
    "<p style=background:url(//127.0.0.1:{port}/e)>",
    "<svg><image href=http://127.0.0.1:{port}/f /></svg>",
    "<svg><use href=file://{path}#a /></svg>",
    "<base href=http://127.0.0.1:{port}/><img src=g>",
    "<meta http-equiv=refresh content=0;url=file://{path}>",
    '"><script src=http://127.0.0.1:{port}/h></script><!--',
)

PRINTED: tuple[type[models.Model], ...] = (
    Plan,
    PlanSection,
    LegalBasis,
    Duty,
    FundingSource,
    Recipient,
    Signatory,
    CommuneTarget,
    HouseholdGroup,
    IndicatorTarget,
    Project,
    ProspectCount,
    AreaAssignment,
    AdministrativeUnit,
    Hamlet,
)
NOT_TYPED = {
    (Plan, "slug"),
    (Plan, "return_note"),  # shown on pages, never printed
    (AdministrativeUnit, "code"),
    (AdministrativeUnit, "search_key"),
    (AdministrativeUnit, "sort_key"),
    (Hamlet, "name_key"),
    (Hamlet, "sort_key"),
}
EVERYTHING = PlanContent(
    fields=SMALL.fields,
    sections=tuple(
        SectionContentText(heading=content.value, body="x", content=content) for content in SectionContent
    ),
    bases=SMALL.bases,
    duties=tuple({**duty, "report_period": ReportPeriod.MONTHLY} for duty in SMALL.duties),
    groups=({"name": "x", "typed": 1, "solutions": "x"},),
    indicators=({"subject": "x"},),
    projects=({"number": 1, "name": "x"},),
    funding_sources=SMALL.funding_sources,
    recipients=SMALL.recipients,
    signatory_lines=SMALL.signatory_lines,
    signatory_name=SMALL.signatory_name,
)


def typed_fields() -> Iterator[tuple[type[models.Model], models.Field[Any, Any]]]:
    """Every field of a printed record that holds words of somebody's own."""
    for model in PRINTED:
        for field in model._meta.get_fields():
            if isinstance(field, (models.CharField, models.TextField)) and not (
                field.choices or (model, field.name) in NOT_TYPED
            ):
                yield model, field


def full_plan() -> Plan:
    """A plan with one record of everything that is printed."""
    unit = CommuneFactory.create()
    hamlets = counted_hamlets(unit, 1)
    AreaAssignmentFactory.create(unit=unit).hamlets.set(hamlets)
    CommuneTargetFactory.create(unit=unit)
    plan = small_plan(unit, content=EVERYTHING)
    ProspectCount.objects.create(plan=plan, path="by_itself", reason="x", households=1)
    return plan


def write_everywhere(probe: str) -> set[str]:
    """Puts the probe, each time with a number of its own, in every field; says what must be seen."""
    written = set()
    numbers = itertools.count(100)
    for model, field in typed_fields():
        for record in model._default_manager.exclude(pk__in=_provinces(model)):
            text = f"k{next(numbers)}{probe}"[: field.max_length]
            model._default_manager.filter(pk=record.pk).update(**{field.name: text})
            written.add(text)
    return written


def _provinces(model: type[models.Model]) -> models.QuerySet[AdministrativeUnit] | tuple[()]:
    """No plan prints the name of a province."""
    return AdministrativeUnit.objects.filter(parent=None) if model is AdministrativeUnit else ()


@pytest.fixture
def listener():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.setblocking(False)
        yield server


@pytest.fixture
def secret():
    with tempfile.NamedTemporaryFile("w", prefix="k") as file:  # a short name, for short fields
        file.write("SECRETMARKER")
        file.flush()
        yield file.name


def printed(client: Client, plan: Plan) -> bytes:
    response = client.get(reverse("plans:plan_pdf", args=[plan.slug]))
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    return response.content


def folded(text: str) -> str:
    """Without blanks and line ends, small: headings and names of bodies are printed in capitals."""
    return "".join(text.split()).casefold()


@pytest.mark.django_db
@pytest.mark.parametrize("probe", PROBES)
def test_markup_in_every_field_is_printed_as_text(probe, client, listener, secret):
    plan = full_plan()
    client.force_login(officer_of(plan.unit))
    written = write_everywhere(probe.format(path=secret, port=listener.getsockname()[1]))

    pdf = printed(client, plan)

    reader = PdfReader(io.BytesIO(pdf))
    seen = folded("".join(page.extract_text() for page in reader.pages))
    assert [text for text in written if folded(text).rstrip(".;,/") not in seen] == []
    assert len(written) > 25
    assert not reader.attachments
    assert b"/EmbeddedFile" not in pdf
    assert not [page for page in reader.pages if page.get("/Annots") or page.images]
    assert b"SECRETMARKER" not in pdf
    assert "secretmarker" not in seen
    with pytest.raises(BlockingIOError):
        listener.accept()


LINES, WORDS, LETTERS = "a\n" * 10_000, "a " * 10_000, "Ắ" * 20_000
BOMBS = {
    "ten thousand paragraphs": LINES,
    "ten thousand bullets": "- a\n" * 5_000,
    "one word": LETTERS,
    "words": WORDS,
    "marks upon marks": "a" + "\u0301\u0323" * 9_999,
    "both directions": "\u202e\u202dאa" * 5_000,
    "unseen letters": "\u200b\u200d\u2060\ufeff" * 5_000,
    "blanks that do not break": "a" + "\u00a0" * 19_999,
    "spaces": " " * 19_998 + "a",
    "markup never closed": "<div>" * 4_000,
    "entities": "&lol;" * 4_000,
    "controls": "\x01\x0b\x1b\x7f\x85\u2028" * 3_000,
    "letters of many fonts": "".join(map(chr, range(0x4E00, 0x4E00 + 19_000))),
    "pictures": "👩‍👩‍👧‍👦" * 2_800,
    "tokens never closed": "{{" * 10_000,
    "tokens in tokens": "{{so-ho" * 2_500,
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BOMBS)
def test_text_made_to_eat_time_is_drawn_or_refused_within_its_limit(name, client, monkeypatch):
    plan = full_plan()
    client.force_login(officer_of(plan.unit))
    plan.sections.update(body=BOMBS[name])
    limits = Limits(wall=1)
    monkeypatch.setattr("plans.views.document.render_pdf", partial(render_pdf, limits=limits))
    began = time.monotonic()

    response = client.get(reverse("plans:plan_pdf", args=[plan.slug]))

    assert time.monotonic() - began < 20  # unlimited it takes minutes; a busy machine is allowed for
    if response.status_code != 200:
        assert response.status_code == 503
        assert TOO_LARGE in response.text


@pytest.mark.django_db
def test_after_a_bomb_the_same_process_prints_the_next_plan(client, monkeypatch):
    plan, bomb = small_plan(), full_plan()
    for each in (plan, bomb):
        counted_hamlets(each.unit, 1)
    officers = {each: officer_of(each.unit) for each in (plan, bomb)}
    client.force_login(officers[plan])
    before = printed(client, plan)
    process = pdf_module._zygote._process
    bomb.sections.update(body=LINES)
    short = partial(render_pdf, limits=Limits(wall=0.5))

    with monkeypatch.context() as patched:
        patched.setattr("plans.views.document.render_pdf", short)
        client.force_login(officers[bomb])
        refused = client.get(reverse("plans:plan_pdf", args=[bomb.slug]))

    assert (refused.status_code, TOO_LARGE in refused.text) == (503, True)
    client.force_login(officers[plan])
    assert printed(client, plan) == before
    assert process
    assert pdf_module._zygote._process is process
    assert process.poll() is None
    assert not children_of(process.pid)


def children_of(pid: int) -> str:
    """What is left of a process's children after a moment."""
    path, deadline = Path(f"/proc/{pid}/task/{pid}/children"), time.monotonic() + 3
    while (found := path.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found
