"""Certificates of poor and near-poor households (form 03 of decision 24/2021/QĐ-TTg), one sheet each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from households.compose.papers.head import letterhead, period, within
from households.models import Member, ReviewRound
from households.queries import FoundHousehold, signer_of
from households.rules import CLASSIFICATION_LABELS, RELATION_LABELS, SEX_LABELS, Classification, Relation, Sex
from povertyplan.documents.blocks import (
    Align,
    Closing,
    Column,
    CoSigner,
    Document,
    Paragraph,
    Row,
    Table,
    Title,
)

SYMBOL = "GCN-HN.HCN"
CERTIFIED = (Classification.POOR, Classification.NEAR_POOR)


def certificates(
    *, round: ReviewRound, households: Sequence[FoundHousehold], members: Mapping[int, Sequence[Member]]
) -> list[Document]:
    """A certificate for every poor and near-poor household, in the order given."""
    authority, signer = signer_of(unit=round.unit)
    return [
        _certificate(
            round,
            each,
            members[each.household_id],
            Closing(recipients=(), authority=authority, signer=signer, co_signer=CoSigner()),
        )
        for each in households
        if each.found in CERTIFIED
    ]


def _certificate(
    round: ReviewRound, household: FoundHousehold, members: Sequence[Member], closing: Closing
) -> Document:
    found = CLASSIFICATION_LABELS[household.found or Classification.OTHER]
    return Document(
        name=f"giay-chung-nhan-{round.unit.slug}-{round.year}",
        letterhead=letterhead(round.unit, symbol=SYMBOL, year=round.reference_date.year),
        title=Title(kind="GIẤY CHỨNG NHẬN", subject=f"{found[:1].upper()}{found[1:]} {period(round)}"),
        bases=(),
        blocks=(
            Paragraph(
                inline=(
                    f"Ủy ban nhân dân {round.unit} chứng nhận hộ do {household.head_name} làm chủ hộ, ở"
                    f" {within(household.hamlet)}, {round.unit}, là {found} theo kết quả rà soát"
                    f" {period(round)}.",
                ),
                place="certified",
            ),
            Paragraph(inline=(f"Hộ có {len(members)} người:",), place="members"),
            Table(
                key="members",
                columns=(
                    Column(key="number", label="STT", align=Align.CENTER),
                    Column(key="name", label="Họ và tên", width=5, align=Align.LEFT),
                    Column(key="sex", label="Giới tính", width=2, align=Align.CENTER),
                    Column(key="born", label="Năm sinh", width=2, align=Align.CENTER),
                    Column(key="relation", label="Quan hệ với chủ hộ", width=3, align=Align.LEFT),
                ),
                rows=tuple(_row(number, member) for number, member in enumerate(members, start=1)),
            ),
        ),
        closing=closing,
        draft=not round.is_closed,
    )


def _row(number: int, member: Member) -> Row:
    return Row(
        key=str(number),
        cells=(
            str(number),
            member.name,
            SEX_LABELS[Sex(member.sex)] if member.sex else "",
            str(member.birth_year or ""),
            RELATION_LABELS[Relation(member.relation)],
        ),
    )
