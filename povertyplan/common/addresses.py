"""Where a request comes from."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def is_from_this_machine(request: HttpRequest) -> bool:
    """Whether the browser runs here: a loopback address, and no proxy that speaks for somebody else."""
    if {"X-Forwarded-For", "Forwarded"} & request.headers.keys():
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def client_address(request: HttpRequest) -> str:
    """Whom the connection, or the outermost of our own proxies, saw; an IPv6 address counts with its /64.

    A forwarded header is believed only as far from its right end as `settings.PROXIES` says: the rest is
    written by whoever asks.
    """
    address: str = request.META.get("REMOTE_ADDR", "")
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if 0 < settings.PROXIES <= len(forwarded):
        address = forwarded[-settings.PROXIES] or address
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))
