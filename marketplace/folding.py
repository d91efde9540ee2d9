"""Texts without case and diacritics, in Python and in SQL alike, for finding words in columns that no index holds."""

from __future__ import annotations

import unicodedata
from typing import Any

from sqlalchemy import Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

FUNCTION = "marketplace_folded"  # in SQLite, where `database` makes it known to each connection
_BARRED = str.maketrans("Đđ", "dd")  # has no decomposition


def folded(text: str) -> str:
    """Return "do luong" for "Đo lường"."""
    marks = unicodedata.normalize("NFD", text.translate(_BARRED))
    return "".join(sign for sign in marks if not "\u0300" <= sign <= "\u036f").lower()


class folded_sql(FunctionElement[str]):  # noqa: N801 (a function in SQL)
    """The same of a column."""

    type = Text()
    inherit_cache = True


@compiles(folded_sql)
def _for_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    return f"{FUNCTION}({compiler.process(element.clauses, **how)})"


@compiles(folded_sql, "postgresql")
def _for_postgresql(element: Any, compiler: Any, **how: Any) -> str:
    column = compiler.process(element.clauses, **how)
    return rf"lower(regexp_replace(normalize(translate({column}, 'Đđ', 'dd'), NFD), '[\u0300-\u036f]', '', 'g'))"
