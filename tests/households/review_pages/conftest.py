"""Fixtures of these tests. Pages of rounds and of one review."""

from __future__ import annotations

import pytest

from households.models import (
    Indicator,
)
from households.rules import Dimension
from tests.factories import (
    CommuneFactory,
    HamletFactory,
    ReviewRoundFactory,
    StandardFactory,
    ThresholdFactory,
    officer_of,
)
from tests.households.review_pages.shared import listed


@pytest.fixture
def hamlet():
    ThresholdFactory.create()
    ThresholdFactory.create(urban=True)
    for position in range(1, 13):
        Indicator.objects.create(
            standard=StandardFactory.create(),
            position=position,
            dimension=Dimension.WORK,
            name=f"Chỉ số {position}",
            question=f"Thiếu hụt mẫu {position}",
        )
    return HamletFactory.create(unit=CommuneFactory.create())


@pytest.fixture
def round(hamlet):
    return ReviewRoundFactory.create(
        unit=hamlet.unit, base=ReviewRoundFactory.create(unit=hamlet.unit, closed=True)
    )


@pytest.fixture
def review(round, hamlet):
    return listed(round, hamlet, "Lò Văn An")


@pytest.fixture
def officer_client(client, hamlet):
    client.force_login(officer_of(hamlet.unit))
    return client
