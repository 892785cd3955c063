"""Records that speak the domain. People are invented; places stand for none that exists."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from factory import declarations
from factory.django import DjangoModelFactory, Password

from assignments.models import AreaAssignment
from households.models import (
    AdministrativeUnit,
    Hamlet,
    HamletFigures,
    Household,
    Indicator,
    Member,
    Membership,
    Review,
    ReviewRound,
    Standard,
    Threshold,
    UnitFigures,
    VillageMeeting,
)
from households.rules import (
    Area,
    Classification,
    Dimension,
    HamletLabel,
    Relation,
    Role,
    RoundKind,
    Sex,
    Stage,
    UnitKind,
    stages_on,
)
from plans.actions import issue_document, library_entry_add, plan_new, plan_submit
from plans.compose import findings_json, plan_view
from plans.models import CommuneTarget, DeclaredFigure, HamletTarget, LibraryEntry, Plan
from plans.rules import (
    Comparator,
    LibraryKind,
    Measure,
    PlanContent,
    PlanKind,
    SectionContent,
    SectionContentText,
    Status,
    TargetIndicator,
)
from povertyplan.accounts.models import User
from povertyplan.documents.frozen import to_json
from povertyplan.documents.models import IssuedDocument

YEAR = 2026
REFERENCE = dt.date(YEAR - 1, 12, 31)
SINCE = dt.date(2025, 7, 1)
PASSWORD = "mot-con-trau-vang"
SYLLABLES = ("ba", "ca", "da", "ga", "ha", "ka", "la", "ma", "na", "ra")
_numbers = itertools.count(1)


def spelled(number: int) -> str:
    """`number` as a word with a syllable for each of its four digits: never read as a year, and names made of
    it are in order.
    """
    return "".join(SYLLABLES[int(digit)] for digit in f"{number:04d}").capitalize()


class ProvinceFactory(DjangoModelFactory[AdministrativeUnit]):
    class Meta:
        model = AdministrativeUnit

    code = declarations.Sequence(lambda number: f"P{number:03d}")
    name = declarations.Sequence(lambda number: f"Tỉnh Mẫu {spelled(number)}")
    kind = UnitKind.PROVINCE
    valid_from = SINCE


class CommuneFactory(DjangoModelFactory[AdministrativeUnit]):
    """A commune; trait `ward` makes it urban, `ended` one of before the reform."""

    class Meta:
        model = AdministrativeUnit

    class Params:
        ward = declarations.Trait(kind=UnitKind.WARD)
        ended = declarations.Trait(valid_from=None, valid_to=SINCE)

    code = declarations.Sequence(lambda number: f"{90000 + number}")
    name = declarations.Sequence(lambda number: f"Xuân Mẫu {spelled(number)}")
    kind = UnitKind.COMMUNE
    parent = declarations.SubFactory(ProvinceFactory)
    valid_from = SINCE


class HamletFactory(DjangoModelFactory[Hamlet]):
    class Meta:
        model = Hamlet

    unit = declarations.SubFactory(CommuneFactory)
    name = declarations.Sequence(lambda number: f"Bản Mẫu {spelled(number)}")
    label = HamletLabel.THON
    area = Area.RURAL
    position = declarations.Sequence(lambda number: number)


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = declarations.Sequence(lambda number: f"nguoi{number}")
    full_name = declarations.Sequence(lambda number: f"Người Mẫu {spelled(number)}")
    password = Password(PASSWORD)


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = declarations.SubFactory(UserFactory)
    role = Role.OFFICER
    unit = declarations.SubFactory(CommuneFactory)
    valid_from = SINCE


class StandardFactory(DjangoModelFactory[Standard]):
    class Meta:
        model = Standard
        django_get_or_create = ("code",)

    code = "2022-2025"
    name = "chuẩn nghèo giai đoạn 2022 - 2025"
    source = "Nghị định 07/2021/NĐ-CP"
    valid_from = dt.date(2022, 1, 1)
    valid_to = dt.date(2027, 1, 1)


class ThresholdFactory(DjangoModelFactory[Threshold]):
    class Meta:
        model = Threshold
        django_get_or_create = ("standard", "area")

    class Params:
        urban = declarations.Trait(
            area=Area.URBAN, income_limit=2_000_000, average_income_limit=3_000_000, income_score_max=175
        )

    standard = declarations.SubFactory(StandardFactory)
    area = Area.RURAL
    income_limit = 1_500_000
    average_income_limit = 2_250_000
    income_score_max = 140
    deprivation_score_min = 30


class HouseholdFactory(DjangoModelFactory[Household]):
    """A household of one: its head, whose name may be given as `head_name`."""

    class Meta:
        model = Household

    hamlet = declarations.SubFactory(HamletFactory)
    unit = declarations.SelfAttribute("hamlet.unit")
    valid_from = SINCE

    @classmethod
    def _create(cls, model_class: type[Household], *args: Any, **kwargs: Any) -> Household:
        name = kwargs.pop("head_name", f"Lò Văn Mẫu {spelled(next(_numbers))}")
        head = Member(name=name, relation=Relation.HEAD, sex=Sex.MALE, birth_year=1980)
        household = Household(head=head, **kwargs)
        household.prepare_keys(head_name=name)
        with transaction.atomic():  # each names the other
            household.save()
            head.household = household
            head.save(force_insert=True)
        return household


class MemberFactory(DjangoModelFactory[Member]):
    """Another member of a household."""

    class Meta:
        model = Member

    household = declarations.SubFactory(HouseholdFactory)
    name = declarations.Sequence(lambda number: f"Lò Thị Mẫu {spelled(number)}")
    relation = Relation.CHILD
    sex = Sex.FEMALE
    birth_year = 2010


class ReviewRoundFactory(DjangoModelFactory[ReviewRound]):
    """A periodic round open for entry; trait `closed` for one of the past."""

    class Meta:
        model = ReviewRound

    class Params:
        closed = declarations.Trait(
            year=YEAR - 1,
            start_date=dt.date(YEAR - 1, 9, 1),
            reference_date=REFERENCE,
            stage=Stage.CLOSED,
            closed_at=declarations.LazyFunction(timezone.now),
            decision_number="01/QĐ-UBND",
            decision_date=dt.date(YEAR - 1, 12, 14),
        )

    unit = declarations.SubFactory(CommuneFactory)
    kind = RoundKind.PERIODIC
    year = YEAR
    standard = declarations.SubFactory(StandardFactory)
    start_date = dt.date(YEAR, 9, 1)
    reference_date = dt.date(YEAR, 12, 31)
    stages = declarations.LazyAttribute(lambda round: list(stages_on(round.start_date)))
    stage = Stage.ENTRY


class ReviewFactory(DjangoModelFactory[Review]):
    """A listed household; traits `poor`, `near_poor` and `other` for what was found."""

    class Meta:
        model = Review

    class Params:
        entered = declarations.Trait(entered_at=declarations.LazyFunction(timezone.now))
        poor = declarations.Trait(
            entered=True,
            income_score=120,
            deprivations=0b111,
            deprivation_score=30,
            computed=Classification.POOR,
            classification=Classification.POOR,
        )
        near_poor = declarations.Trait(
            entered=True,
            income_score=130,
            deprivations=0b1,
            deprivation_score=10,
            computed=Classification.NEAR_POOR,
            classification=Classification.NEAR_POOR,
        )
        other = declarations.Trait(
            entered=True,
            income_score=160,
            deprivations=0,
            deprivation_score=0,
            computed=Classification.OTHER,
            classification=Classification.OTHER,
        )

    household = declarations.SubFactory(HouseholdFactory)
    round = declarations.SubFactory(ReviewRoundFactory, unit=declarations.SelfAttribute("..household.unit"))
    hamlet = declarations.SelfAttribute("household.hamlet")
    area = declarations.SelfAttribute("hamlet.area")
    head_name = declarations.SelfAttribute("household.head.name")
    head_sex = declarations.SelfAttribute("household.head.sex")


class IndicatorFactory(DjangoModelFactory[Indicator]):
    class Meta:
        model = Indicator

    standard = declarations.SubFactory(StandardFactory)
    position = declarations.Sequence(lambda number: number % 12 + 1)
    dimension = Dimension.HEALTH
    name = declarations.LazyAttribute(lambda indicator: f"Chỉ số {indicator.position}")
    question = "Có điều thiếu hụt"


class VillageMeetingFactory(DjangoModelFactory[VillageMeeting]):
    class Meta:
        model = VillageMeeting

    round = declarations.SubFactory(ReviewRoundFactory)
    hamlet = declarations.SubFactory(HamletFactory, unit=declarations.SelfAttribute("..round.unit"))
    held_at = dt.datetime(YEAR, 11, 5, 19, 30, tzinfo=dt.UTC)
    place = "nhà văn hóa"
    chair = "Trưởng Bản Mẫu"
    secretary = "Thư Ký Mẫu"
    households_invited = 50
    households_present = 36
    attendees = 40
    votes_for = 40


class HamletFiguresFactory(DjangoModelFactory[HamletFigures]):
    class Meta:
        model = HamletFigures

    hamlet = declarations.SubFactory(HamletFactory)
    date = REFERENCE
    standard = declarations.SubFactory(StandardFactory)
    households = 100
    poor = 5
    near_poor = 4


class UnitFiguresFactory(DjangoModelFactory[UnitFigures]):
    class Meta:
        model = UnitFigures

    unit = declarations.SubFactory(CommuneFactory)
    date = REFERENCE
    standard = declarations.SubFactory(StandardFactory)
    households = 1000
    poor = 50
    near_poor = 40


class HamletTargetFactory(DjangoModelFactory[HamletTarget]):
    class Meta:
        model = HamletTarget

    hamlet = declarations.SubFactory(HamletFactory)
    year = YEAR
    poor_reduction = 2
    near_poor_reduction = 1


class CommuneTargetFactory(DjangoModelFactory[CommuneTarget]):
    class Meta:
        model = CommuneTarget

    unit = declarations.SubFactory(CommuneFactory)
    year = YEAR
    indicator = TargetIndicator.POOR
    comparator = Comparator.AT_LEAST
    value = 7
    measure = Measure.HOUSEHOLD


class AreaAssignmentFactory(DjangoModelFactory[AreaAssignment]):
    class Meta:
        model = AreaAssignment

    unit = declarations.SubFactory(CommuneFactory)
    year = YEAR
    official = declarations.Sequence(lambda number: f"Người Phụ Trách {spelled(number)}")


class DeclaredFigureFactory(DjangoModelFactory[DeclaredFigure]):
    class Meta:
        model = DeclaredFigure

    column = "households"
    value = 1000


def officer_of(unit: AdministrativeUnit) -> User:
    """Somebody who writes the commune's plans."""
    return MembershipFactory.create(unit=unit, role=Role.OFFICER).user


