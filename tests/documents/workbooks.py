"""Workbooks from the few lines of the format that a test is about."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

Parts = dict[str, Any]  # text or bytes by name


def cell(reference: str, value: object = 1, kind: str = "", more: str = "") -> str:
    """A cell with a value as it is written in the file."""
    return f'<c r="{reference}"{f""" t="{kind}" """ if kind else ""}{more}><v>{value}</v></c>'


def row(number: int, *cells: str, more: str = "") -> str:
    return f'<row r="{number}"{more}>{"".join(cells)}</row>'


def worksheet(*rows: str, before: str = "", after: str = "") -> str:
    """A sheet's part."""
    data = "".join(rows)
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{data}</sheetData>{after}</worksheet>'


def strings(*items: str) -> str:
    """The part of shared strings, each given as the inside of its element."""
    return f'<sst xmlns="{MAIN}">{"".join(f"<si>{item}</si>" for item in items)}</sst>'


def styles(*codes: str) -> str:
    """The part of styles: style n shows numbers by the n-th code."""
    formats = "".join(f'<numFmt numFmtId="{164 + at}" formatCode="{code}"/>' for at, code in enumerate(codes))
    styled = "".join(f'<xf numFmtId="{164 + at}"/>' for at in range(len(codes)))
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts>'
        f'<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>{styled}</cellXfs></styleSheet>'
    )


def parts(
    sheet: str | bytes,
    *,
    names: Iterable[str] = ("Biểu",),
    states: Mapping[str, str] | None = None,
    properties: str = "",
    main_type: str = SHEET_TYPE,
    more: Parts | None = None,
) -> Parts:
    """The parts of a workbook whose sheets all show the same part."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" r:id="rId1"'
        f'{f""" state="{states[name]}" """ if states and name in states else ""}/>'
        for at, name in enumerate(names, 1)
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main_type}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{properties}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{RELATIONS}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
        f'<Relationship Id="rId3" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        **(more or {}),
    }


def archive(entries: Parts, *, kind: int = ZIP_DEFLATED) -> bytes:
    """The parts packed."""
    made = io.BytesIO()
    with ZipFile(made, "w", kind) as target:
        for name, content in entries.items():
            target.writestr(ZipInfo(name), content, kind)
    return made.getvalue()


def workbook(sheet: str | bytes, **more: Any) -> bytes:
    """A workbook with this sheet."""
    return archive(parts(sheet, **more))


def plain() -> bytes:
    """A small workbook without fault."""
    return workbook(
        worksheet(row(1, cell("A1", "Thôn", "str"), cell("B1", 12)), before='<dimension ref="A1:B1"/>')
    )
