"""E-mail addresses: one spelling per mailbox, so that an account can't exist twice."""

from __future__ import annotations

import unicodedata

from email_validator import validate_email

from marketplace.i18n import gettext as _


class BadAddress(ValueError):
    """What was typed is no address that mail can be sent to; the text is for the reader."""


def normal_email(text: str) -> str:
    """Return the address NFC and case-folded, its domain in readable form. Raise BadAddress.

    Strictly the part before @ may differ by case (RFC 5321 §2.3.11), but no provider people use makes that
    difference, and two accounts `An@` and `an@` would only confuse. It must be ASCII: few servers take anything
    else (RFC 6531).
    """
    try:
        folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).strip().casefold())
        return validate_email(folded, check_deliverability=False, allow_smtputf8=False).normalized
    except ValueError:  # also UnicodeError for lone surrogates
        raise BadAddress(_("Enter an e-mail address such as name@example.vn.")) from None
