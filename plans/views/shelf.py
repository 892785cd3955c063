"""The commune's library beside a page of a plan: what is put into the page from it, and from the page into
it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import QueryDict

from plans.actions import save_and_keep
from plans.models import LibraryEntry, Plan
from plans.queries import Offer, offer_hits, offers
from plans.rules import MAX_QUERY, LibraryKind
from povertyplan.common.forms import Rows
from povertyplan.common.pages import SignedInRequest
from povertyplan.common.text import clean_line


def words_asked(request: SignedInRequest, name: str) -> str:
    """What somebody searches for, as far as it is read."""
    return clean_line(request.GET.get(name, ""))[:MAX_QUERY]


class Shelf:
    """The library as a page of a plan uses it; nothing for pages of which it holds `kind` None.

    `picked` is what is to go into the page, unsaved; None when the page was not sent for that.
    """

    def __init__(
        self, request: SignedInRequest, plan: Plan, kind: LibraryKind | None, data: QueryDict | None = None
    ) -> None:
        self.request, self.plan, self.kind, self.data = request, plan, kind, data or QueryDict()
        self.picked = self._picked(kind) if kind and "library" in self.data else None
        self.kept: Sequence[LibraryEntry] = ()
        self.refusals: Sequence[str] = ()

    def _picked(self, kind: LibraryKind) -> list[Offer]:
        keys = {self.data["library"], *self.data.getlist("take")}
        return [offer for offer in offers(plan=self.plan, kind=kind) if offer.key in keys]

    @property
    def values(self) -> list[Mapping[str, Any]]:
        """The fields of what was picked."""
        return [offer.values for offer in self.picked or ()]

    @property
    def context(self) -> dict[str, Any]:
        """What the page needs besides its own."""
        if self.kind is None:
            return {"shelf": None, "picked": None, "goes_on": ""}
        query = words_asked(self.request, "tv")
        hits = offer_hits(plan=self.plan, kind=self.kind, query=query)
        return {
            "shelf": hits,
            "shelf_query": query,
            "picked": self.picked,
            "kept": self.data.getlist("keep"),
            "keep_name": self.data.get("keep_name", ""),
            "goes_on": "" if self.picked is None else self.data.get("draft", ""),
        }

    def save_rows(self, save: Callable[[], object], rows: Rows) -> None:
        """Run `save`, of a list, and keep the rows that were ticked, in one commit."""
        ticked = self.data.getlist("keep")
        self._save(save, [form.cleaned_data for form in rows.ordered_forms if form.prefix in ticked])

    def save_text(self, save: Callable[[], object], heading: str, body: str) -> None:
        """Run `save`, of a section, and keep its text, if that was ticked, under a name of its own if one was
        typed, in one commit.
        """
        name = clean_line(self.data.get("keep_name", ""))
        self._save(save, [{"heading": name or heading, "body": body}] if "keep" in self.data else [])

    def _save(self, save: Callable[[], object], rows: Sequence[Mapping[str, Any]]) -> None:
        if self.kind and rows:
            self.kept, self.refusals = save_and_keep(
                save, unit=self.plan.unit, kind=self.kind, rows=rows, by=self.request.user
            )
        else:
            save()

    def tell(self) -> None:
        """Say what was kept, and why what was not."""
        for sentence in self.refusals:
            messages.warning(self.request, sentence)
        if self.kept:
            names = ", ".join(f"“{entry}”" for entry in self.kept)
            messages.success(self.request, f"Đã cất vào thư viện: {names}.")
