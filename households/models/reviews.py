"""Review rounds and what they found. A review keeps what it was made from: later changes do not reach it."""

from __future__ import annotations

import datetime as dt
import functools
import operator

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import CombinedExpression

from households.models.households import Household
from households.models.places import AdministrativeUnit, Hamlet
from households.models.standards import Ethnicity, Standard
from households.rules import (
    AREA_LABELS,
    CAUSE_LABELS,
    CLASSIFICATION_LABELS,
    INDICATOR_COUNT,
    NEED_LABELS,
    POINTS_PER_DEPRIVATION,
    ROUND_KIND_LABELS,
    SEX_LABELS,
    STAGE_LABELS,
    Area,
    Cause,
    Classification,
    Finding,
    Need,
    ReviewContent,
    RoundKind,
    Scores,
    Sex,
    Stage,
    Thresholds,
    classify,
    positions_of,
    posting_end,
    request_due,
)
from povertyplan.accounts.models import User
from povertyplan.common.choices import labelled


class ReviewRoundQuerySet(models.QuerySet["ReviewRound"]):
    def visible_to(self, user: User) -> ReviewRoundQuerySet:
        """Rounds of the communes whose households, or some of them, the user sees."""
        hamlets = Hamlet.objects.visible_to(user)
        return self.filter(unit__in=hamlets.values("unit"))

    def closed(self) -> ReviewRoundQuerySet:
        return self.filter(stage=Stage.CLOSED)


ReviewRoundManager = models.Manager.from_queryset(ReviewRoundQuerySet)


class ReviewRound(models.Model):
    """One review of a commune: what it starts from, what day its results stand for, how far it is.

    `stages` are its steps as the procedure was when it started. `base` is the closed round that movements
    are computed against. Results are preliminary until it is closed, official then.
    """

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="review_rounds")
    kind = models.CharField(
        "loại", max_length=10, choices=labelled(RoundKind, ROUND_KIND_LABELS), default=RoundKind.PERIODIC
    )
    year = models.PositiveSmallIntegerField("năm")
    month = models.PositiveSmallIntegerField("tháng", null=True, blank=True)
    standard = models.ForeignKey(
        Standard, on_delete=models.PROTECT, related_name="+", verbose_name="chuẩn nghèo"
    )
    reference_date = models.DateField("kết quả tính đến ngày")
    start_date = models.DateField("ngày bắt đầu")
    base = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="so với đợt",
    )
    stages = models.JSONField("các bước")
    stage = models.CharField(
        "bước", max_length=20, choices=labelled(Stage, STAGE_LABELS), default=Stage.LISTING
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    decision_number = models.CharField("số quyết định", max_length=40, blank=True)
    decision_date = models.DateField("ngày quyết định", null=True, blank=True)
    closed_at = models.DateTimeField("khóa sổ lúc", null=True, blank=True)

    objects = ReviewRoundManager()

    class Meta:
        verbose_name = "đợt rà soát"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                condition=Q(kind=RoundKind.PERIODIC),
                name="review_round_is_once_a_year",
                violation_error_message="Năm này đã có đợt rà soát định kỳ.",
            ),
            models.UniqueConstraint(
                fields=["unit", "year", "month"],
                condition=Q(kind=RoundKind.MONTHLY),
                name="review_round_is_once_a_month",
                violation_error_message="Tháng này đã có đợt rà soát thường xuyên.",
            ),
            models.CheckConstraint(
                condition=Q(kind=RoundKind.PERIODIC, month__isnull=True)
                | Q(kind=RoundKind.MONTHLY, month__gte=1, month__lte=12),
                name="review_round_has_month_if_monthly",
                violation_error_message="Đợt thường xuyên chọn tháng 1 đến 12; đợt định kỳ để trống tháng.",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=list(Stage)),
                name="review_round_stage_is_known",
                violation_error_message="Bước rà soát không có trong danh mục.",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.CLOSED, closed_at__isnull=False)
                | (~Q(stage=Stage.CLOSED) & Q(closed_at__isnull=True)),
                name="review_round_has_closing_time_if_closed",
                violation_error_message="Đợt đã khóa sổ phải có thời điểm khóa.",
            ),
        ]

    def __str__(self) -> str:
        when = f"tháng {self.month}/{self.year}" if self.month else f"năm {self.year}"
        return f"rà soát {ROUND_KIND_LABELS[RoundKind(self.kind)]}, {when}"

    @property
    def is_closed(self) -> bool:
        return self.stage == Stage.CLOSED

    @property
    def result_label(self) -> str:
        return "chính thức" if self.is_closed else "sơ bộ"


def has_bit(name: str, position: int) -> Q:
    """Rows whose mask of that name holds a position (from 1)."""
    return Q(models.lookups.GreaterThan(F(name).bitand(1 << position - 1), 0))


