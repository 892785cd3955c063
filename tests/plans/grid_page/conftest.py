"""The desk that every test sits at."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import (
    CommuneFactory,
    HamletFactory,
    HamletFiguresFactory,
    HamletTargetFactory,
    StandardFactory,
    officer_of,
)
from tests.plans.grid_page.desk import Desk


@pytest.fixture
def desk(client: Client, db: None) -> Desk:
    StandardFactory.create()
    unit = CommuneFactory.create()
    names = ("Ao", "Bãi", "Cầu")
    hamlets = [HamletFactory.create(unit=unit, name=name, position=at) for at, name in enumerate(names)]
    HamletFiguresFactory.create(hamlet=hamlets[0], households=100, poor=5, near_poor=4)
    HamletTargetFactory.create(hamlet=hamlets[0], poor_reduction=2, near_poor_reduction=0)
    officer = officer_of(unit)
    client.force_login(officer)
    return Desk(unit, hamlets, officer, client)
