"""Passwords tried a thousand times: `python -m benchmarks.security.tries full`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

from django.conf import settings

from benchmarks.security.database import Told, tell, told

TIMES = {"quick": 60, "full": 1_000}
DOOR, PAGE = "/dang-nhap/", "/xa/"
VICTIM, OTHER = "hoa", "lan"


def tried(times: int) -> Iterator[Told]:
    """One account a thousand times, from one address and from as many; as many accounts once."""
    from django.contrib.auth.hashers import MD5PasswordHasher
    from django.test import Client

    from povertyplan.accounts.models import SignInTries
    from povertyplan.accounts.throttle import FROM_AN_ADDRESS, OF_A_NAME
    from tests.factories import PASSWORD, UserFactory

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    victim = UserFactory.create(username=VICTIM, password=PASSWORD)
    UserFactory.create(username=OTHER, password=PASSWORD)
    inside = Client()
    inside.force_login(victim)
    encode, looked_at = MD5PasswordHasher.encode, Counter[str]()

    def counted(self: Any, password: str, salt: str) -> Any:
        looked_at[password] += 1
        return encode(self, password, salt)

    def knock(name: str, password: str, address: str, **headers: Any) -> int:
        given = {"username": name, "password": password}
        return Client(REMOTE_ADDR=address, **headers).post(DOOR, given).status_code

    def far(number: int) -> str:
        return f"10.{number // 65_536}.{number // 256 % 256}.{number % 256}"

    attacks: dict[str, tuple[int, Callable[[int], int]]] = {
        f"one account × {times:,} from one address, each with another forged address in its headers": (
            OF_A_NAME,
            lambda number: knock(
                VICTIM,
                "sai",
                "10.9.9.9",
                HTTP_X_FORWARDED_FOR=far(number),
                HTTP_FORWARDED=f"for={far(number)}",
                HTTP_X_REAL_IP=far(number),
            ),
        ),
        f"one account × {times:,}, each from another address": (
            OF_A_NAME,
            lambda number: knock(VICTIM, "sai", far(number)),
        ),
        f"{times:,} accounts × one password from one address": (
            FROM_AN_ADDRESS,
            lambda number: knock(f"ai{number}", "sai", "10.9.9.9"),
        ),
    }
    for what, (most, attack) in attacks.items():
        SignInTries.objects.all().delete()
        looked_at.clear()
        with patch.object(MD5PasswordHasher, "encode", counted):
            outcomes = Counter(str(attack(number)) for number in range(times))
        outcomes["looked at"] = looked_at["sai"]
        right = knock(VICTIM, PASSWORD, "10.9.9.9")
        outcomes[f"then the right password: {right}"] = 1
        others = knock(OTHER, PASSWORD, "10.8.8.8"), inside.get(PAGE).status_code
        yield told(
            f"passwords: {what}",
            outcomes,
            bar=f"{most} looked at, the right one refused past that; others come in, an open session goes on",
            holds=looked_at["sai"] == most
            and right == 429
            and others == (302, 200)
            and set(outcomes) - {"200", "429", "looked at", f"then the right password: {right}"} == set(),
        )


if __name__ == "__main__":
    tell(lambda: tried(TIMES[sys.argv[1]]))