def _deprived(position: int) -> CombinedExpression:
    return F("deprivations") / (1 << position - 1) % 2


class ReviewQuerySet(models.QuerySet["Review"]):
    def in_round(self, round: ReviewRound) -> ReviewQuerySet:
        return self.filter(round=round)

    def entered(self) -> ReviewQuerySet:
        return self.exclude(classification="")

    def pending(self) -> ReviewQuerySet:
        """Those still to be entered; a household that has left the list meanwhile is waited for no more."""
        return self.filter(classification="", household__valid_to__isnull=True)

    def visible_to(self, user: User) -> ReviewQuerySet:
        return self.filter(household__in=Household.objects.visible_to(user))


ReviewManager = models.Manager.from_queryset(ReviewQuerySet)


class Review(models.Model):
    """One household in one round: listed first (no class yet), then entered.

    Hamlet, area, head, people and flags are those at the time of the review. `deprivations`, `causes` and
    `needs` are masks with a bit for each position (from 1) of the standard's indicators, of `Cause` and of
    `Need`; a blank mask of deprivations says that only the score is known. `computed` is the class that the
    scores give; `classification` differs from it only with a reason.
    """

    round = models.ForeignKey(
        ReviewRound, on_delete=models.PROTECT, related_name="reviews", verbose_name="đợt rà soát"
    )
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="reviews", verbose_name="hộ"
    )
    hamlet = models.ForeignKey(Hamlet, on_delete=models.PROTECT, related_name="+", verbose_name="thôn, tổ")
    area = models.CharField("khu vực", max_length=10, choices=labelled(Area, AREA_LABELS))
    head_name = models.CharField("chủ hộ", max_length=80)
    head_sex = models.CharField(
        "giới tính chủ hộ", max_length=6, choices=labelled(Sex, SEX_LABELS), blank=True
    )
    ethnicity = models.ForeignKey(
        Ethnicity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="dân tộc chủ hộ",
    )
    people = models.PositiveSmallIntegerField("số khẩu", default=1)
    local_minority = models.BooleanField("dân tộc thiểu số tại chỗ", default=False)
    merit = models.BooleanField("có người có công", default=False)
    social_protection = models.BooleanField("hưởng trợ cấp xã hội hằng tháng", default=False)
    no_labour = models.BooleanField("không có khả năng lao động", default=False)
    farming = models.BooleanField("làm nông, lâm, ngư nghiệp", default=False)
    average_standard = models.BooleanField("được xác định có mức sống trung bình", default=False)
    children = models.PositiveSmallIntegerField("số trẻ em", default=0)
    children_health = models.PositiveSmallIntegerField("trẻ em thiếu hụt y tế", default=0)
    children_education = models.PositiveSmallIntegerField("trẻ em thiếu hụt giáo dục", default=0)
    answers = models.JSONField("câu trả lời tính điểm B1", default=list, blank=True)
    income_score = models.PositiveSmallIntegerField("điểm B1 (thu nhập)", null=True, blank=True)
    deprivations = models.PositiveSmallIntegerField("thiếu hụt", null=True, blank=True)
    deprivation_score = models.PositiveSmallIntegerField("điểm B2 (thiếu hụt)", null=True, blank=True)
    causes = models.PositiveSmallIntegerField("nguyên nhân", default=0)
    needs = models.PositiveSmallIntegerField("nhu cầu hỗ trợ", default=0)
    computed = models.CharField(
        "phân loại theo điểm",
        max_length=10,
        choices=labelled(Classification, CLASSIFICATION_LABELS),
        blank=True,
    )
    classification = models.CharField(
        "phân loại", max_length=10, choices=labelled(Classification, CLASSIFICATION_LABELS), blank=True
    )
    override_reason = models.CharField("lý do phân loại khác", max_length=200, blank=True)
    confirmed_unchanged = models.BooleanField("xác nhận không thay đổi", default=False)
    reviewed_date = models.DateField("ngày rà soát", null=True, blank=True)
    entered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người nhập"
    )
    entered_at = models.DateTimeField("nhập lúc", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReviewManager()

    class Meta:
        verbose_name = "kết quả rà soát"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "household"],
                name="review_is_made_once_in_round",
                violation_error_message="Hộ này đã có trong đợt rà soát.",
            ),
            models.CheckConstraint(
                condition=Q(classification__in=["", *Classification]) & Q(computed__in=["", *Classification]),
                name="review_classification_is_known",
                violation_error_message="Phân loại không có trong danh mục.",
            ),
            models.CheckConstraint(
                condition=Q(classification=F("computed")) | ~Q(override_reason=""),
                name="review_differs_from_scores_only_with_reason",
                violation_error_message="Phân loại khác với điểm thì phải ghi lý do.",
            ),
            models.CheckConstraint(
                condition=Q(classification="")
                | Q(income_score__isnull=False, deprivation_score__isnull=False, entered_at__isnull=False),
                name="review_has_scores_if_entered",
                violation_error_message="Nhập điểm B1 và các thiếu hụt.",
            ),
            models.CheckConstraint(
                condition=Q(deprivation_score__isnull=True)
                | Q(deprivation_score__in=range(0, 10 * INDICATOR_COUNT + 1, POINTS_PER_DEPRIVATION)),
                name="review_deprivation_score_is_in_tens",
                violation_error_message="Điểm B2 là bội số của 10, từ 0 đến 120.",
            ),
            models.CheckConstraint(
                condition=Q(deprivations__isnull=True)
                | Q(deprivations__lt=1 << INDICATOR_COUNT)
                & Q(
                    deprivation_score=functools.reduce(
                        operator.add, (_deprived(position) for position in range(1, INDICATOR_COUNT + 1))
                    )
                    * POINTS_PER_DEPRIVATION
                ),
                name="review_deprivation_score_is_that_of_the_indicators",
                violation_error_message="Điểm B2 phải bằng 10 nhân với số chỉ số thiếu hụt.",
            ),
            models.CheckConstraint(
                condition=Q(causes__lt=1 << len(Cause)) & Q(needs__lt=1 << len(Need)),
                name="review_causes_and_needs_are_known",
                violation_error_message="Nguyên nhân hoặc nhu cầu không có trong danh mục.",
            ),
            models.CheckConstraint(
                condition=~Q(classification=Classification.AVERAGE) | Q(farming=True, average_standard=True),
                name="review_average_standard_is_of_farmers",
                violation_error_message="Mức sống trung bình chỉ xác định cho hộ làm nông, lâm, ngư nghiệp.",
            ),
            models.CheckConstraint(
                condition=Q(area__in=list(Area)) & Q(head_sex__in=["", *Sex]),
                name="review_area_and_sex_are_known",
                violation_error_message="Khu vực hoặc giới tính không có trong danh mục.",
            ),
        ]
        indexes = [models.Index(fields=["round", "hamlet", "classification"], name="review_by_hamlet")]

    def __str__(self) -> str:
        return f"{self.head_name}, {self.round}"

    @property
    def is_entered(self) -> bool:
        return bool(self.classification)

    @property
    def deprived(self) -> frozenset[int]:
        """Positions of the indicators that the household is deprived of; none where they are not known."""
        return positions_of(self.deprivations or 0)

    @property
    def cause_list(self) -> list[Cause]:
        return [
            cause for position, cause in enumerate(Cause, start=1) if position in positions_of(self.causes)
        ]

    @property
    def need_list(self) -> list[Need]:
        held = positions_of(self.needs)
        return [need for position, need in enumerate(Need, start=1) if position in held]

    @property
    def cause_labels(self) -> list[str]:
        return [CAUSE_LABELS[cause] for cause in self.cause_list]

    @property
    def need_labels(self) -> list[str]:
        return [NEED_LABELS[need] for need in self.need_list]

    @property
    def is_overridden(self) -> bool:
        return self.classification != self.computed

    def finding(self, thresholds: Thresholds) -> Finding | None:
        """The class that its scores give by some lines, with the reason; None before they are known."""
        if self.income_score is None or self.deprivation_score is None:
            return None
        scores = Scores(income=self.income_score, deprivation=self.deprivation_score)
        return classify(scores=scores, thresholds=thresholds, average_standard=self.average_standard)

    @property
    def content(self) -> ReviewContent:
        """What was found, as it would be written again; only of an entered review."""
        names = ("people", "children", "children_health", "children_education", "reviewed_date")
        flags = ("local_minority", "merit", "social_protection", "no_labour", "farming", "average_standard")
        return ReviewContent(
            income_score=self.income_score or 0,
            deprivations=None if self.deprivations is None else self.deprived,
            deprivation_score=self.deprivation_score,
            causes=frozenset(self.cause_list),
            needs=frozenset(self.need_list),
            classification=Classification(self.classification) if self.is_overridden else None,
            override_reason=self.override_reason,
            answers=tuple(self.answers),
            **{name: getattr(self, name) for name in (*names, *flags)},
        )


