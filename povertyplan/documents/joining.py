"""Puts PDFs that were drawn apart into one, with their tags and bookmarks.

The pieces are our own: pydyf wrote them with each object in plain sight (`prepare` sees to that). What a file
has once (the trees of pages, tags and bookmarks) is written anew; all other objects get new numbers, by their
text. Decision 0019 says why no library does this.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence

import pydyf

KEYS = 100_000  # in the tree of tags, for each piece
PAGES, CATALOG, TREE, PARENTS, TAGS, BOOKMARKS = range(1, 7)  # what the joined file has once
OWN = 3  # below it stand what every piece of pydyf begins with: nothing, its pages, its catalog

_REFERENCE = re.compile(rb"\((?:[^()\\]|\\.)*\)|<[0-9a-f]*>|\b(\d+) 0 R\b", re.DOTALL)


def prepare(pdf: pydyf.PDF, place: int) -> None:
    """Before the piece at this place is written: its names in the tree of tags become those of no other."""
    for each in pdf.objects:
        if isinstance(each, pydyf.Stream):
            each.compress = True  # the file itself is not compressed: its objects stand one by one
        elif isinstance(each, pydyf.Dictionary):
            for name in {"StructParents", "StructParent"} & each.keys():
                each[name] += place * KEYS
            if "Nums" in each:
                each["Nums"][::2] = [key + place * KEYS for key in each["Nums"][::2]]
            if "ID" in each:
                each["ID"].string = f"{place}-{each['ID'].string}"


def page_count(piece: bytes) -> int:
    """How many pages a piece has."""
    return int(_value(piece[: piece.index(b"endobj")], "Count"))  # the tree of pages stands first


class Joined:
    """One file of the pages of many pieces."""

    def __init__(self) -> None:
        self._objects = [_Object() for _ in range(BOOKMARKS + 1)]
        self._information = _Object()
        self._pages: list[int] = []
        self._parents: list[bytes] = []
        self._tags: list[bytes] = []
        self._bookmarks: list[int] = []  # the first and the last of every piece
        self._bookmark_count = 0

    def add(self, piece: bytes) -> None:
        """The pages of the next piece. What the whole file is called is taken from the first."""
        objects = _objects(piece)
        catalog = objects[CATALOG]
        tree = _number(catalog, "StructTreeRoot")
        parents, tags = _number(objects[tree], "ParentTree"), _number(objects[tree], "K")
        bookmarks = _number(catalog, "Outlines")
        once = {PAGES: PAGES, CATALOG: CATALOG, tree: TREE, parents: PARENTS, tags: TAGS}
        once |= {bookmarks: BOOKMARKS} if bookmarks else {}
        renumbered = self._take(objects, once)
        if not self._pages:
            self._objects[CATALOG].content = renumbered(catalog)
            self._information.content = objects[-1]
        self._pages += _kids(renumbered(objects[PAGES]))
        self._parents.append(renumbered(objects[parents].removeprefix(b"<</Nums [").removesuffix(b"]>>")))
        self._tags.append(renumbered(_value(objects[tags], "K")).strip(b"[]"))
        if bookmarks:
            tops = renumbered(objects[bookmarks])
            first, last = _number(tops, "First"), _number(tops, "Last")
            if self._bookmarks:
                self._objects[first].set("Prev", _reference(self._bookmarks[-1]))
                self._objects[self._bookmarks[-1]].set("Next", _reference(first))
            self._bookmarks += [first, last]
            self._bookmark_count += int(_value(tops, "Count"))

    def lay_over(self, file: bytes) -> None:
        """The pages of an untagged file over as many of the last ones, for what is no content."""
        objects = _objects(file)
        renumbered = self._take(objects, {PAGES: PAGES, CATALOG: CATALOG})
        kept = self._put(b"<</Length 1>>\nstream\nq\nendstream")
        laid = _kids(renumbered(objects[PAGES]))
        for at, number in enumerate(laid, start=len(self._pages) - len(laid)):
            over = self._objects[number].content
            form = self._objects[_number(over, "Contents")]
            form.set("Resources", _value(over, "Resources"))
            form.set("BBox", _value(over, "MediaBox"))
            form.set("Subtype", b"/Form")
            page = self._objects[self._pages[at]]
            drawn = b"Q /Artifact BMC /Over%d Do EMC" % at
            last = self._put(b"<</Length %d>>\nstream\n%b\nendstream" % (len(drawn), drawn))
            own = _value(page.content, "Contents")
            both = b"[%b %b %b]" % (_reference(kept), own, _reference(last))
            page.content = page.content.replace(b"/Contents " + own, b"/Contents " + both, 1)
            resources = self._objects[_number(page.content, "Resources")]
            named = b"/XObject <</Over%d %b" % (at, _value(over, "Contents"))
            resources.content = resources.content.replace(b"/XObject <<", named, 1)

    def written(self) -> bytes:
        """The file."""
        kids, tags = b" ".join(map(_reference, self._pages)), b" ".join(self._tags)
        by_key = sorted(self._parents, key=lambda parents: int(parents.partition(b" ")[0]))
        once = {
            PAGES: b"<</Type /Pages/Kids [%b]/Count %d>>" % (kids, len(self._pages)),
            TREE: b"<</Type /StructTreeRoot/ParentTree %d 0 R/K [%d 0 R]>>" % (PARENTS, TAGS),
            PARENTS: b"<</Nums [%b]>>" % b" ".join(by_key),
            TAGS: b"<</Type /StructElem/S /Document/K [%b]/P %d 0 R>>" % (tags, TREE),
            BOOKMARKS: b"<</Count %d/First %d 0 R/Last %d 0 R>>"
            % (self._bookmark_count, self._bookmarks[0], self._bookmarks[-1]),
        }
        for number, content in once.items():
            self._objects[number].content = content
        pdf = pydyf.PDF()
        pdf.objects[1:] = []  # all but the one that is free
        for each in self._objects[1:]:
            pdf.add_object(each)
        pdf.catalog, pdf.info = self._objects[CATALOG], self._information
        output = io.BytesIO()
        pdf.write(output, compress=True)
        return output.getvalue()

    def _take(self, objects: Sequence[bytes], once: Mapping[int, int]) -> Callable[[bytes], bytes]:
        """Add a file's objects but those that a file has once; what gives their text its new numbers."""
        numbers = dict(once)
        others = [number for number in range(OWN, len(objects)) if number not in once]
        numbers |= {number: new for new, number in enumerate(others, start=len(self._objects))}

        def renumbered(text: bytes) -> bytes:
            return _REFERENCE.sub(
                lambda found: _reference(numbers[int(found[1])]) if found[1] else found[0], text
            )

        for number in others:
            head, stream, content = objects[number].partition(b"\nstream\n")
            self._put(renumbered(head) + stream + content)
        return renumbered

    def _put(self, content: bytes) -> int:
        self._objects.append(_Object(content))
        return len(self._objects) - 1


