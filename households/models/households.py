"""Households and their members. Nothing is deleted: what happens to them are events with two dates."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from households.models.places import AdministrativeUnit, Hamlet
from households.models.roles import hamlets_held, units_held
from households.models.standards import Ethnicity
from households.rules import (
    CHILD_BELOW,
    ELDERLY_FROM,
    EVENT_LABELS,
    HOUSEHOLD_HAMLET_ROLES,
    HOUSEHOLD_UNIT_ROLES,
    RELATION_LABELS,
    SEX_LABELS,
    SPLIT_WATCH_MONTHS,
    EventKind,
    Relation,
    Sex,
    age_on,
    masked,
    personal_number_violation,
)
from povertyplan.accounts.models import User
from povertyplan.common.choices import labelled
from povertyplan.common.dates import months_before
from povertyplan.common.periods import period_is_ordered, valid_on
from povertyplan.common.text import clean_line, fold, given_name_order


def personal_number_key(number: str) -> str:
    """What a personal number is searched by: its hash under the installation's key; '' for none."""
    return salted_hmac("households.personal_number", number, algorithm="sha256").hexdigest() if number else ""


def households_seen(user: User) -> Q:
    """What holds for the households that the user's roles of today let him see."""
    units = Q(unit__in=units_held(user, HOUSEHOLD_UNIT_ROLES))
    return units | Q(hamlet__in=hamlets_held(user, HOUSEHOLD_HAMLET_ROLES))


class HouseholdQuerySet(models.QuerySet["Household"]):
    def as_of(self, date: dt.date) -> HouseholdQuerySet:
        """Those kept on the list on a day."""
        return self.filter(valid_on(date))

    def to_allot(self) -> HouseholdQuerySet:
        """Those kept in a hamlet that is no more."""
        return self.filter(valid_to__isnull=True, hamlet__valid_to__isnull=False)

    def in_unit(self, unit: AdministrativeUnit) -> HouseholdQuerySet:
        return self.filter(unit=unit)

    def kept(self) -> HouseholdQuerySet:
        """Those that have not left the list."""
        return self.filter(valid_to__isnull=True)

    def matching(self, text: str) -> HouseholdQuerySet:
        """Those whose head's name, code or address holds every word, with or without diacritics.

        Letters are looked for where a word begins ("an" is not in every "Văn"), digits anywhere.
        """
        words = (f" {word}" if word.isalpha() else word for word in fold(text).split())
        return self.filter(*(Q(search_key__contains=word) for word in words))

    def in_name_order(self) -> HouseholdQuerySet:
        """By the head's given name, as Vietnamese lists go."""
        return self.order_by("sort_key", "pk")

    def with_composition(self, *, on: dt.date) -> HouseholdQuerySet:
        """With `people`, `children` (under 16 on the day) and `no_labour` (everybody known to be unable to
        work) of those who live there now.
        """
        present = Q(members__left_date__isnull=True)
        born_after = months_before(on, 12 * CHILD_BELOW)
        child = Q(members__birth_date__gt=born_after) | Q(
            members__birth_date__isnull=True, members__birth_year__gt=born_after.year
        )
        unable = Q(members__labour_capacity=False)
        return self.annotate(
            people=Count("members", filter=present),
            children=Count("members", filter=present & child),
            no_labour=models.Case(
                models.When(people=Count("members", filter=present & unable), then=True), default=False
            ),
        )

    def split_off_elderly(self, *, start: dt.date, on: dt.date) -> HouseholdQuerySet:
        """Those split off from another within the watched months before a round's start, or from then to the
        day, in which everybody is known to be elderly on that day.
        """
        splits = HouseholdEvent.objects.filter(
            kind=EventKind.SPLIT,
            household__in=self.order_by().values("pk"),  # else PostgreSQL reads those of every commune
            household__valid_from__gte=F("date"),
            date__range=(months_before(start, SPLIT_WATCH_MONTHS), on),
        )
        born = months_before(on, 12 * ELDERLY_FROM)
        elderly = Q(birth_date__lte=born) | Q(birth_date__isnull=True, birth_year__lte=born.year)
        present = Member.objects.present().filter(household=OuterRef("pk"))
        return self.filter(
            Exists(present), ~Exists(present.exclude(elderly)), pk__in=splits.values("household")
        )

    def visible_to(self, user: User) -> HouseholdQuerySet:
        """Households of the communes and hamlets where the user's role of today lets him see them."""
        return self.filter(households_seen(user))


