"""The parts of a package and the one way to read their XML: no DOCTYPE, no deep nesting, bounded
text. Runs in the process apart.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Mapping
from xml.parsers import expat
from zipfile import ZipFile

from povertyplan.documents.package.faults import Fault, PackageError

MAX_DEPTH = 40
MAX_RAW = 8_192  # characters of one text that are looked at; a formula is never longer in Excel
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
TRUE = {"1", "true", "on"}


def unescaped(text: str) -> str:
    """The text with the characters that XML cannot hold, which Excel writes as _x000D_."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class PartReader:
    """One pass over a part. A subclass hears of elements by their local names; `path` is where they stand.

    Text is kept while `listening`, its first 8,192 characters alone, until it is taken.
    """

    def __init__(self) -> None:
        self.path: list[str] = []
        self.listening = False
        self._heard: list[str] = []
        self._room = MAX_RAW

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins; it stands last in `path`."""

    def end(self, name: str) -> None:
        """An element ends; it still stands last in `path`."""

    def taken(self) -> str:
        """The text heard so far; what follows is another."""
        text = "".join(self._heard)
        self.listening, self._room = False, MAX_RAW
        self._heard.clear()
        return text

    def read(self, content: bytes) -> None:
        """Walk through the part, given whole: expat is quadratic in a long token that comes in pieces."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            raise PackageError(Fault.DAMAGED) from error

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        self.path.append(name)
        if len(self.path) > MAX_DEPTH:
            raise PackageError(Fault.DAMAGED)
        self.start(name, attributes)

    def _end(self, tag: str) -> None:
        self.end(self.path[-1])
        self.path.pop()

    def _characters(self, data: str) -> None:
        if self.listening and self._room > 0:
            self._heard.append(data[: self._room])
            self._room -= len(data)

    def _doctype(self, *_: object) -> None:
        raise PackageError(Fault.DOCTYPE)


class Package:
    """The parts of the archive by name, in which case does not count."""

    def __init__(self, content: bytes) -> None:
        self._archive = ZipFile(io.BytesIO(content))
        self._entries = {entry.filename.lower(): entry for entry in self._archive.infolist()}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def read(self, name: str) -> bytes:
        """The bytes of the part. Raises PackageError where there is none."""
        if name not in self:
            raise PackageError(Fault.DAMAGED)
        return self._archive.read(self._entries[name.lower()])

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part ("" for the package) points to, by id: the kind's last word and the part's name."""
        folder, name = posixpath.split(part)
        relations = _Relations(folder)
        relations.read(self.read(posixpath.join(folder, "_rels", f"{name}.rels")))
        return relations.found

    def main_part(self, kind_of_content: str) -> str:
        """The part that all others hang on, of such a content ("spreadsheetml"). Raises PackageError for
        macros and for other kinds of document.
        """
        types = _Types()
        types.read(self.read("[Content_Types].xml"))
        if any("macroenabled" in kind or "vbaproject" in kind for kind in types.found.values()):
            raise PackageError(Fault.MACROS)
        for kind, part in self.related("").values():
            if kind == "officeDocument":
                if kind_of_content not in types.found.get(part.lower(), ""):
                    raise PackageError(Fault.OTHER)
                return part
        raise PackageError(Fault.OTHER)


class _Relations(PartReader):
    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder
        self.found: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", self._folder, attributes.get("Target", "")))
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found[attributes.get("Id", "")] = (kind, target.lstrip("/"))


class _Types(PartReader):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        key = attributes.get("PartName", attributes.get("Extension", "")).lower()
        self.found[key.lstrip("/")] = attributes.get("ContentType", "").lower()
