"""A review as a workbook gives it: laid over what stands, and told apart from it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from households.rules import Cause, Classification, Need, ReviewContent, deprivation_score, positions_of

FOUND = (
    *("people", "children", "children_health", "children_education", "no_labour", "average_standard"),
    *("reviewed_date", "income_score", "deprivation_score", "deprivations", "causes", "needs"),
    *("classification", "override_reason"),
)
FLAGS = ("local_minority", "merit", "social_protection", "farming")
# What listing a household has already found of it.
LISTED = ("people", "children", "no_labour", *FLAGS)
_LISTS: Mapping[str, type[Cause] | type[Need]] = {"causes": Cause, "needs": Need}
_REVIEW_FIELDS = frozenset({*FOUND, *FLAGS, "answers"} - {"classification"})


def laid_over(file: Mapping[str, Any], base: Mapping[str, Any]) -> ReviewContent:
    """The review that a file's values make over what stands; its class is still to be found."""
    given = {name: file[name] for name in FOUND if name in file and name != "classification"}
    if "deprivation_score" in given and "deprivations" not in given:
        stands = base.get("deprivations")
        if stands is None or deprivation_score(stands) != given["deprivation_score"]:
            given["deprivations"] = None
    elif "deprivations" in given and "deprivation_score" not in given:
        given["deprivation_score"] = deprivation_score(given["deprivations"])
    merged = {
        "causes": frozenset(),
        "needs": frozenset(),
        "deprivations": None,
        **{name: value for name, value in base.items() if name in _REVIEW_FIELDS},
        **given,
    }
    for name, kind in _LISTS.items():
        positions = merged[name]
        merged[name] = frozenset(each for at, each in enumerate(kind, start=1) if at in positions)
    return ReviewContent(**merged)


def as_found(values: Mapping[str, Any]) -> dict[str, Any]:
    """A stored review as the file's values have it: masks as sets of positions."""
    masks = {name: positions_of(values[name]) for name in _LISTS}
    mask = values["deprivations"]
    kept = {name: values[name] for name in (*FOUND, *FLAGS) if name not in masks}
    return {
        **kept,
        **masks,
        "deprivations": None if mask is None else positions_of(mask),
        "answers": tuple(values["answers"]),
    }


def review_values(review: ReviewContent, classification: Classification | None) -> dict[str, Any]:
    """What will be stored, in the same shape as `as_found` gives it."""
    values: dict[str, Any] = {name: getattr(review, name) for name in FOUND if name != "classification"}
    for name, kind in _LISTS.items():
        held = values[name]
        values[name] = frozenset(at for at, each in enumerate(kind, start=1) if each in held)
    if review.deprivations is not None:
        values["deprivation_score"] = deprivation_score(review.deprivations)
    return {**values, "classification": classification}