HouseholdManager = models.Manager.from_queryset(HouseholdQuerySet)


class Household(models.Model):
    """A household that the commune keeps on its list, from its registration until it leaves.

    `head` is one of its members (triggers hold that); `unit` is the hamlet's, kept for lists and keys.
    """

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="households")
    hamlet = models.ForeignKey(
        Hamlet, on_delete=models.PROTECT, related_name="households", verbose_name="thôn, tổ"
    )
    head = models.OneToOneField(
        "Member", on_delete=models.PROTECT, related_name="heads", verbose_name="chủ hộ"
    )
    code = models.CharField("mã hộ", max_length=30, blank=True)
    address = models.CharField("địa chỉ", max_length=200, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    local_minority = models.BooleanField("hộ dân tộc thiểu số tại chỗ", default=False)
    merit = models.BooleanField("có thành viên là người có công với cách mạng", default=False)
    social_protection = models.BooleanField("có thành viên hưởng trợ cấp xã hội hằng tháng", default=False)
    farming = models.BooleanField("làm nông, lâm, ngư nghiệp", default=False)
    valid_from = models.DateField("quản lý từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    recorded_at = models.DateTimeField("ghi lúc", auto_now=True)
    search_key = models.CharField(max_length=400, editable=False)
    sort_key = models.CharField(max_length=250, editable=False)

    objects = HouseholdManager()

    class Meta:
        verbose_name = "hộ gia đình"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "code"],
                condition=~Q(code=""),
                name="household_code_is_unique_in_unit",
                violation_error_message="Mã hộ này đã có ở một hộ khác của xã.",
            ),
            period_is_ordered("household_period_is_ordered"),
        ]
        indexes = [
            models.Index(fields=["unit", "sort_key", "id"], name="household_by_name"),
            models.Index(fields=["hamlet", "sort_key", "id"], name="household_by_hamlet"),
        ]

    def __str__(self) -> str:
        return self.code or f"hộ {self.pk}"

    def clean(self) -> None:
        if self.hamlet_id and self.unit_id and self.hamlet.unit_id != self.unit_id:
            raise ValidationError({"hamlet": "Thôn này không thuộc xã, phường của hộ."})

    def prepare_keys(self, *, head_name: str) -> None:
        """Set the stored keys by which the household is found and sorted."""
        self.search_key = f" {fold(f'{head_name} {self.code} {self.address}')}"[:400]
        self.sort_key = given_name_order(head_name)[:250]


class MemberQuerySet(models.QuerySet["Member"]):
    def present(self) -> MemberQuerySet:
        """Those who live in their household now."""
        return self.filter(left_date__isnull=True)

    def kept(self) -> MemberQuerySet:
        """Those who live now in a household that has not left the list."""
        return self.present().filter(household__valid_to__isnull=True)

    def visible_to(self, user: User) -> MemberQuerySet:
        return self.filter(household__in=Household.objects.visible_to(user))


MemberManager = models.Manager.from_queryset(MemberQuerySet)


