"""Whether an address can be taken apart at all: a password with a bare `/` in it would be read as host and path."""

from __future__ import annotations

import re
from collections.abc import Collection

_ADDRESS = re.compile(
    r"""(?P<scheme>[a-z]+)://
        ([^/?#\[\]\s]*@)?                        # user:password@
        (\[[0-9A-Fa-f:.]+\]|[^/?#@:\[\]\s]+)     # host, or an address of IPv6
        (:[0-9]{1,5})?
        (/[^?#@\s]*)?
        (\?[^#@\s]*)?""",
    re.VERBOSE,
)
REMEDY = "signs such as / ? # [ in a password must be written as %2F %3F %23 %5B"


def is_address(text: str, schemes: Collection[str]) -> bool:
    """Tell whether a text is scheme://user:password@host:port/path, and no part can be taken for another."""
    found = _ADDRESS.fullmatch(text)
    return found is not None and found["scheme"] in schemes
