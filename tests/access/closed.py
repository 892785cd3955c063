"""Answers that are kept nowhere, framed by nobody, and run nothing inline."""

from __future__ import annotations

import re

from django.http import HttpResponse

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
    """Whether the answer is kept nowhere, framed by nobody, and runs nothing that is not ours; what is handed
    over as a file is not shown here.
    """
    policy = set(response["Content-Security-Policy"].split("; "))
    is_page = response["Content-Type"].startswith("text/html")
    is_file = response.get("Content-Disposition", "").startswith("attachment")
    inline = (
        is_page
        and not is_file
        and re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", response.content.decode())
    )
    return {name: response[name] for name in HEADERS} == HEADERS and policy == POLICY and not inline
