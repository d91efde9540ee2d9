"""Public ids: random, without time or counting in them, and short enough to read out on the phone."""

from __future__ import annotations

import re
import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/i/l: 31 letters
PUBLIC_ID = re.compile(rf"[{ALPHABET}]{{3}}-[{ALPHABET}]{{3}}-[{ALPHABET}]{{3}}")


def new_public_id() -> str:
    """Return an id such as "k7m-2qp-9xw": 31⁹ ≈ 2.6e13 of them, so that neighbours can't be guessed."""
    number, letters = secrets.randbelow(len(ALPHABET) ** 9), ""
    for _place in range(9):
        number, letter = divmod(number, len(ALPHABET))
        letters += ALPHABET[letter]
    return f"{letters[:3]}-{letters[3:6]}-{letters[6:]}"
