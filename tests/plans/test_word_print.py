"""Word files printed by LibreOffice: as long as our PDF, and nothing torn from what it belongs to."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from plans.compose import plan_standing
from plans.models import Plan
from povertyplan.documents.blocks import Document, Paragraph, ParagraphStyle, Section
from povertyplan.documents.docx import render_docx
from povertyplan.documents.pdf import render_pdf
from tests.documents.sample import sample

pytestmark = pytest.mark.office

PROSE = "Rà soát, phân loại và công khai danh sách hộ nghèo, hộ cận nghèo tại từng xóm theo quy định. " * 3


def printed(documents: Mapping[str, Document], folder: Path) -> dict[str, list[str]]:
    """The text of the pages that LibreOffice prints of each document's Word file."""
    for name, document in documents.items():
        (folder / f"{name}.docx").write_bytes(render_docx(document))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    options = ["--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, folder.glob("*.docx"))]
    subprocess.run(["soffice", profile, *options], check=True, capture_output=True, timeout=240)
    return {name: pages((folder / f"{name}.pdf").read_bytes()) for name in documents}


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_word_prints_about_as_many_pages_as_the_pdf(demo: None, tmp_path: Path) -> None:
    documents = {"draft": sample(), "final": sample(draft=False)}
    for plan in Plan.objects.select_related("unit", "approved_document"):
        documents[plan.slug] = plan_standing(plan).document

    words = printed(documents, tmp_path)

    assert len(documents) == 8
    for name, document in documents.items():
        counts = len(pages(render_pdf(document))), len(words[name])
        assert abs(counts[0] - counts[1]) <= 1, f"{name}: {counts} pages as PDF and as Word"


def test_wherever_a_page_ends_heading_and_text_and_signature_stay_together(tmp_path: Path) -> None:
    def document(lines: int) -> Document:
        filling = (Paragraph(inline=("Một dòng.",)),) * lines
        section = Section(heading="Mục", blocks=(Paragraph(inline=(PROSE,)),))
        closing = Paragraph(inline=(PROSE,), style=ParagraphStyle.CLOSING)
        return replace(sample(), blocks=(*filling, section, closing), appendices=())

    words = printed({str(lines): document(lines) for lines in range(6, 20)}, tmp_path)

    assert {len(each) for each in words.values()} == {1, 2}
    for each in words.values():
        # One heading: LibreOffice 7.4 lets go of the first of two, Word does not.
        assert not any(page.endswith("MỤC") for page in each)
        (signed,) = [page for page in each if "Nơi nhận:" in page]
        assert "./." in signed.partition("Nơi nhận:")[0]
        assert "Nguyễn Thị Hồng Ngát" in signed
