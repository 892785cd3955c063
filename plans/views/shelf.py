"""The commune's library beside a page of a plan: what is put into the page from it, and from the page into
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import QueryDict

from plans.actions import library_entry_add
from plans.models import Plan
from plans.queries import Offer, offer_hits, offers
from plans.rules import MAX_QUERY, LibraryKind
from povertyplan.common.errors import DomainError
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

    def keep_rows(self, rows: Rows) -> None:
        """Keep the rows of a saved list that were ticked."""
        ticked = self.data.getlist("keep")
        self._keep(form.cleaned_data for form in rows.ordered_forms if form.prefix in ticked)

    def keep_text(self, heading: str, body: str) -> None:
        """Keep the text of a saved section, if that was ticked, under a name of its own if one was typed."""
        if "keep" in self.data:
            name = clean_line(self.data.get("keep_name", ""))
            self._keep([{"heading": name or heading, "body": body}])

    def _keep(self, given: Iterable[Mapping[str, Any]]) -> None:
        if self.kind is None:
            return
        kept = []
        for fields in given:
            try:
                entry = library_entry_add(
                    unit=self.plan.unit, kind=self.kind, fields=fields, by=self.request.user
                )
            except DomainError as error:
                messages.warning(self.request, str(error))
            except ValidationError as error:
                messages.warning(self.request, " ".join(error.messages))
            else:
                kept.append(f"“{entry}”")
        if kept:
            messages.success(self.request, f"Đã cất vào thư viện: {', '.join(kept)}.")
