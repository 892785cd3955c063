"""What Prometheus reads on this machine: answers by route, the database's errors, what there is to watch."""

from __future__ import annotations

import os
import subprocess
import sys
from unittest.mock import Mock

import pytest
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection
from django.test import Client

from povertyplan.common import metrics
from povertyplan.common.backup.last import backup_noted
from povertyplan.common.failures import Failure
from tests.factories import CommuneFactory, officer_of
from tests.measured import URL, read, value

pytestmark = pytest.mark.django_db
COUNT = """
from povertyplan.common.metrics import request_count
request_count(route="households:home", status=200, seconds=0.3)
"""
SHOW = """
from povertyplan.common.metrics import metrics_text
print(metrics_text().decode())
"""


def test_answers_are_counted_by_route_and_class_of_status():
    client = Client()
    client.force_login(officer_of(CommuneFactory.create()))
    counted = [
        'povertyplan_requests_total{route="households:commune_list",status="2xx"}',
        'povertyplan_requests_total{route="households:unit_choose",status="4xx"}',
        'povertyplan_requests_total{route="unknown",status="4xx"}',
        'povertyplan_request_seconds_count{route="households:commune_list"}',
    ]
    before = [read(client, name) for name in counted]

    for path in ("/xa/", "/chon-xa/", "/khong-co/"):
        client.get(path)

    assert [read(client, name) - old for name, old in zip(counted, before, strict=True)] == [1, 1, 1, 1]


@pytest.mark.parametrize(("failure", "kind"), [(Failure.BUSY, "busy"), (None, "other")])
def test_errors_of_the_database_are_counted(failure, kind, monkeypatch):
    client = Client(raise_request_exception=False)
    client.force_login(officer_of(CommuneFactory.create()))
    monkeypatch.setattr("households.views.places.communes_of", Mock(side_effect=OperationalError))
    monkeypatch.setattr("povertyplan.common.failures.failure_of", lambda _: failure)
    name = f'povertyplan_database_errors_total{{kind="{kind}"}}'
    before = read(client, name)

    client.get("/xa/")

    assert read(client, name) == before + 1


def test_only_this_machine_reads_them(client):
    assert client.get(URL).status_code == 200
    assert client.get(URL, headers={"x-forwarded-for": "127.0.0.1"}).status_code == 404
    assert client.get(URL, REMOTE_ADDR="10.0.0.9").status_code == 404


def test_age_of_the_last_backup_is_told_where_there_is_one(client, settings, tmp_path):
    settings.DATA = tmp_path
    assert "povertyplan_backup_age_seconds" not in client.get(URL).text

    backup_noted()

    assert 0 < read(client, "povertyplan_backup_age_seconds") < 60


def test_write_ahead_log_is_measured_where_there_is_one(client):
    assert ("povertyplan_wal_bytes" in client.get(URL).text) == (connection.vendor == "sqlite")


def test_what_needs_the_database_is_left_out_while_it_is_gone(client, monkeypatch):
    monkeypatch.setattr(metrics, "watched", [Mock(side_effect=DatabaseError), *metrics.watched])

    assert client.get(URL).status_code == 200


def test_counts_of_all_processes_are_added_up(tmp_path):
    """Fails where `metrics_text` reads this process's own counts alone."""
    (folder := tmp_path / "counts").mkdir()
    environment = {
        **os.environ,
        "PROMETHEUS_MULTIPROC_DIR": str(folder),
        "POVERTYPLAN_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "povertyplan.settings",
    }

    def run(program: str) -> str:
        command = [sys.executable, "-c", program]
        return subprocess.run(
            command, cwd=settings.BASE, env=environment, check=True, capture_output=True, text=True
        ).stdout

    for _ in range(2):
        run(COUNT)

    assert value(run(SHOW), 'povertyplan_requests_total{route="households:home",status="2xx"}') == 2