class _Object(pydyf.Object):  # type: ignore[misc]
    """An object as its text."""

    def __init__(self, content: bytes = b"") -> None:
        super().__init__()
        self.content = content

    @property
    def data(self) -> bytes:
        return self.content

    @property
    def compressible(self) -> bool:
        return not self.content.endswith(b"\nendstream")

    def set(self, name: str, value: bytes) -> None:
        """Give it what has no such name yet."""
        self.content = b"<</%b %b%b" % (name.encode(), value, self.content.removeprefix(b"<<"))


def _objects(pdf: bytes) -> list[bytes]:
    """The objects of a file that `prepare` saw, by number; the last one is the information on the file."""
    table = int(pdf[pdf.rindex(b"startxref") + 10 :].split(maxsplit=1)[0])
    begins = [int(line[:10]) for line in pdf[table : pdf.rindex(b"trailer")].splitlines()[2:]]
    return [
        pdf[begin:end].partition(b" obj\n")[2].removesuffix(b"\nendobj\n")
        for begin, end in zip(begins, [*begins[1:], table], strict=True)
    ]


def _value(text: bytes, name: str) -> bytes:
    """What stands after a name: an array with its brackets, or all up to the next name; empty for none."""
    found = re.search(rb"/%b (\[[^\[\]]*\]|[^/>]*)" % name.encode(), text)
    return found[1] if found else b""


def _number(text: bytes, name: str) -> int:
    """The number of the object that a name refers to, alone or in an array; 0 for none."""
    return int(_value(text, name).strip(b"[").partition(b" ")[0] or 0)


def _kids(pages: bytes) -> list[int]:
    return [int(number) for number in _value(pages, "Kids").strip(b"[]").split()[::3]]


def _reference(number: int) -> bytes:
    return b"%d 0 R" % number
