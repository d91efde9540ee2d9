"""What SQLite and PostgreSQL must do alike."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, exc, insert, select, text
from sqlalchemy.orm import Session

from marketplace.accounts.models import FailedSignIn, Role, User
from marketplace.config import Settings
from marketplace.database import begin_write, compare_names, name_order, open_engine, prepare
from marketplace.organisations.models import Membership
from marketplace.uow import utc_now

ALPHABETICAL = [
    "An",
    "Ánh",
    "Ăn",
    "Ấn",
    "Bà",
    "Bả",
    "Bã",
    "Bá",
    "Bạ",
    "Cảng",
    "Dương",
    "Đông",
    "Hà",
    "Hải",
    "Ơn",
    "Ưu",
    "Việt",
]


def test_names_sort_in_vietnamese_order_on_either_database(database_url: str) -> None:
    engine = prepare(create_engine(database_url))
    with Session(engine) as session:
        session.execute(insert(Role), [{"name": name} for name in sorted(ALPHABETICAL)])
        assert list(session.scalars(select(Role.name).order_by(name_order(Role.name)))) == ALPHABETICAL
    engine.dispose()


@pytest.mark.parametrize(
    ("smaller", "larger"),
    [
        ("da", "đa"),
        ("đa", "ea"),
        ("oa", "ôa"),
        ("ôa", "ơa"),
        ("ma", "mà"),
        ("mà", "má"),
        ("9", "a"),
        ("a", "ab"),
        ("", "a"),
    ],
)
def test_letters_come_before_tones_and_decomposed_text_is_the_same(smaller: str, larger: str) -> None:
    import unicodedata

    for form in ("NFC", "NFD"):
        assert compare_names(unicodedata.normalize(form, smaller), unicodedata.normalize(form, larger)) == -1
        assert compare_names(unicodedata.normalize(form, larger), unicodedata.normalize(form, smaller)) == 1
    assert compare_names(larger, larger) == 0


def test_foreign_keys_are_enforced(database_url: str) -> None:
    engine = prepare(create_engine(database_url))
    with Session(engine) as session, pytest.raises(exc.IntegrityError):
        session.add(Membership(user_id=404, organisation_id=404, role="member", since=utc_now()))
        session.commit()
    engine.dispose()


def test_sqlite_is_in_wal_mode_and_waits(databases: object, database_url: str) -> None:
    engine = prepare(create_engine(database_url, connect_args={"timeout": 20} if "sqlite" in database_url else {}))
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            pragmas = [
                connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys", "busy_timeout")
            ]
            assert pragmas == ["wal", 1, 20000]
    engine.dispose()


def test_two_writers_take_turns_and_a_reader_goes_on(database_url: str) -> None:
    engine = prepare(create_engine(database_url, connect_args={"timeout": 20} if "sqlite" in database_url else {}))

    def increase() -> None:
        for _ in range(20):
            with Session(engine) as session:
                begin_write(session)
                row = session.scalars(select(User).with_for_update()).one()
                time.sleep(0.001)
                row.login_count = (row.login_count or 0) + 1
                session.commit()

    with Session(engine) as session:
        session.add(User(email="a@example.org", fs_uniquifier="x"))
        session.commit()
    threads = [threading.Thread(target=increase) for _ in range(3)]
    for thread in threads:
        thread.start()
    with Session(engine) as session:
        assert session.scalar(select(FailedSignIn.id).limit(1)) is None
    for thread in threads:
        thread.join()
    with Session(engine) as session:
        assert session.scalars(select(User)).one().login_count == 60
    engine.dispose()


def test_an_error_does_not_tell_the_values_sent(database_url: str, tmp_path: Path) -> None:
    engine = open_engine(Settings(data_dir=tmp_path, database_url=database_url))
    with pytest.raises(exc.DBAPIError) as caught, engine.connect() as connection:
        connection.execute(text("SELECT nonsense FROM users WHERE email = :mail"), {"mail": "lan@example.com"})
    engine.dispose()
    assert "nonsense" in str(caught.value)
    assert "lan@example" not in str(caught.value)
