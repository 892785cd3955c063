"""Files that are not a whole backup of ours for this database: refused in words, and nothing is touched."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

from benchmarks.installation import KEY, Installation, Machine, Vendor, columns_read, rows_read
from benchmarks.result import Result, Size, tallied
from povertyplan.common.backup.sealed import CHUNK, MAGIC, SALT, TAG

REFUSED = 2
FLIPS, LENGTHS = 50, 20
QUICK = 3  # of the files, drawn; none is of the other database
HEADER = len(MAGIC) + 1 + SALT
SENTENCES = {
    "sai khóa": "wrong key or damaged",
    "đã hỏng hoặc bị cắt": "damaged or cut",
    "hỏng ở đầu tệp": "no backup of ours",
    "định dạng": "another format",
    "đặt DATABASE_URL đúng loại": "another kind of database",
    "phiên bản chương trình mới hơn": "of a newer release",
}

ONE_PERSON = "from povertyplan.accounts.models import User; User.objects.create_user('a', password=None)"

Case = tuple[str, bytes, str]  # its kind, the file, the key it is opened with


def cases(whole: bytes, of_other_kind: bytes | None, *, chance: random.Random) -> Iterator[Case]:
    """Every spoilt file; places and lengths drawn over the whole file, its header and its end among them."""
    places = [0, len(MAGIC), HEADER - 1, HEADER, len(whole) - 1]
    for place in [*places, *chance.choices(range(len(whole)), k=FLIPS - len(places))]:
        flipped = bytearray(whole)
        flipped[place] ^= 1 << chance.randrange(8)
        yield "a bit flipped", bytes(flipped), KEY
    lengths = [1, HEADER - 1, HEADER, HEADER + CHUNK + TAG, len(whole) - 1]
    for length in [*lengths, *chance.choices(range(len(whole)), k=LENGTHS - len(lengths))]:
        yield "cut", whole[:length], KEY
    header, body = whole[:HEADER], whole[HEADER:]
    chunks = [body[at : at + CHUNK + TAG] for at in range(0, len(body), CHUNK + TAG)]
    yield "parts swapped", b"".join([header, chunks[1], chunks[0], *chunks[2:]]), KEY
    yield "a part left out", b"".join([header, chunks[0], *chunks[2:]]), KEY
    yield "a part twice", b"".join([header, chunks[0], *chunks]), KEY
    yield "bytes added", whole + b"\0", KEY
    yield "another key", whole, "khóa của một xã khác"
    if of_other_kind is not None:
        yield "of the other database", of_other_kind, KEY
    yield "an older format", whole[: len(MAGIC)] + b"\0" + whole[len(MAGIC) + 1 :], KEY
    yield "a newer format", whole[: len(MAGIC)] + b"\2" + whole[len(MAGIC) + 1 :], KEY
    yield "no backup", b"PK\3\4" + whole, KEY
    yield "an empty file", b"", KEY


def measure(desk: Machine, office: Installation, size: Size) -> Iterator[Result]:
    """What each spoilt file comes to, tried with --force over a database in use."""
    whole = _backup(office)
    of_other_kind = _of_other_kind(desk, office) if size is Size.FULL else None
    chance = random.Random(10)
    folder = desk.folder / "spoilt"
    folder.mkdir(exist_ok=True)
    before = _state(office)
    outcomes: Counter[str] = Counter()
    spoilt = list(cases(whole, of_other_kind, chance=chance))
    chosen = spoilt if size is Size.FULL else chance.sample(spoilt, QUICK)
    for number, (kind, content, key) in enumerate(chosen):
        file = folder / f"{number}.backup"
        file.write_bytes(content)
        ended = office.manage("restore", "--force", file, POVERTYPLAN_BACKUP_KEY=key)
        words = [name for sentence, name in SENTENCES.items() if sentence in ended.stderr]
        refused = ended.returncode == REFUSED and len(words) == 1 and "Traceback" not in ended.stderr
        outcomes[f"{kind}: {words[0] if refused else 'NOT REFUSED'}"] += 1
    touched = _state(office) != before
    whole_file = folder / "whole.backup"
    whole_file.write_bytes(whole)
    taken = office.manage("restore", "--check", whole_file).returncode == 0
    yield tallied(
        f"spoilt files given to restore on {office.vendor}",
        outcomes,
        bar="each refused in words with exit status 2, database and folder untouched, the whole file taken",
        holds=taken and not touched and not any("NOT REFUSED" in outcome for outcome in outcomes),
    )


def _of_other_kind(desk: Machine, office: Installation) -> bytes:
    """A backup of a neighbour's, who works with the other kind of database."""
    (other,) = {*Vendor} - {office.vendor}
    neighbour = desk.install("neighbour", other)
    neighbour.done("migrate")
    neighbour.done("shell", "-c", ONE_PERSON)
    return _backup(neighbour)


def _backup(office: Installation) -> bytes:
    """A backup of it, and nothing left in its folder."""
    office.done("backup")
    (file,) = (office.data / "backups").glob("*.backup")
    content = file.read_bytes()
    file.unlink()
    return content


def _state(office: Installation) -> object:
    """All that must not change."""
    return rows_read(office, columns_read(office)), {
        path.name for path in (office.data / "backups").iterdir()
    }
