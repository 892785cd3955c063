"""What is brought back signed."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from plans.actions import signed_copy_add
from plans.actions.issuing import MAX_COPY, NOT_PDF, OTHER_DOCUMENT, TOO_LARGE
from plans.rules import CopyMatch, copy_match, is_pdf
from povertyplan.common.errors import DomainError
from povertyplan.documents.models import SignedCopy
from tests.factories import clerk_of, issued, leader_of, small_plan
from tests.plans.issuing.shared import PRINT, signed_in


def test_a_file_is_told_by_what_it_begins_with():
    both = {"issued": b"%PDF-issued", "approved": b"%PDF-approved"}

    assert copy_match(b"%PDF-issued\nmore", **both) == CopyMatch.ISSUED
    assert copy_match(b"%PDF-approved\nmore", **both) == CopyMatch.APPROVED
    assert copy_match(b"%PDF-issued", **both) == CopyMatch.UNSIGNED
    assert copy_match(b"%PDF-other", **both) == CopyMatch.OTHER
    assert is_pdf(b"%PDF-1.4 \n%%EOF\n")
    assert not is_pdf(b"PK\x03\x04%PDF-%%EOF")
    assert not is_pdf(b"%PDF-1.4 cut")


def test_signed_copy_is_kept_beside_the_print_and_said_in_words(plan):
    issued(plan, pdf=PRINT)
    clerk = signed_in(clerk_of(plan.unit))
    url = reverse("plans:signed_copy_add", args=[plan.slug])

    def send(content: bytes, **more: str):
        return clerk.post(url, {"file": SimpleUploadedFile("a.pdf", content), **more})

    assert send(PRINT + b"\nchu ky so\n%%EOF").status_code == 302
    assert OTHER_DOCUMENT in send(b"%PDF-1.4 quet\n%%EOF").text
    assert send(b"%PDF-1.4 quet\n%%EOF", is_scan="on").status_code == 302
    assert "Tệp này đã được giữ." in send(b"%PDF-1.4 quet\n%%EOF", is_scan="on").text
    for content in (b"PK\x03\x04 docx", b"", b"%PDF-1.4 cut"):
        assert NOT_PDF in send(content).text

    assert [copy.match for copy in SignedCopy.objects.order_by("pk")] == ["issued", "other"]
    text = clerk.get(reverse("plans:plan", args=[plan.slug])).text
    assert "bản đầu trong tệp trùng từng byte với bản ban hành" in text
    assert "tệp không bắt đầu bằng bản in nào của văn bản này" in text
    copy = SignedCopy.objects.order_by("pk")[0]
    served = clerk.get(reverse("plans:signed_copy", args=[plan.slug, copy.pk]))
    assert served.content == PRINT + b"\nchu ky so\n%%EOF"
    assert served["Content-Disposition"].startswith("attachment;")
    assert served["X-Content-Type-Options"] == "nosniff"
    elsewhere = issued(small_plan(plan.unit), number=2)
    assert clerk.get(reverse("plans:signed_copy", args=[elsewhere.slug, copy.pk])).status_code == 404
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        SignedCopy.objects.update(content=b"")


def test_signed_copy_is_refused_too_large_too_early_or_by_others(plan):
    with pytest.raises(DomainError, match="phát hành rồi mới"):
        signed_copy_add(plan=plan, content=PRINT, is_scan=True, by=clerk_of(plan.unit))
    issued(plan, pdf=PRINT)
    with pytest.raises(DomainError, match="Chỉ văn thư"):
        signed_copy_add(plan=plan, content=PRINT, is_scan=True, by=leader_of(plan.unit))
    with pytest.raises(DomainError, match=TOO_LARGE):
        signed_copy_add(plan=plan, content=PRINT + b" " * MAX_COPY, is_scan=True, by=clerk_of(plan.unit))
