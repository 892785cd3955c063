"""Who helps in a commune, year after year: agencies in blocks, officials in charge of hamlets."""

from __future__ import annotations

import datetime as dt

from assignments.models import (
    Agency,
    AreaAssignment,
    AreaHamlet,
    AssignmentBlock,
    BlockAgency,
    SteeringCommittee,
)
from assignments.rules import AgencyKind, CommitteeRole
from reports.management.generate.commune import PLANNED, Commune
from reports.management.generate.places import grown_up
from reports.management.generate.storing import stored

_BLOCKS = {  # a block, and its agencies with the leading one first; "$" is the kind of the commune
    "Khối Đảng, Mặt trận và đoàn thể": (
        ("Ủy ban Mặt trận Tổ quốc Việt Nam $", AgencyKind.COMMITTEE),
        ("Hội Nông dân $", AgencyKind.UNION),
        ("Hội Liên hiệp Phụ nữ $", AgencyKind.UNION),
        ("Hội Cựu chiến binh $", AgencyKind.UNION),
        ("Đoàn Thanh niên $", AgencyKind.UNION),
    ),
    "Khối cơ quan chuyên môn": (
        ("Phòng Kinh tế $", AgencyKind.OFFICE),
        ("Phòng Văn hóa - Xã hội $", AgencyKind.OFFICE),
        ("Văn phòng HĐND và UBND $", AgencyKind.OFFICE),
        ("Công an $", AgencyKind.POLICE_MILITARY),
        ("Ban Chỉ huy quân sự $", AgencyKind.POLICE_MILITARY),
    ),
    "Khối sự nghiệp, doanh nghiệp": (
        ("Trường Trung học cơ sở", AgencyKind.SCHOOL),
        ("Trường Tiểu học", AgencyKind.SCHOOL),
        ("Trạm Y tế $", AgencyKind.HEALTH_STATION),
        ("Phòng giao dịch Ngân hàng Chính sách xã hội", AgencyKind.BANK),
        ("Hợp tác xã nông nghiệp", AgencyKind.ENTERPRISE),
    ),
}
_OFFICIALS = (
    ("Chủ tịch UBND", CommitteeRole.HEAD),
    ("Phó Chủ tịch UBND", CommitteeRole.DEPUTY),
    ("Trưởng phòng Văn hóa - Xã hội", CommitteeRole.STANDING),
    ("Trưởng phòng Kinh tế", CommitteeRole.MEMBER),
    ("Chủ tịch Hội Nông dân", CommitteeRole.MEMBER),
    ("Chủ tịch Hội Phụ nữ", CommitteeRole.MEMBER),
    ("Bí thư Đoàn Thanh niên", CommitteeRole.MEMBER),
    ("Công chức Văn hóa - Xã hội", CommitteeRole.MEMBER),
)


def agencies_store(commune: Commune) -> dict[int, list[tuple[AssignmentBlock, list[Agency]]]]:
    """The agencies and each year's blocks with their members, the leading one first."""
    unit, kind = commune.unit, commune.unit.kind_label
    named = [(block, name.replace("$", kind), of) for block, row in _BLOCKS.items() for name, of in row]
    agencies = [
        Agency(unit=unit, name=name, kind=of, contact=grown_up(commune.rng), order=order)
        for order, (_, name, of) in enumerate(named, start=1)
    ]
    for agency in agencies:
        agency.prepare()
    by_block: dict[str, list[Agency]] = {}
    for (block, _, _), agency in zip(named, stored(agencies), strict=True):
        by_block.setdefault(block, []).append(agency)
    blocks = stored(
        [
            AssignmentBlock(unit=unit, year=year, name=name, order=order, lead_agency=members[0])
            for year in PLANNED
            for order, (name, members) in enumerate(by_block.items(), start=1)
        ]
    )
    stored(
        [
            BlockAgency(block=block, agency=agency, year=block.year)
            for block in blocks
            for agency in by_block[block.name]
        ]
    )
    return {
        year: [(block, by_block[block.name]) for block in blocks if block.year == year] for year in PLANNED
    }


def areas_store(commune: Commune) -> None:
    """The steering committee of each year, its members each in charge of some hamlets."""
    unit, rng = commune.unit, commune.rng
    names = [grown_up(rng) for _ in _OFFICIALS]
    committees = [
        SteeringCommittee(
            unit=unit,
            year=year,
            name=f"Ban Chỉ đạo giảm nghèo {unit}",
            decision_number=f"{rng.randint(20, 90)}/QĐ-UBND",
            decision_date=dt.date(year, 2, rng.randint(5, 27)),
        )
        for year in PLANNED
    ]
    stored(committees)
    areas = stored(
        [
            AreaAssignment(
                unit=unit,
                year=year,
                order=order,
                official=name,
                position=f"{position} {unit.kind_label}" if "UBND" in position else position,
                committee_role=role,
            )
            for year in PLANNED
            for order, (name, (position, role)) in enumerate(zip(names, _OFFICIALS, strict=True), start=1)
        ]
    )
    stored(
        [
            AreaHamlet(area=area, hamlet=hamlet)
            for area in areas
            for hamlet in commune.hamlets[area.order - 1 :: len(_OFFICIALS)]
        ]
    )
