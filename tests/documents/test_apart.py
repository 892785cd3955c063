"""What a process apart may do, and what of it is heard."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from povertyplan.common.errors import DomainError
from povertyplan.documents.apart import Limits, Sentences, Zygote


class WorkError(DomainError):
    """Work that was refused."""


def warm_up() -> None:
    """Nothing to load."""


def work(request: bytes) -> bytes:
    match request:
        case b"refuse":
            raise WorkError("Ô C7 chưa đúng.")
        case b"break":
            raise KeyError("Nguyễn Thị Mơ")
        case b"eat":
            return b"ate %d" % len(b"x" * (1 << 30))
        case b"sleep":
            time.sleep(60)
        case b"spin":
            while True:
                pass
        case b"swell":
            return b"x" * (2 << 20)
        case b"die":
            os.abort()
        case b"environment":
            return "\n".join(sorted(os.environ)).encode()
    return request


LIMITS = Limits(memory=300 << 20, cpu=1, wall=5.0, answer=1 << 20)


@pytest.fixture(scope="module")
def zygote():
    made = Zygote(
        "test",
        warm_up=warm_up,
        work=work,
        sentences=Sentences(error=WorkError, busy="bận", failed="hỏng", over="quá sức"),
    )
    yield made
    made.stop()


@pytest.mark.parametrize("request_", [b"", b"x", b"-MemoryError-", b"+", b"a\nb\n", bytes(range(256)) * 3000])
def test_the_answer_is_what_work_made_of_the_request(zygote, request_):
    assert zygote.answer(request_, limits=LIMITS) == request_


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (b"refuse", "Ô C7 chưa đúng."),
        (b"break", "hỏng"),
        (b"eat", "quá sức"),
        (b"swell", "quá sức"),
        (b"die", "quá sức"),
    ],
)
def test_each_end_has_its_sentence_and_the_next_job_is_done(zygote, request_, sentence):
    with pytest.raises(WorkError) as raised:
        zygote.answer(request_, limits=LIMITS)

    assert str(raised.value) == sentence
    assert zygote.answer(b"next", limits=LIMITS) == b"next"


@pytest.mark.parametrize(
    ("request_", "limits", "seconds"),
    [
        (b"spin", Limits(memory=300 << 20, cpu=1, wall=60), 30),
        (b"sleep", Limits(memory=300 << 20, cpu=60, wall=0.2), 5),  # when its owner would give up on it
    ],
)
def test_processor_and_clock_each_end_a_job(zygote, request_, limits, seconds):
    started = time.monotonic()

    with pytest.raises(WorkError, match="quá sức"):
        zygote.answer(request_, limits=limits)

    assert time.monotonic() - started < seconds


def test_only_the_kind_of_an_unforeseen_error_is_logged(zygote, caplog):
    with caplog.at_level(logging.ERROR), pytest.raises(WorkError):
        zygote.answer(b"break", limits=LIMITS)

    assert "KeyError" in caplog.text
    assert "Nguyễn" not in caplog.text


def test_a_process_killed_at_work_is_no_fault_of_the_work(zygote, caplog):
    """Seen failing as "over its limits", which would have its owner shorten a document for nothing."""
    assert zygote.answer(b"first", limits=LIMITS) == b"first"
    killed = threading.Timer(0.3, os.killpg, (zygote._process.pid, signal.SIGKILL))
    killed.start()

    with pytest.raises(WorkError, match="hỏng"):
        zygote.answer(b"sleep", limits=LIMITS)

    assert "the test process was killed" in caplog.text
    assert zygote.answer(b"next", limits=LIMITS) == b"next"


def test_a_third_job_is_told_to_wait(zygote):
    for _ in range(2):
        zygote._turns.acquire()
    try:
        with pytest.raises(WorkError, match="bận"):
            zygote.answer(b"x", limits=Limits(memory=300 << 20, cpu=1, wall=0.05))
    finally:
        for _ in range(2):
            zygote._turns.release()


def test_the_environment_holds_no_settings(zygote, monkeypatch):
    monkeypatch.setenv("POVERTYPLAN_SECRET_KEY", "x")
    zygote.stop()

    names = set(zygote.answer(b"environment", limits=LIMITS).decode().split("\n"))

    assert "PYTHONPATH" in names
    assert not [name for name in names if name.startswith(("POVERTYPLAN", "DJANGO", "DATABASE"))]


def test_a_zygote_starts_with_its_first_job_and_ends_with_its_owner():
    late = Zygote(
        "late", warm_up=warm_up, work=work, sentences=Sentences(error=WorkError, busy="", failed="", over="")
    )
    assert late._process is None

    late.answer(b"x", limits=LIMITS)
    assert late._process is not None
    pid = late._process.pid
    late.stop()

    assert not Path(f"/proc/{pid}").exists()