def leader_of(unit: AdministrativeUnit) -> User:
    """Somebody who approves them."""
    return MembershipFactory.create(unit=unit, role=Role.LEADER).user


def clerk_of(unit: AdministrativeUnit) -> User:
    """Somebody who numbers and issues them."""
    return MembershipFactory.create(unit=unit, role=Role.CLERK).user


def leader_of_hamlets(*hamlets: Hamlet) -> User:
    """Somebody who leads just these hamlets."""
    user = UserFactory.create()
    for hamlet in hamlets:
        MembershipFactory.create(user=user, unit=hamlet.unit, hamlet=hamlet, role=Role.HAMLET_LEADER)
    return user


def administrator() -> User:
    """Somebody who opens communes and sees none."""
    return MembershipFactory.create(unit=None, role=Role.ADMINISTRATOR).user


def counted_hamlets(unit: AdministrativeUnit, number: int, **figures: Any) -> list[Hamlet]:
    """Hamlets of the commune, each with figures at the reference date and a target of the year."""
    hamlets = HamletFactory.create_batch(number, unit=unit)
    for hamlet in hamlets:
        HamletFiguresFactory.create(hamlet=hamlet, **figures)
        HamletTargetFactory.create(hamlet=hamlet)
    return hamlets


SMALL = PlanContent(
    fields={
        "subject": "Giảm nghèo bền vững",
        "opening": "Xã có {{so-ho}} hộ.",
        "closing": "Phòng Kinh tế giao chỉ tiêu theo Phụ lục.",
        "month": 4,
    },
    sections=(
        SectionContentText(
            heading="MỤC TIÊU",
            body="Giảm {{giam-ho-ngheo}} hộ nghèo.",
            children=(SectionContentText(heading="Chỉ tiêu", content=SectionContent.TARGETS),),
        ),
        SectionContentText(heading="GIẢI PHÁP", body="Cho vay vốn."),
        SectionContentText(heading="TỔ CHỨC THỰC HIỆN", content=SectionContent.DUTIES),
    ),
    bases=({"kind": "Nghị định", "number": "07/2021/NĐ-CP", "date": dt.date(2021, 1, 27)},),
    duties=({"actor": "Phòng Kinh tế", "kind": "office", "text": "Tham mưu.\nTổng hợp."},),
    funding_sources=({"text": "Ngân sách xã"},),
    recipients=({"name": "Lưu: VT", "mark": ""},),
    signatory_lines="TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
    signatory_name="Người Ký Mẫu",
)


