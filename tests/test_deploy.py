"""The files an administrator copies agree with the program they start."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from povertyplan import settings

DEPLOY = settings.BASE / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
ENVIRONMENTS = sorted((DEPLOY / "systemd").glob("*.env"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_unit_starts_what_there_is(unit: Path) -> None:
    text = unit.read_text()

    for name in re.findall(r"(?:scripts|deploy)/[\w./-]+", text):
        assert (settings.BASE / name).is_file(), name
    for command, arguments in re.findall(r"manage\.py (\w+)([^\n]*)", text):
        given = [] if command == "dbshell" else arguments.split()
        load_command_class(get_commands()[command], command).create_parser("", command).parse_args(given)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_unit_runs_closed_in(unit: Path) -> None:
    lines = set(unit.read_text().splitlines())

    assert lines >= {
        "User=povertyplan",
        "CapabilityBoundingSet=",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "UMask=0077",
    }


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda environment: environment.name)
def test_environment_names_what_the_settings_read(environment: Path) -> None:
    names = re.findall(r"^#?([A-Z_]+)=", environment.read_text(), re.MULTILINE)
    read = {*re.findall(r"[A-Z_]{6,}", settings.__doc__ or ""), "BACKUP_TO"}

    assert names
    assert {*names} <= read


def test_proxy_waits_longer_than_the_server_and_speaks_for_the_reader() -> None:
    proxy = (DEPLOY / "nginx" / "povertyplan.conf").read_text()
    server = (settings.BASE / "scripts" / "gunicorn.conf.py").read_text()
    limits = [
        int(match[1])
        for text, pattern in ((proxy, r"proxy_read_timeout (\d+)s"), (server, r"\ntimeout = (\d+)"))
        if (match := re.search(pattern, text))
    ]

    assert limits == [95, 90]
    assert "X-Forwarded-For $remote_addr;" in proxy
    assert "X-Forwarded-Proto https;" in proxy
    assert re.findall(r"log_format povertyplan '(.*)'", proxy) == [
        "$time_iso8601 $request_id $request_method $status $body_bytes_sent $request_time"
    ]
