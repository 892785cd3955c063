"""Passwords that the program makes up, to be told once and changed at the first sign-in."""

from __future__ import annotations

import secrets

# No letter or digit that Vietnamese keyboards (Telex, VNI) turn into a mark, one vowel a word so that none is
# doubled, and no initial that makes a rude word.
_BEGINNINGS, _VOWELS, _ENDINGS = "bghkmnptv", "aeiou", "cghkmnpt"
_WORDS = 6  # 360 words each: 51 bits


def one_time_password() -> str:
    """Six short words to read out and type as they stand: "bim-kat-nop-heg-vun-tak"."""
    word = (_BEGINNINGS, _VOWELS, _ENDINGS)
    return "-".join("".join(map(secrets.choice, word)) for _ in range(_WORDS))