class Member(models.Model):
    """A person of a household. Health is read and written only with its own permission."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    name = models.CharField("họ và tên", max_length=80)
    sex = models.CharField("giới tính", max_length=6, choices=labelled(Sex, SEX_LABELS), blank=True)
    birth_date = models.DateField("ngày sinh", null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True, blank=True)
    ethnicity = models.ForeignKey(
        Ethnicity, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dân tộc"
    )
    relation = models.CharField(
        "quan hệ với chủ hộ", max_length=20, choices=labelled(Relation, RELATION_LABELS)
    )
    personal_number = models.CharField("số định danh cá nhân", max_length=12, blank=True)
    personal_number_key = models.CharField(max_length=64, blank=True, editable=False)
    labour_capacity = models.BooleanField("có khả năng lao động", null=True, blank=True)
    disability = models.BooleanField("khuyết tật", null=True, blank=True)
    illness = models.CharField("bệnh nặng, bệnh dài ngày", max_length=120, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    joined_date = models.DateField("vào hộ từ ngày", null=True, blank=True)
    left_date = models.DateField("ra khỏi hộ từ ngày", null=True, blank=True)
    name_key = models.CharField(max_length=80, editable=False)

    objects = MemberManager()

    class Meta:
        verbose_name = "nhân khẩu"
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="member_has_name",
                violation_error_message="Nhập họ và tên.",
            ),
            models.CheckConstraint(
                condition=Q(sex__in=["", *Sex]),
                name="member_sex_is_known",
                violation_error_message="Chọn nam hoặc nữ.",
            ),
            models.CheckConstraint(
                condition=Q(relation__in=list(Relation)),
                name="member_relation_is_known",
                violation_error_message="Chọn quan hệ với chủ hộ trong danh sách.",
            ),
            models.CheckConstraint(
                condition=Q(birth_date__isnull=True) | Q(birth_date__year=F("birth_year")),
                name="member_birth_year_is_that_of_the_date",
                violation_error_message="Năm sinh không khớp với ngày sinh.",
            ),
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True) | Q(birth_year__gte=1900, birth_year__lte=2100),
                name="member_birth_year_is_likely",
                violation_error_message="Năm sinh phải từ 1900 trở đi.",
            ),
            models.CheckConstraint(
                condition=Q(personal_number="") | Q(personal_number__regex=r"^[0-9]{12}$"),
                name="member_personal_number_has_twelve_digits",
                violation_error_message="Số định danh cá nhân có 12 chữ số.",
            ),
            models.CheckConstraint(
                condition=Q(left_date__isnull=True)
                | Q(joined_date__isnull=True)
                | Q(left_date__gte=F("joined_date")),
                name="member_leaves_after_joining",
                violation_error_message="Ngày ra khỏi hộ phải sau ngày vào hộ.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["personal_number_key"],
                condition=~Q(personal_number_key=""),
                name="member_by_personal_number",
            ),
            models.Index(fields=["name_key", "birth_year"], name="member_by_name_and_year"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare()
        super().save(*args, **kwargs)

    @property
    def masked_number(self) -> str:
        return masked(self.personal_number)

    def age_on(self, date: dt.date) -> int | None:
        return age_on(date, birth_date=self.birth_date, birth_year=self.birth_year)

    def prepare(self) -> None:
        """Set what follows from name, birth date and personal number."""
        self.name = clean_line(self.name)
        self.name_key = fold(self.name)[:80]
        self.personal_number_key = personal_number_key(self.personal_number)
        if self.birth_date:
            self.birth_year = self.birth_date.year

    def clean(self) -> None:
        self.prepare()
        today = timezone.localdate()
        errors = {}
        if (self.birth_date and self.birth_date > today) or (self.birth_year or 0) > today.year:
            errors["birth_date" if self.birth_date else "birth_year"] = "Ngày sinh ở tương lai; kiểm tra lại."
        if self.personal_number and (violation := personal_number_violation(self.personal_number)):
            errors["personal_number"] = violation
        if errors:
            raise ValidationError(errors)


class HouseholdEvent(models.Model):
    """Something that happened to a household, with the day it happened and the moment it was recorded."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField("sự việc", max_length=20, choices=labelled(EventKind, EVENT_LABELS))
    date = models.DateField("ngày xảy ra")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="người ghi"
    )
    other = models.ForeignKey(
        Household,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events_of_others",
        verbose_name="hộ liên quan",
    )
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="nhân khẩu"
    )
    hamlet_before = models.ForeignKey(
        Hamlet, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="thôn, tổ cũ"
    )
    note = models.CharField("ghi chú", max_length=200, blank=True)

    class Meta:
        verbose_name = "biến động của hộ"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=list(EventKind)),
                name="household_event_kind_is_known",
                violation_error_message="Chọn sự việc trong danh sách.",
            ),
            models.CheckConstraint(
                condition=Q(other__isnull=True) | ~Q(other=F("household")),
                name="household_event_names_another_household",
                violation_error_message="Hộ liên quan phải là một hộ khác.",
            ),
        ]
        indexes = [models.Index(fields=["household", "date"], name="household_event_by_date")]

    def __str__(self) -> str:
        return f"{EVENT_LABELS[EventKind(self.kind)]} {self.date:%d/%m/%Y}"


class KeptApart(models.Model):
    """Two persons who look like one and were found to be two."""

    first = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "hai người khác nhau"
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="kept_apart_is_said_once",
                violation_error_message="Đã ghi hai người này khác nhau.",
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="kept_apart_is_in_order",
                violation_error_message="Chọn hai người khác nhau.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
