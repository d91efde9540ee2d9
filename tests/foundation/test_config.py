"""Settings come from the environment or a file; what is wrong is refused by name."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.app import create_app
from marketplace.config import ConfigError, Settings, declared, load_settings
from marketplace.config_values import normal_url
from marketplace.database import open_engine
from marketplace.i18n import use_locale


def test_without_anything_set_the_defaults_work() -> None:
    settings = load_settings({})
    assert (settings.host, settings.port, settings.site_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert settings.database_url == f"sqlite:///{settings.data_dir}/marketplace.sqlite3"


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_text(
        'port = 8100\nsite_name = "Sàn thử"\nplugins_disabled = ["marine", "logistics"]\nmoderation = true\n'
    )
    settings = load_settings({"MARKETPLACE_CONFIG": str(file), "MARKETPLACE_PORT": "8200"})
    assert (settings.port, settings.site_name, settings.moderation) == (8200, "Sàn thử", True)
    assert settings.plugins_disabled == ("marine", "logistics")
    assert settings.sources["port"] == "MARKETPLACE_PORT"
    assert settings.sources["site_name"] == str(file)
    assert "host" not in settings.sources


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("MARKETPLACE_PORT", "eighty", "'eighty' is not a whole number"),
        ("MARKETPLACE_PORT", "70000", "70000 is not between 0 and 65535"),
        ("MARKETPLACE_JOB_POLL", "0", "is not above 0"),
        ("MARKETPLACE_JOB_LEASE", "nan", "is not above 0"),
        ("MARKETPLACE_JOB_POLL", "inf", "inf is more than 86,400 seconds"),
        ("MARKETPLACE_JOB_RETRY", "1e12", "is more than 86,400 seconds"),
        ("MARKETPLACE_DATABASE_LOCK", "nan", "is below 0"),
        ("MARKETPLACE_WEB_WORKERS", "1000000", "is more than 100,000"),
        ("MARKETPLACE_HOST", "my host", "'my host' is not a host name or an address"),
        ("MARKETPLACE_HOST", "", "'' is not a host name or an address"),
        ("MARKETPLACE_HOST", "1:2", "'1:2' is not a host name or an address"),
        ("MARKETPLACE_SITE_URL", "foo", "'foo' is not an address such as https://"),
        ("MARKETPLACE_SITE_URL", "ftp://site.example", "is not an address such as https://"),
        ("MARKETPLACE_SITE_URL", "https://<host name>", "is not an address such as https://"),
        ("MARKETPLACE_SITE_URL", "https://site.example:port", "is not an address such as https://"),
        ("MARKETPLACE_PLUGINS_DISABLED", "marine,nonesuch", "'nonesuch' is not installed; there are: "),
        ("MARKETPLACE_SECRET_KEY", "a", "shorter than 32 characters"),
        ("MARKETPLACE_SECRET_KEY", "<secret>", "shorter than 32 characters"),
        ("MARKETPLACE_DEMO", "perhaps", "'perhaps' is not yes or no"),
        ("MARKETPLACE_SEARCH_ENGINE", "grep", "must be embedded, or begin with http"),
        ("MARKETPLACE_SEARCH_ENGINE", "http://user:secret@a,b", "must be embedded, or begin with http"),
        ("MARKETPLACE_SEARCH_ENGINE", "", "must be embedded, or begin with http"),
        ("MARKETPLACE_SEARCH_SHARDS", "0", "is not above 0"),
        ("MARKETPLACE_TIMEZONE", "Hải Phòng", "is not a known time zone"),
        ("MARKETPLACE_TIMEZONE", "../etc/passwd", "is not a known time zone"),
        ("MARKETPLACE_MAIL_URL", "http://x", "must start with mailbox:"),
        ("MARKETPLACE_MAIL_URL", "smtp://op:a/b@mail:587", "must be written as %2F"),
        ("MARKETPLACE_MAIL_URL", "smtp://mail:x", "is not smtp://user:password@host:port"),
        ("MARKETPLACE_DATABASE_URL", "mysql://x", "must start with sqlite:///"),
        ("MARKETPLACE_PROT", "80", "there is no such setting"),
        ("MARKETPLACE_CONFIG", "/no/such/file.toml", "can't read /no/such/file.toml"),
    ],
)
def test_a_wrong_setting_is_refused_by_name_in_one_line(variable: str, value: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings({variable: value})
    assert str(caught.value).startswith(f"{variable}: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"), [("prot = 1", "prot in"), ("port = [1]", "port in"), ("port = ", "can't read")]
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "site.toml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=said):
        load_settings({"MARKETPLACE_CONFIG": str(file)})


@pytest.mark.parametrize("host", ["localhost", "0.0.0.0", "::", "::1", "web-1.example"])
def test_a_site_without_an_address_of_its_own_has_that_of_its_host(host: str) -> None:
    settings = load_settings({"MARKETPLACE_HOST": host})
    assert settings.site_url == f"http://{f'[{host}]' if ':' in host else host}:8000"


def test_a_secret_that_is_refused_is_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_text("metrics_token = 4711")
    mail, key = {"MARKETPLACE_MAIL_URL": "smtp://op:47/11@mail:587"}, {"MARKETPLACE_SECRET_KEY": "4711"}
    for environ in (mail, key, {"MARKETPLACE_CONFIG": str(file)}):
        with pytest.raises(ConfigError) as caught:
            load_settings(environ)
        assert "11" not in str(caught.value).replace(str(file), "")


@pytest.mark.parametrize("url", ["redis://:geheim@localhost:1/0", "shared://op:geheim@x"])
def test_a_place_for_counts_that_can_not_be_used_is_refused_without_its_password(settings: Settings, url: str) -> None:
    with pytest.raises(ConfigError, match=r"^MARKETPLACE_RATE_LIMIT_URL: must be process://") as caught:
        create_app(replace(settings, rate_limit_url=url))
    assert "geheim" not in str(caught.value)


@given(
    st.sampled_from([each.name for each in declared()]), st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
)
def test_any_text_for_any_setting_is_taken_or_refused_by_name(name: str, text: str) -> None:
    variable = f"MARKETPLACE_{name.upper()}"
    try:
        load_settings({variable: text})
    except ConfigError as error:
        said = str(error)
    else:
        said = variable
    assert said.startswith(variable)


def test_the_secret_key_is_made_once_and_readable_by_the_owner_only(tmp_path: Path) -> None:
    first = Settings(data_dir=tmp_path / "new").prepare()
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    again = Settings(data_dir=tmp_path / "new").prepare()
    assert len(first.secret_key) > 40
    assert first.secret_key == again.secret_key
    assert stat.S_IMODE((tmp_path / "new/secret_key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret_key"]
    assert Settings(data_dir=tmp_path, secret_key="given " * 6).prepare().secret_key == "given " * 6


def test_a_data_folder_that_cant_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match=r"^MARKETPLACE_DATA_DIR: can't write to .*: Not a directory$"):
        Settings(data_dir=tmp_path / "file" / "data").prepare()


def test_secrets_are_not_in_the_representation() -> None:
    settings = Settings(
        secret_key="hush " * 8, database_url="postgresql://me:hush@db/x", mail_url="smtp://me:hush@mail"
    )
    assert "hush" not in repr(settings)


def test_every_setting_is_explained_in_both_languages() -> None:
    for each in declared():
        assert each.metadata["help"].en
        assert each.metadata["help"].vi
        assert each.metadata["help"].en != each.metadata["help"].vi
        with use_locale("vi"):
            assert str(each.metadata["help"]) == each.metadata["help"].vi


@pytest.mark.parametrize("change", [lambda s: replace(s, port=9), lambda s: s.prepare()])
def test_settings_can_be_varied_without_losing_what_was_set(
    tmp_path: Path, change: Callable[[Settings], Settings]
) -> None:
    settings = Settings(data_dir=tmp_path, site_url="https://exchange.example/", database_url="postgres://a@b/c")
    changed = change(settings)
    assert changed.site_url == "https://exchange.example"
    assert changed.database_url == "postgresql+psycopg://a@b/c"


@pytest.mark.parametrize(
    "url",
    ["postgresql://x:secretpw@127.0.0.1:abc/x", "postgresql://x:secretpw@[::1/x", "postgresql://x:secretpw@h@h:5/x",
     "postgresql://x:123@secretpw@h:5/x", "postgresql://h/x?password=secretpw"],
)  # fmt: skip
def test_an_address_of_a_database_that_cannot_be_read_is_refused_in_one_line_without_its_password(
    url: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError) as caught:
        open_engine(Settings(data_dir=tmp_path, database_url=normal_url(url), secret_key="test " * 8))
    assert "MARKETPLACE_DATABASE_URL" in str(caught.value)
    assert "secretpw" not in str(caught.value)
    assert "\n" not in str(caught.value)