def small_plan(
    unit: AdministrativeUnit | None = None,
    *,
    kind: PlanKind = PlanKind.ANNUAL,
    year: int = YEAR,
    content: PlanContent = SMALL,
    by: User | None = None,
) -> Plan:
    """A plan with few words, started as the page does."""
    StandardFactory.create()
    return plan_new(unit=unit or CommuneFactory.create(), kind=kind, year=year, content=content, by=by)


def library_text(unit: AdministrativeUnit, heading: str, body: str = "Cho vay vốn ưu đãi.") -> LibraryEntry:
    """A text that the commune keeps, put there as the page does."""
    fields = {"heading": heading, "body": body}
    return library_entry_add(unit=unit, kind=LibraryKind.TEXT, fields=fields, by=None)


def submitted(plan: Plan, *, by: User | None = None) -> Plan:
    """The plan with the leader."""
    return plan_submit(plan=plan, by=by or officer_of(plan.unit))


def approved(plan: Plan, *, by: User | None = None, pdf: bytes = b"%PDF-") -> Plan:
    """The plan as after approval, with a print that is none unless given: rendering takes a second."""
    view = plan_view(plan, draft=False)
    plan.approved_document = IssuedDocument.objects.create(
        unit_code=plan.unit.code,
        name=plan.slug,
        blocks=to_json(view.document),
        findings=findings_json(view),
        template_version="test",
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        approved_by=by or leader_of(plan.unit),
        approved_at=timezone.now(),
        supersedes=plan.approved_document,
    )
    plan.status = Status.APPROVED
    plan.save()
    return plan


