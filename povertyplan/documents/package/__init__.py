"""Office packages (.xlsx, .docx) that somebody sends us: what may be opened, and the one way to its parts."""

from povertyplan.documents.package.container import MAX_FILE, Office, check_container
from povertyplan.documents.package.faults import Fault, PackageError
from povertyplan.documents.package.parts import MAX_RAW, TRUE, Package, PartReader, unescaped

__all__ = [
    "MAX_FILE",
    "MAX_RAW",
    "TRUE",
    "Fault",
    "Office",
    "Package",
    "PackageError",
    "PartReader",
    "check_container",
    "unescaped",
]
