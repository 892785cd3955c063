"""The file format of a backup: bytes that only the holder of a passphrase reads and nobody changes unnoticed.

    offset  bytes
         0     18  "povertyplan backup"
        18      1  version of the format, 1
        19     16  salt, random for each file
        35         chunks: 65,536 bytes of content and a tag of 16 bytes; the last one may be shorter

The key is scrypt(passphrase in UTF-8 NFC, salt, N = 2^17, r = 8, p = 1), 32 bytes, so each file has its own.
A chunk is AES-256-GCM with the first 35 bytes of the file as associated data and as nonce the chunk's number
(11 bytes, big-endian, from 0) and a byte that is 1 for the last chunk and 0 for the others. This is the
STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015) with the nonces of age: a chunk that was
changed, moved, left out or added fails, and so does a file that was cut.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from povertyplan.common.errors import DomainError

MAGIC = b"povertyplan backup"
VERSION = 1
SALT = 16
CHUNK = 65_536
TAG = 16
SCRYPT_COST = 2**17  # 128 MB and a third of a second; part of version 1


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    secret = unicodedata.normalize("NFC", passphrase).encode()
    return AESGCM(Scrypt(salt=salt, length=32, n=SCRYPT_COST, r=8, p=1).derive(secret))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def seal(parts: Iterable[bytes], *, passphrase: str) -> Iterator[bytes]:
    """The file that holds the parts joined. It is whole only when the last piece has been taken."""
    header = MAGIC + bytes([VERSION]) + secrets.token_bytes(SALT)
    cipher = _cipher(passphrase, header[-SALT:])
    yield header
    buffer, number = bytearray(), 0
    for part in parts:
        buffer += part
        while len(buffer) > CHUNK:  # never all of it: the last chunk comes after
            yield cipher.encrypt(_nonce(number, last=False), bytes(buffer[:CHUNK]), header)
            del buffer[:CHUNK]
            number += 1
    yield cipher.encrypt(_nonce(number, last=True), bytes(buffer), header)


def unseal(file: BinaryIO, *, passphrase: str) -> Iterator[bytes]:
    """The content, piece by piece, each proved; that nothing is missing is proved when the last one is taken.

    DomainError with a sentence for a file that is not ours, of another format, damaged or under another key.
    """
    header = file.read(len(MAGIC) + 1 + SALT)
    if len(header) < len(MAGIC) + 1 + SALT or not header.startswith(MAGIC):
        raise DomainError("Tệp không phải bản sao lưu của chương trình này, hoặc đã hỏng ở đầu tệp.")
    if header[len(MAGIC)] != VERSION:
        raise DomainError(
            f"Bản sao lưu có định dạng {header[len(MAGIC)]}, chương trình này chỉ đọc định dạng {VERSION}:"
            " hãy dùng phiên bản chương trình đã làm ra bản sao lưu."
        )
    cipher = _cipher(passphrase, header[-SALT:])
    number, block = 0, file.read(CHUNK + TAG)
    while True:
        following = file.read(CHUNK + TAG)
        try:
            yield cipher.decrypt(_nonce(number, last=not following), block, header)
        except InvalidTag as error:
            raise DomainError(
                "Bản sao lưu đã hỏng hoặc bị cắt: hãy dùng bản khác."
                if number
                else "Không mở được bản sao lưu: sai khóa, hoặc tệp đã hỏng."
            ) from error
        if not following:
            return
        number, block = number + 1, following
