"""What a page offers: the addresses its links open and its forms send to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.urls import Resolver404, resolve

LINK = re.compile(r'<a\b[^>]*?\shref="([^"]*)"')
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
ACTION = re.compile(r'\s(?:form)?action="([^"]*)"')


def offers(url: str, response: HttpResponse) -> set[tuple[str, str]]:
    """("GET", "POST") and the URL name of all that a page at `url` lets its reader open or send; of a file
    nothing.
    """
    if response.status_code != 200 or not response.headers.get("Content-Type", "").startswith("text/html"):
        return set()
    page = response.content.decode()
    named = {(method, _name(_path(url, address))) for method, address in set(_addresses(url, page))}
    return {(method, name) for method, name in named if name}


def _addresses(url: str, page: str) -> Iterator[tuple[str, str]]:
    for address in LINK.findall(page):
        yield "GET", address
    for head, body in FORM.findall(page):
        method = "POST" if 'method="post"' in head else "GET"
        if "<button" in body:
            yield from ((method, address) for address in ACTION.findall(head) or [url])
            yield from ((method, address) for address in ACTION.findall(body))


def _path(url: str, address: str) -> str:
    parts = urlsplit(unescape(address))
    return "" if parts.netloc or parts.scheme else parts.path or urlsplit(url).path


@cache
def _name(path: str) -> str:
    """The URL name of a path of ours, else ''."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""