def signed(plan: Plan, *, number: int = 1, date: dt.date | None = None) -> Plan:
    """The plan as after the clerk wrote its number down."""
    plan = approved(plan) if plan.status != Status.APPROVED else plan
    plan.number, plan.signed_date = number, date or timezone.localdate()
    plan.number_year, plan.status = plan.signed_date.year, Status.SIGNED
    plan.save()
    return plan


def issued(plan: Plan, *, number: int = 1, pdf: bytes = b"%PDF-issued\n%%EOF") -> Plan:
    """The plan as after it was issued, with a print that is none unless given."""
    plan = signed(plan, number=number) if plan.status != Status.SIGNED else plan
    kept = plan.approved_document
    assert kept
    document = issue_document(plan)
    plan.issued_document = IssuedDocument.objects.create(
        unit_code=plan.unit.code,
        name=plan.slug,
        blocks=to_json(document),
        findings=kept.findings,
        template_version="test",
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        number=str(plan.number),
        symbol=plan.symbol,
        issued_date=plan.signed_date,
        approved_by=kept.approved_by,
        approved_at=kept.approved_at,
        issued_by=clerk_of(plan.unit),
        issued_at=timezone.now(),
        supersedes=kept,
    )
    plan.status = Status.ISSUED
    plan.save()
    return plan


def at_once(tasks: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each task returned or raised, all started at the same moment, each with its own connection.

    Tests that call this are transactional: threads see only what is committed.
    """
    ready = threading.Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> Any:
        try:
            ready.wait(timeout=30)
            return task()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(tasks)) as pool:
        return list(pool.map(run, tasks))