class ReviewRequest(models.Model):
    """Somebody asks that a household be reviewed; it is decided within 15 days."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="+")
    hamlet = models.ForeignKey(Hamlet, on_delete=models.PROTECT, related_name="+", verbose_name="thôn, tổ")
    household = models.ForeignKey(
        Household,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name="hộ đã quản lý",
    )
    applicant = models.CharField("người đề nghị", max_length=80)
    received_date = models.DateField("ngày nhận")
    reason = models.CharField("lý do", max_length=200, blank=True)
    round = models.ForeignKey(
        ReviewRound,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name="đợt rà soát",
    )
    answered_date = models.DateField("ngày trả lời", null=True, blank=True)
    answer = models.CharField("kết quả trả lời", max_length=200, blank=True)

    class Meta:
        verbose_name = "giấy đề nghị rà soát"
        constraints = [
            models.CheckConstraint(
                condition=~Q(applicant=""),
                name="review_request_has_applicant",
                violation_error_message="Nhập tên người đề nghị.",
            ),
            models.CheckConstraint(
                condition=Q(answered_date__isnull=True) | Q(answered_date__gte=F("received_date")),
                name="review_request_is_answered_after_it_came",
                violation_error_message="Ngày trả lời không thể trước ngày nhận.",
            ),
        ]

    def __str__(self) -> str:
        return f"đề nghị ngày {self.received_date:%d/%m/%Y}"

    @property
    def due_date(self) -> dt.date:
        return request_due(self.received_date)


class VillageMeeting(models.Model):
    """The meeting of a hamlet that hears the results: who came, how they voted, what was said."""

    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="meetings")
    hamlet = models.ForeignKey(Hamlet, on_delete=models.PROTECT, related_name="+", verbose_name="thôn, tổ")
    held_at = models.DateTimeField("họp lúc")
    place = models.CharField("địa điểm", max_length=120)
    chair = models.CharField("chủ trì", max_length=80)
    chair_position = models.CharField("chức vụ của chủ trì", max_length=80, blank=True)
    secretary = models.CharField("thư ký", max_length=80)
    committee_members = models.PositiveSmallIntegerField("đại diện Ban Chỉ đạo", default=0)
    organisation_members = models.PositiveSmallIntegerField("đại diện tổ chức Đảng, đoàn thể", default=0)
    front_members = models.PositiveSmallIntegerField("đại diện MTTQ xã", default=0)
    surveyors = models.PositiveSmallIntegerField("rà soát viên", default=0)
    households_invited = models.PositiveSmallIntegerField("số hộ được mời")
    households_present = models.PositiveSmallIntegerField("số hộ dự họp")
    attendees = models.PositiveSmallIntegerField("số người dự họp")
    votes_for = models.PositiveSmallIntegerField("số người đồng ý")
    opinions = models.TextField("ý kiến tại cuộc họp", blank=True)

    class Meta:
        verbose_name = "cuộc họp dân"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "hamlet", "held_at"],
                name="village_meeting_is_recorded_once",
                violation_error_message="Cuộc họp này đã được ghi.",
            ),
            models.CheckConstraint(
                condition=Q(votes_for__lte=F("attendees"))
                & Q(households_present__lte=F("households_invited")),
                name="village_meeting_counts_are_possible",
                violation_error_message="Số đồng ý không thể quá số người dự; số hộ dự không thể quá số mời.",
            ),
        ]

    def __str__(self) -> str:
        return f"họp dân {self.hamlet}, {self.held_at:%d/%m/%Y}"

    @property
    def agreed(self) -> bool:
        """Whether at least half of those present agreed (decision 24/2021/QĐ-TTg)."""
        return 0 < self.attendees <= 2 * self.votes_for


class Posting(models.Model):
    """A list that hangs in public for three working days; posted again after a re-check."""

    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="postings")
    posted_date = models.DateField("niêm yết từ ngày")
    places = models.CharField("nơi niêm yết", max_length=200)

    class Meta:
        verbose_name = "lần niêm yết"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "posted_date"],
                name="posting_is_recorded_once",
                violation_error_message="Đã ghi lần niêm yết ngày này.",
            ),
        ]

    def __str__(self) -> str:
        return f"niêm yết từ {self.posted_date:%d/%m/%Y}"

    @property
    def end_date(self) -> dt.date:
        """The last of its three working days."""
        return posting_end(self.posted_date)


class Complaint(models.Model):
    """Somebody objects to what was posted; it is re-checked and answered."""

    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="complaints")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+", verbose_name="về hộ")
    complainant = models.CharField("người kiến nghị", max_length=80, blank=True)
    received_date = models.DateField("ngày nhận")
    text = models.CharField("nội dung", max_length=400)
    answered_date = models.DateField("ngày phúc tra", null=True, blank=True)
    answer = models.CharField("kết quả phúc tra", max_length=400, blank=True)

    class Meta:
        verbose_name = "kiến nghị"
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="complaint_has_text",
                violation_error_message="Nhập nội dung kiến nghị.",
            ),
            models.CheckConstraint(
                condition=Q(answered_date__isnull=True, answer="")
                | (Q(answered_date__gte=F("received_date")) & ~Q(answer="")),
                name="complaint_is_answered_with_a_result",
                violation_error_message="Phúc tra phải có ngày, không trước ngày nhận, và kết quả.",
            ),
        ]

    def __str__(self) -> str:
        return f"kiến nghị ngày {self.received_date:%d/%m/%Y}"
