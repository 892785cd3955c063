"""What our files say to those who open them: cells, paragraphs, printed text, and what is live in them."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree
from zipfile import ZipFile

from openpyxl import load_workbook
from pypdf import PdfReader

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LIVE_IN_WORKBOOK = re.compile(
    rb"<f[ >]|<hyperlink|<ddeLink|<oleLink|<externalBook|<legacyDrawing|TargetMode=.External"
)
LIVE_IN_WORD = re.compile(rb"<w:altChunk|<w:object|<w:hyperlink|TargetMode=.External")
# What a reader of PDF acts upon. /Names alone is the tree of bookmarks and says nothing.
LIVE_IN_PDF = re.compile(
    rb"/(?:URI|Launch|JavaScript|JS|EmbeddedFiles?|Filespec|GoToR|SubmitForm|RichMedia)\b"
)


def cells_of(workbook: bytes) -> list[tuple[str, str]]:
    """Kind ("s" text, "n" number, "f" formula, "e" error) and value of every cell that is not empty."""
    book = load_workbook(io.BytesIO(workbook))
    return [
        (cell.data_type, str(cell.value))
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]


def paragraphs_of(document: bytes) -> tuple[list[str], list[str]]:
    """The text of every paragraph of a Word file, and the instructions of its fields."""
    texts, instructions = [], []
    with ZipFile(io.BytesIO(document)) as archive:
        for name in archive.namelist():
            if name.startswith("word/") and name.endswith(".xml"):
                root = ElementTree.fromstring(archive.read(name))
                texts += ["".join(_said(each)) for each in root.iter(f"{WORD}p")]
                instructions += [each.text or "" for each in root.iter(f"{WORD}instrText")]
                instructions += [each.get(f"{WORD}instr", "") for each in root.iter(f"{WORD}fldSimple")]
    return texts, instructions


def _said(paragraph: ElementTree.Element) -> list[str]:
    said = {f"{WORD}t": "", f"{WORD}tab": "\t", f"{WORD}br": "\n", f"{WORD}noBreakHyphen": "-"}
    return [said[each.tag] or each.text or "" for each in paragraph.iter() if each.tag in said]


def live_in_archive(content: bytes, pattern: re.Pattern[bytes]) -> list[str]:
    """What of a workbook or a Word file would act when it is opened."""
    with ZipFile(io.BytesIO(content)) as archive:
        return [
            found.decode()
            for name in archive.namelist()
            for found in pattern.findall(archive.read(name))
            if not name.endswith("docProps/core.xml")
        ]


def live_in_pdf(content: bytes) -> list[str]:
    """Attachments, links, pictures and scripts of a PDF, whose streams are unpacked for it."""
    reader = PdfReader(io.BytesIO(content))
    found = [f"attachment {name}" for name in reader.attachments]
    found += [
        f"{kind} on a page"
        for page in reader.pages
        for annotation in page.get("/Annots") or ()
        if (kind := str(annotation.get_object().get("/Subtype"))) != "/Link"
        or "/URI" in str(annotation.get_object())
    ]
    found += [
        match.decode()
        for at in range(1, len(reader.xref_objStm) + sum(map(len, reader.xref.values())) + 1)
        for match in LIVE_IN_PDF.findall(_object(reader, at))
    ]
    return found


def _object(reader: PdfReader, at: int) -> bytes:
    written = io.BytesIO()
    found = reader.get_object(at)
    if found is not None:
        found.write_to_stream(written)
    return written.getvalue()


def folded(text: str) -> str:
    """Without blanks and line ends, small: headings and names of bodies are printed in capitals."""
    return "".join(text.split()).casefold()


def text_of_pdf(content: bytes) -> str:
    """All that is printed, folded."""
    return folded("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))
