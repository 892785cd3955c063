"""What is typed of one household's review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone

from households.forms.rounds import CHOICE, past_day
from households.models import Indicator, Review
from households.queries import QuestionChoice
from households.rules import (
    CAUSE_LABELS,
    CLASSIFICATION_LABELS,
    INDICATOR_COUNT,
    NEED_LABELS,
    Cause,
    Classification,
    Finding,
    Need,
    ReviewContent,
    Scores,
    Thresholds,
    classify,
    deprivation_score,
)
from povertyplan.common.choices import labelled
from povertyplan.common.forms import CountField, line_of

FLAGS = ("local_minority", "merit", "social_protection", "no_labour", "farming")
COUNTS = ("people", "children", "children_health", "children_education")
YES, NO = "1", "0"


@dataclass(frozen=True, kw_only=True)
class DeprivationRow:
    """One of the twelve questions with what was answered last year, None where that is not known."""

    indicator: Indicator
    field: BoundField
    before: bool | None


def several(label: str, choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    """Any number of choices, as boxes to tick."""
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": CHOICE["invalid_choice"], "invalid_list": CHOICE["invalid_choice"]},
    )


class ReviewForm(forms.Form):
    """One household: the income score, twelve deprivations, why and what would help, who lives there.

    The score may be typed as a total, or follow from the answers to `questions` where those are loaded.
    """

    income_score = CountField(label="điểm B1 (thu nhập)", required=False)
    causes = several("nguyên nhân", labelled(Cause, CAUSE_LABELS))
    needs = several("nhu cầu hỗ trợ", labelled(Need, NEED_LABELS))
    average_standard = forms.BooleanField(label="được xác định có mức sống trung bình", required=False)
    classification = forms.TypedChoiceField(
        label="phân loại khác với điểm",
        choices=[("", "không, theo điểm"), *labelled(Classification, CLASSIFICATION_LABELS)],
        coerce=Classification,
        empty_value=None,
        required=False,
        error_messages=CHOICE,
    )
    override_reason = line_of(Review, "override_reason")
    reviewed_date = past_day("ngày rà soát")

    def __init__(
        self,
        data: Any = None,
        *,
        review: Review,
        thresholds: Thresholds,
        indicators: Sequence[Indicator],
        questions: Sequence[QuestionChoice],
    ) -> None:
        super().__init__(data, initial=_initial(review))
        self.review, self.thresholds = review, thresholds
        self.indicators, self.questions = indicators, questions
        self.fields["income_score"].required = not questions
        for name in (*COUNTS, *FLAGS):
            label = str(Review._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            ticked = forms.BooleanField(label=label, required=False)
            self.fields[name] = CountField(label=label) if name in COUNTS else ticked
        for indicator in indicators:
            self.fields[f"d{indicator.position}"] = forms.TypedChoiceField(
                label=indicator.question,
                choices=[(YES, "Có"), (NO, "Không")],
                coerce=lambda value: value == YES,
                widget=forms.RadioSelect,
                error_messages={**CHOICE, "required": "Chọn Có hoặc Không."},
            )
        for question in questions:
            self.fields[f"q{question.number}"] = forms.TypedChoiceField(
                label=question.text,
                choices=[
                    ("", ""),
                    *((str(a.pk), f"{a.text} ({a.points} điểm)") for a in question.answers),
                ],
                coerce=int,
                empty_value=None,
                required=False,
                initial=next((a.pk for a in question.answers if a.pk in review.answers), None),
                error_messages=CHOICE,
            )

    def deprivation_rows(self, previous: Review | None) -> Iterator[DeprivationRow]:
        """The twelve questions in their order, each with what `previous` says of it."""
        known = previous.deprived if previous and previous.deprivations is not None else None
        for indicator in self.indicators:
            yield DeprivationRow(
                indicator=indicator,
                field=self[f"d{indicator.position}"],
                before=None if known is None else indicator.position in known,
            )

    @property
    def flag_fields(self) -> list[BoundField]:
        return [self[name] for name in FLAGS]

    @property
    def count_fields(self) -> list[BoundField]:
        return [self[name] for name in COUNTS]

    @property
    def question_fields(self) -> list[BoundField]:
        return [self[f"q{question.number}"] for question in self.questions]

    def clean(self) -> dict[str, Any]:
        self._sum_answers()
        if (finding := self.finding()) and self.cleaned_data.get("classification") == finding.classification:
            self.cleaned_data["classification"] = None
        if not self.errors:
            for name, sentence in self.content().violations(self.thresholds).items():
                self.add_error(name if name in self.fields else None, sentence)
        return self.cleaned_data

    def _sum_answers(self) -> None:
        """Make the income score of the answers, when there are any."""
        given = self.cleaned_data
        answers = [given.get(f"q{question.number}") for question in self.questions]
        chosen = [answer for answer in answers if answer is not None]
        if not chosen:
            if self.questions and given.get("income_score") is None and "income_score" not in self.errors:
                self.add_error("income_score", "Nhập điểm B1, hoặc trả lời các câu hỏi.")
            return
        if missing := [q for q, answer in zip(self.questions, answers, strict=True) if answer is None]:
            self.add_error(f"q{missing[0].number}", "Trả lời hết các câu, hoặc bỏ trống tất cả và nhập tổng.")
            return
        points = {answer.pk: answer.points for question in self.questions for answer in question.answers}
        total = sum(points[answer] for answer in chosen)
        if given.get("income_score") not in {None, total}:
            self.add_error("income_score", f"Cộng các câu trả lời được {total} điểm; sửa lại một trong hai.")
        given["income_score"], given["answers"] = total, tuple(chosen)

    def content(self) -> ReviewContent:
        """What was found; only of a form without errors."""
        given = self.cleaned_data
        as_given = (*COUNTS, *FLAGS, "average_standard", "classification", "override_reason", "reviewed_date")
        return ReviewContent(
            income_score=given["income_score"],
            deprivations=self._deprived(),
            causes=frozenset(map(Cause, given["causes"])),
            needs=frozenset(map(Need, given["needs"])),
            answers=given.get("answers", ()),
            **{name: given[name] for name in as_given},
        )

    def _deprived(self) -> frozenset[int]:
        return frozenset(
            indicator.position for indicator in self.indicators if self.cleaned_data[f"d{indicator.position}"]
        )

    def finding(self) -> Finding | None:
        """The class that the typed scores give, as soon as all of them are there; that of the stored ones
        before anything was typed.
        """
        if not self.is_bound:
            return self.review.finding(self.thresholds)
        given = self.cleaned_data
        score = given.get("income_score")
        if score is None or any(f"d{indicator.position}" not in given for indicator in self.indicators):
            return None
        scores = Scores(income=score, deprivation=deprivation_score(self._deprived()))
        average = bool(given.get("average_standard") and given.get("farming"))
        return classify(scores=scores, thresholds=self.thresholds, average_standard=average)


def _initial(review: Review) -> dict[str, Any]:
    """What the form shows of a review: who lives there is known from the list, the rest once entered."""
    initial: dict[str, Any] = {name: getattr(review, name) for name in (*COUNTS, *FLAGS)}
    if not review.is_entered:
        return initial | {"reviewed_date": timezone.localdate()}
    initial |= {
        "income_score": review.income_score,
        "causes": [cause.value for cause in review.cause_list],
        "needs": [need.value for need in review.need_list],
        "average_standard": review.average_standard,
        "classification": review.classification if review.is_overridden else "",
        "override_reason": review.override_reason,
        "reviewed_date": review.reviewed_date,
    }
    if review.deprivations is not None:
        initial |= {f"d{n}": YES if n in review.deprived else NO for n in range(1, INDICATOR_COUNT + 1)}
    return initial
