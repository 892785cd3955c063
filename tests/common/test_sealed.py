"""The format of a backup file: what went in comes out, and nothing that was changed on the way does."""

from __future__ import annotations

import io
import random
import unicodedata

import pytest

from povertyplan.common.backup import sealed
from povertyplan.common.backup.sealed import CHUNK, MAGIC, SALT, TAG, seal, unseal
from povertyplan.common.errors import DomainError

KEY = "khóa của xã mẫu, rất dài"
HEADER = len(MAGIC) + 1 + SALT


@pytest.fixture(autouse=True)
def _quick_scrypt(monkeypatch):
    monkeypatch.setattr(sealed, "SCRYPT_COST", 2)


def sealed_bytes(content: bytes, *, passphrase: str = KEY) -> bytes:
    return b"".join(seal([content], passphrase=passphrase))


def unsealed(data: bytes, *, passphrase: str = KEY) -> bytes:
    return b"".join(unseal(io.BytesIO(data), passphrase=passphrase))


def is_refused(data: bytes) -> bool:
    try:
        unsealed(data)
    except DomainError:
        return True
    return False


@pytest.fixture(scope="module")
def content() -> bytes:
    return random.Random(20261122).randbytes(3 * CHUNK + 1234)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7])
def test_what_went_in_comes_out(content, size):
    data = sealed_bytes(content[:size])

    assert unsealed(data) == content[:size]
    assert len(data) == HEADER + size + TAG * max(1, -(-size // CHUNK))


def test_how_the_content_is_cut_into_parts_does_not_matter(content):
    parts = [content[start : start + 9_999] for start in range(0, len(content), 9_999)]

    assert unsealed(b"".join(seal(parts, passphrase=KEY))) == content


def test_same_content_never_makes_the_same_file():
    assert sealed_bytes(b"x" * 100)[HEADER:] != sealed_bytes(b"x" * 100)[HEADER:]


def test_two_ways_to_type_a_letter_are_one_key():
    composed, decomposed = unicodedata.normalize("NFC", KEY), unicodedata.normalize("NFD", KEY)

    assert composed != decomposed
    assert unsealed(sealed_bytes(b"x", passphrase=composed), passphrase=decomposed) == b"x"


def test_every_flip_of_a_bit_is_refused(content):
    data, chance = sealed_bytes(content), random.Random(1)
    places = [*range(HEADER + 1), HEADER + CHUNK + TAG, *(chance.randrange(len(data)) for _ in range(200))]

    accepted = []
    for place in places:
        flipped = bytearray(data)
        flipped[place] ^= 1 << chance.randrange(8)
        if not is_refused(bytes(flipped)):
            accepted.append(place)

    assert accepted == []


def test_every_cut_and_every_addition_is_refused(content):
    data, chance = sealed_bytes(content), random.Random(2)
    borders = [HEADER + number * (CHUNK + TAG) for number in range(4)]
    lengths = [0, 1, len(MAGIC), *borders, *(chance.randrange(len(data)) for _ in range(100)), len(data) - 1]

    assert [length for length in lengths if not is_refused(data[:length])] == []
    assert is_refused(data + b"\0")
    assert is_refused(data + data[HEADER:])


def test_chunks_moved_left_out_or_from_another_file_are_refused(content):
    data, other = sealed_bytes(content), sealed_bytes(content)
    block = CHUNK + TAG
    first, second = data[HEADER : HEADER + block], data[HEADER + block : HEADER + 2 * block]
    rest = data[HEADER + 2 * block :]

    assert is_refused(data[:HEADER] + second + first + rest)
    assert is_refused(data[:HEADER] + first + rest)
    assert is_refused(data[:HEADER] + first + second + second + rest)
    assert is_refused(data[:HEADER] + other[HEADER:])
    assert unsealed(data[:HEADER] + first + second + rest) == content


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "không phải bản sao lưu"),
        (b"SQLite format 3\0" * 10, "không phải bản sao lưu"),
        (MAGIC + b"\2" + bytes(100), "định dạng 2"),
        (MAGIC + b"\0" + bytes(100), "định dạng 0"),
        (MAGIC + b"\1" + bytes(100), "sai khóa"),
    ],
)
def test_what_is_no_backup_is_refused_with_a_reason(data, sentence):
    with pytest.raises(DomainError, match=sentence):
        unsealed(data)


def test_damage_behind_the_first_chunk_is_not_called_a_wrong_key(content):
    data = sealed_bytes(content)

    with pytest.raises(DomainError, match="hỏng hoặc bị cắt"):
        unsealed(data[:-1])
    with pytest.raises(DomainError, match="sai khóa"):
        unsealed(data, passphrase=KEY + "x")
