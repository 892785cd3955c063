"""Serving to the office's network: a certificate that phones take, and no more than they must trust."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import ssl
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from django.conf import settings

SCRIPT = settings.BASE / "scripts/serve_lan.py"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Path) -> Iterator[tuple[int, str]]:
    """The port of a server with its data in the folder, and what it says."""
    port = free_port()
    command = [sys.executable, str(SCRIPT), str(port), "127.0.0.1"]
    given = {name: value for name, value in os.environ.items() if not name.startswith("POVERTYPLAN_")}
    with subprocess.Popen(
        command,
        env=given
        | {
            "POVERTYPLAN_DATA": str(folder),
            "WEB_CONCURRENCY": "1",
            "PROMETHEUS_MULTIPROC_DIR": str(folder / "of-a-server-that-ended"),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as server:
        try:
            assert server.stdout
            said = "".join(server.stdout.readline() for _ in range(3))
            yield port, said
        finally:
            os.killpg(server.pid, signal.SIGTERM)


def ask(port: int, context: ssl.SSLContext, host: str = "127.0.0.1") -> http.client.HTTPResponse:
    """The answer of the door to a GET, which it refuses without a database."""
    deadline = time.monotonic() + 60
    while True:
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=30, context=context)
        try:
            connection.request("GET", "/dang-xuat/", headers={"Host": f"{host}:{port}"})
            return connection.getresponse()
        except ConnectionRefusedError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        finally:
            connection.close()


def trusting(folder: Path) -> ssl.SSLContext:
    """What a phone does that has taken the certificate of the authority."""
    context = ssl.create_default_context(cafile=str(folder / "lan/ca.crt"))
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def test_phone_that_trusts_the_authority_is_served_over_tls(tmp_path: Path) -> None:
    with serving(tmp_path) as (port, said):
        answer = ask(port, trusting(tmp_path))
        with pytest.raises(ssl.SSLCertVerificationError):
            ask(port, ssl.create_default_context())
        name = socket.gethostname().split(".")[0].lower()
        statuses = [ask(port, trusting(tmp_path), host).status for host in ("127.0.0.1", name)]

    assert f"https://127.0.0.1:{port}" in said
    authority = x509.load_pem_x509_certificate((tmp_path / "lan/ca.crt").read_bytes())
    assert authority.fingerprint(hashes.SHA256()).hex(":").upper() in said
    assert (answer.status, statuses) == (405, [405, 405])
    assert answer.headers["Strict-Transport-Security"]


def test_certificates_are_kept_and_keys_closed_to_others(tmp_path: Path) -> None:
    with serving(tmp_path) as (port, _):
        ask(port, trusting(tmp_path))
    before = {file.name: file.read_bytes() for file in (tmp_path / "lan").iterdir()}
    (tmp_path / "lan/server.key").unlink()
    with serving(tmp_path) as (port, _):
        ask(port, trusting(tmp_path))
    after = {file.name: file.read_bytes() for file in (tmp_path / "lan").iterdir()}

    assert {name: after[name] == before[name] for name in before} == {
        "ca.crt": True,
        "ca.key": True,
        "server.crt": False,
        "server.key": False,
    }
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "lan").iterdir()} == {0o600}


def test_authority_vouches_for_private_addresses_and_this_machine_alone(tmp_path: Path) -> None:
    with serving(tmp_path):
        pass
    authority = x509.load_pem_x509_certificate((tmp_path / "lan/ca.crt").read_bytes())

    constraints = authority.extensions.get_extension_for_class(x509.NameConstraints)
    permitted = constraints.value.permitted_subtrees or []
    assert constraints.critical
    assert {str(each.value) for each in permitted if isinstance(each, x509.IPAddress)} == {
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "127.0.0.0/8",
    }
