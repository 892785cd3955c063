"""A document as one HTML file for a commune's portal: nothing in it is fetched from elsewhere."""

from __future__ import annotations

import base64
import re

from django.utils.html import escape

from povertyplan.documents import apart
from povertyplan.documents.blocks import Document
from povertyplan.documents.html import render_body
from povertyplan.documents.layout import document_title

STYLES = apart.ROOT / "static" / "css"
_DRAWN = re.compile(r'url\("([\w-]+\.svg)"\)')


def render_html(document: Document) -> bytes:
    """The whole document with its looks inside, to read, to print and to put on a portal."""
    title = escape(document_title(document))
    return (
        '<!doctype html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\nbody {{ margin: 0; }}\n{_looks()}</style>\n</head>\n"
        f"<body>\n<main>{render_body(document)}</main>\n</body>\n</html>\n"
    ).encode()


def _looks() -> str:
    """The documents' style sheet with its pictures written into it."""
    return _DRAWN.sub(_picture, (STYLES / "document.css").read_text(encoding="utf-8"))


def _picture(found: re.Match[str]) -> str:
    content = base64.b64encode((STYLES / found[1]).read_bytes()).decode()
    return f'url("data:image/svg+xml;base64,{content}")'
