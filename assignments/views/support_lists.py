"""The year's support as a list, and the list that hangs in public: to read, to print, to take away."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from assignments.actions import disclosure_keep, support_list_keep
from assignments.compose.disclosure import disclosure_list, disclosure_subject
from assignments.forms.support import DisclosureForm, SupportFilterForm
from assignments.models import Agency
from assignments.queries import Disclosure, SupportList, disclosed_support, support_list, support_of_year
from assignments.resources.support import disclosure_workbook, support_workbook
from households.access import can_edit, hamlets_read
from households.models import AdministrativeUnit, Hamlet
from households.views.units import worked_unit
from povertyplan.common.pages import SignedInRequest, afterwards, file_response, read_view, require
from povertyplan.common.snapshot import read_snapshot
from povertyplan.documents.xlsx import EXCEL
from povertyplan.jobs.printing import Print, print_view

WHO_READS = "Chỉ cán bộ, lãnh đạo, người kiểm tra của xã và người phụ trách thôn, tổ được xem hỗ trợ."


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A commune's year as somebody may read its support: `hamlets` (ids) are those he sees, None is all."""

    unit: AdministrativeUnit
    year: int
    hamlets: frozenset[int] | None

    @property
    def places(self) -> list[Hamlet]:
        """The hamlets to choose from, those that are gone last."""
        found = Hamlet.objects.in_unit(self.unit)
        if self.hamlets is not None:
            found = found.filter(pk__in=self.hamlets)
        return sorted(found.in_order(), key=lambda hamlet: hamlet.valid_to is not None)

    @property
    def context(self) -> dict[str, Any]:
        """What the frame and the head of a page need."""
        return {"commune": self.unit, "unit": self.unit, "year": self.year, "section": "areas"}


def _reading(request: SignedInRequest, unit_id: int, year: int) -> Reading:
    """404 for who has no work in the commune, 403 for whose work needs no households."""
    unit = worked_unit(request, unit_id)
    hamlets = hamlets_read(request.user, unit)
    require(hamlets is None or bool(hamlets), WHO_READS)
    return Reading(unit=unit, year=year, hamlets=hamlets)


# --- the year's list ---


def _found(
    request: SignedInRequest, unit_id: int, year: int, *, page: int | None, file: str = ""
) -> tuple[Reading, SupportFilterForm, SupportList]:
    reading = _reading(request, unit_id, year)
    with read_snapshot():
        agencies = Agency.objects.in_unit(reading.unit).in_order()
        form = SupportFilterForm(request.GET, hamlets=reading.places, agencies=agencies)
        items = support_of_year(unit=reading.unit, year=year, filter=form.filter(hamlets=reading.hamlets))
        found = support_list(items, page=page)
    keep = partial(support_list_keep, unit=reading.unit, year=year, filters=form.kept, by=request.user)
    afterwards(request, partial(keep, items=found.page.households, file=file))
    return reading, form, found


@read_view
def support_of_the_year(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """What was given in the year and what is owed, by filters, with its sums."""
    asked = request.GET.get("trang", "")
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    reading, form, found = _found(request, unit_id, year, page=page)
    editable = can_edit(request.user, reading.unit)
    context = {**reading.context, "form": form, "found": found, "editable": editable}
    return render(request, "assignments/support_list.html", context)


@read_view
def support_excel(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """The whole list as a workbook."""
    reading, form, found = _found(request, unit_id, year, page=None, file="xlsx")
    content = support_workbook(unit=reading.unit, year=year, found=found, said=form.said)
    return file_response(content, f"ho-tro-{reading.unit.slug}-{year}.xlsx", EXCEL)


# --- in public ---


@dataclass(frozen=True, kw_only=True)
class Posting:
    """A list for the public as an address asks for it; `form` has errors where it cannot be."""

    reading: Reading
    form: DisclosureForm
    found: Disclosure

    @property
    def of(self) -> dict[str, Any]:
        """Its place and time."""
        return {"unit": self.reading.unit, "hamlet": self.form.hamlet, "span": self.form.span}

    @property
    def address(self) -> str:
        """The page that shows it, or says why it cannot be."""
        page = reverse("assignments:disclosure", args=[self.reading.unit.pk, self.reading.year])
        return f"{page}?{self.form.query}"


def _posting(request: SignedInRequest, unit_id: int, year: int, *, file: str = "") -> Posting:
    reading = _reading(request, unit_id, year)
    form = DisclosureForm(request.GET, year=year, hamlets=reading.places, whole=reading.hamlets is None)
    hamlets = [form.hamlet.pk] if form.hamlet else None
    with read_snapshot():
        found = disclosed_support(unit=reading.unit, span=form.span, hamlets=hamlets)
    posting = Posting(reading=reading, form=form, found=found)
    keep = partial(disclosure_keep, **posting.of, items=len(found.lines), file=file, by=request.user)
    afterwards(request, keep)
    return posting


@read_view
def disclosure(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """Exactly what will hang in public."""
    posting = _posting(request, unit_id, year)
    context = {
        **posting.reading.context,
        "form": posting.form,
        "found": posting.found,
        "hamlet": posting.form.hamlet,
        "subject": disclosure_subject(**posting.of),
    }
    status = 422 if posting.form.errors else 200
    return render(request, "assignments/disclosure.html", context, status=status)


@print_view
def disclosure_pdf(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse | Print:
    """The list on paper."""
    posting = _posting(request, unit_id, year, file="pdf")
    if posting.form.errors:
        return redirect(posting.address)
    document = disclosure_list(**posting.of, found=posting.found)
    unit = posting.reading.unit
    return Print(
        documents=[document],
        name=f"{document.name}.pdf",
        title=f"In danh sách công khai hỗ trợ năm {year}, {unit.full_name}",
        unit_code=unit.code,
        back=posting.address,
        context=posting.reading.context,
    )


@read_view
def disclosure_excel(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """The list as a workbook."""
    posting = _posting(request, unit_id, year, file="xlsx")
    if posting.form.errors:
        return redirect(posting.address)
    content = disclosure_workbook(**posting.of, found=posting.found)
    return file_response(content, f"cong-khai-ho-tro-{posting.reading.unit.slug}-{year}.xlsx", EXCEL)
