"""What a commune keeps for its later plans: texts, bases, actors with their usual tasks, recipients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from households.models import AdministrativeUnit
from plans.models.parts import Duty, LegalBasis, PlanSection, Recipient
from plans.rules import LIBRARY_KIND_LABELS, LibraryKind, entry_name
from povertyplan.common.choices import labelled
from povertyplan.common.text import fold

LibraryPart = PlanSection | LegalBasis | Duty | Recipient
LIBRARY_MODELS: Mapping[LibraryKind, type[LibraryPart]] = {
    LibraryKind.TEXT: PlanSection,
    LibraryKind.BASIS: LegalBasis,
    LibraryKind.ACTOR: Duty,
    LibraryKind.RECIPIENT: Recipient,
}
LIBRARY_FIELDS: Mapping[LibraryKind, tuple[str, ...]] = {  # of those models
    LibraryKind.TEXT: ("heading", "body"),
    LibraryKind.BASIS: ("lead", "kind", "number", "date", "body", "subject"),
    LibraryKind.ACTOR: ("actor", "kind", "text", "report_period", "report_due", "report_to"),
    LibraryKind.RECIPIENT: ("name", "mark"),
}


def library_columns(kind: LibraryKind) -> dict[str, models.Field[Any, Any]]:
    """The columns of a plan's part that an entry of a kind keeps, by name."""
    columns = LIBRARY_MODELS[kind]._meta.concrete_fields
    return {column.name: column for column in columns if column.name in LIBRARY_FIELDS[kind]}


def entry_detail(kind: LibraryKind, values: Mapping[str, Any]) -> str:
    """What is said besides the name by something a library may keep."""
    match kind:
        case LibraryKind.TEXT:
            return str(values["body"])
        case LibraryKind.BASIS:
            return str(LegalBasis(**values))
        case LibraryKind.ACTOR:
            return str(values["text"])
    return ""


class LibraryEntryQuerySet(models.QuerySet["LibraryEntry"]):
    def in_unit(self, unit: AdministrativeUnit) -> LibraryEntryQuerySet:
        return self.filter(unit=unit)

    def of_kind(self, kind: LibraryKind) -> LibraryEntryQuerySet:
        return self.filter(kind=kind)

    def with_words(self, words: str) -> LibraryEntryQuerySet:
        """Those that hold every word, accents and case aside."""
        found = self
        for word in fold(words).split():
            found = found.filter(search_key__contains=word)
        return found

    def in_order(self) -> LibraryEntryQuerySet:
        return self.order_by("name_key", "pk")


LibraryEntryManager = models.Manager.from_queryset(LibraryEntryQuerySet)


class LibraryEntry(models.Model):
    """One thing that a commune puts into its plans again and again; `fields` are those of the plan's part."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.CASCADE, related_name="library")
    kind = models.CharField("loại", max_length=20, choices=labelled(LibraryKind, LIBRARY_KIND_LABELS))
    name = models.CharField("tên", max_length=700)
    name_key = models.CharField(max_length=700, editable=False)
    fields = models.JSONField("nội dung")
    search_key = models.TextField(editable=False)
    version = models.PositiveIntegerField("lần sửa", default=1)
    changed_at = models.DateTimeField("sửa lúc", auto_now=True)

    objects = LibraryEntryManager()

    class Meta:
        verbose_name = "mục của thư viện"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=list(LibraryKind)),
                name="library_entry_kind_is_known",
                violation_error_message="Loại này không có trong danh mục.",
            ),
            models.UniqueConstraint(
                fields=["unit", "kind", "name_key"],
                name="library_entry_is_kept_once",
                violation_error_message="Thư viện đã có một mục tên này.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """The fields are what a part of a plan may hold."""
        if self.kind == LibraryKind.TEXT and not self.fields["body"]:
            raise ValidationError("Đoạn văn chưa có lời; ghi nội dung rồi mới cất vào thư viện.")
        part = self.part()
        try:
            part.full_clean(exclude=["plan", "parent"])
        except ValidationError as error:
            raise ValidationError(error.messages) from error

    def part(self) -> LibraryPart:
        """What the entry becomes in a plan, of no plan yet."""
        kind = LibraryKind(self.kind)
        values = {name: column.to_python(self.fields[name]) for name, column in library_columns(kind).items()}
        return LIBRARY_MODELS[kind](**values)

    @property
    def values(self) -> dict[str, Any]:
        """The fields as a form takes them."""
        part = self.part()
        return {name: getattr(part, name) for name in LIBRARY_FIELDS[LibraryKind(self.kind)]}

    @property
    def detail(self) -> str:
        """What it says besides its name."""
        return entry_detail(LibraryKind(self.kind), self.values)

    def fill(self, fields: Mapping[str, Any]) -> None:
        """Take what a form gives, with the name and the keys that follow from it."""
        kind = LibraryKind(self.kind)
        part = LIBRARY_MODELS[kind](**{name: fields[name] for name in LIBRARY_FIELDS[kind]})
        self.fields = {
            name: None if fields[name] is None else column.value_to_string(part)
            for name, column in library_columns(kind).items()
        }
        self.name = entry_name(kind, self.fields)
        self.name_key = fold(self.name)
        self.search_key = fold(" ".join(filter(None, (self.name, *self.fields.values()))))
