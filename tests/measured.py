"""Reading what Prometheus reads of this server."""

from __future__ import annotations

from django.test import Client

URL = "/do-luong/"


def value(text: str, name: str) -> float:
    """What a line says; 0 where there is none."""
    return next((float(line.split()[-1]) for line in text.splitlines() if line.startswith(f"{name} ")), 0.0)


def read(client: Client, name: str) -> float:
    """What the page says of it now."""
    return value(client.get(URL).text, name)
