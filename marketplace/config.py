"""Every setting of the marketplace: its name, type, default and meaning, in one place.

A value comes from the environment (`MARKETPLACE_PORT=8001`), else from the TOML file that `MARKETPLACE_CONFIG` names
(`port = 8001`), else from the default here. A wrong value and an unknown name are refused at start, by name.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, get_type_hints

from marketplace.config_checks import problems
from marketplace.config_values import convert, kept_secret, normal_url
from marketplace.errors import MarketplaceError
from marketplace.i18n import L

PREFIX = "MARKETPLACE_"
FILE_VARIABLE = "MARKETPLACE_CONFIG"
EMBEDDED = ("embedded",)
ALIASES = {"PLUGINS_STRICT": "MARKETPLACE_PLUGINS_STRICT"}


class ConfigError(MarketplaceError):
    """A setting is wrong, unknown, or can't be used on this machine; the message is one line that names it."""


def option(default: Any, en: str, vi: str, *, secret: bool = False) -> Any:
    """Declare a setting: its default, what it means in both languages, and whether its value must never be shown."""
    return field(default=default, repr=not secret, metadata={"help": L(en, vi), "secret": secret})


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator can decide. Read it by `load_settings()`; tests make one directly."""

    data_dir: Path = option(
        Path("instance"), "Folder for everything kept on disk", "Thư mục chứa mọi dữ liệu lưu trên đĩa"
    )
    database_url: str = option(
        "",
        "Database; empty means SQLite in the data folder",
        "Cơ sở dữ liệu; để trống là SQLite trong thư mục dữ liệu",
        secret=True,
    )
    database_pool: int = option(
        5,
        "PostgreSQL connections that each process keeps open",
        "Số kết nối PostgreSQL mỗi tiến trình giữ mở",
    )
    database_overflow: int = option(
        10,
        "PostgreSQL connections beyond those, opened under load and closed again",
        "Số kết nối PostgreSQL mở thêm khi tải cao rồi đóng lại",
    )
    database_statement: float = option(
        15.0,
        "Seconds after which PostgreSQL breaks off a statement; 0 is never",
        "Số giây sau đó PostgreSQL ngắt một câu lệnh; 0 là không bao giờ",
    )
    database_lock: float = option(
        5.0,
        "Seconds that a statement waits for another's lock; 0 is for ever",
        "Số giây một câu lệnh chờ khóa của câu lệnh khác; 0 là chờ mãi",
    )
    database_idle: float = option(
        60.0,
        "Seconds after which PostgreSQL ends a transaction that does nothing; 0 is never",
        "Số giây sau đó PostgreSQL hủy giao dịch không làm gì; 0 là không bao giờ",
    )
    database_client: str = option(
        "marketplace",
        "Name under which PostgreSQL lists this process's connections",
        "Tên mà PostgreSQL ghi cho các kết nối của tiến trình này",
    )
    secret_key: str = option(
        "",
        "Signs cookies and links; empty means one made and kept in the data folder",
        "Khóa ký cookie và liên kết; để trống thì tự tạo và giữ trong thư mục dữ liệu",
        secret=True,
    )
    host: str = option("127.0.0.1", "Address the web server listens on", "Địa chỉ máy chủ web lắng nghe")
    port: int = option(8000, "Port the web server listens on", "Cổng máy chủ web lắng nghe")
    site_name: str = option(
        "Bến Công nghệ | Tech Wharf",
        "Name of the site: in Vietnamese | in English",
        "Tên trang: tiếng Việt | tiếng Anh",
    )
    site_url: str = option(
        "",
        "Public address, used in e-mails; empty means host and port",
        "Địa chỉ công khai dùng trong thư; để trống là máy chủ và cổng",
    )
    timezone: str = option(
        "Asia/Ho_Chi_Minh",
        "Time zone of schedules and of readers without their own",
        "Múi giờ của lịch chạy và của người đọc chưa chọn",
    )
    default_locale: Literal["vi", "en"] = option(
        "vi", "Language for readers who express no preference", "Ngôn ngữ cho người đọc chưa chọn"
    )
    mail_url: str = option(
        "mailbox:",
        "Outgoing mail: smtp://user:password@host:port, smtps://…, or mailbox: (kept in the data folder)",
        "Thư đi: smtp://…, smtps://…, hoặc mailbox: (giữ trong thư mục dữ liệu)",
        secret=True,
    )
    mail_from: str = option("exchange@localhost", "Sender of the site's e-mails", "Người gửi thư của trang")
    mailbox: bool = option(
        False,
        "Show the page with all mail sent (only for trying out)",
        "Hiện trang xem mọi thư đã gửi (chỉ để dùng thử)",
    )
    demo: bool = option(
        False, "Say on every page that this is a demonstration", "Ghi trên mọi trang rằng đây là bản trình diễn"
    )
    search_engine: tuple[str, ...] = option(
        EMBEDDED,
        "Search engine: embedded, or addresses of one Elasticsearch cluster by commas: https://user:password@host:9200",
        "Bộ máy tìm kiếm: embedded, hoặc các địa chỉ của một cụm Elasticsearch, cách nhau bằng dấu phẩy",
        secret=True,
    )
    search_api_key: str = option(
        "",
        "Elasticsearch API key; it needs rights on indexes named with the prefix only",
        "Khóa API của Elasticsearch; chỉ cần quyền trên các chỉ mục có tiền tố này",
        secret=True,
    )
    search_ca_file: str = option(
        "",
        "File with the certificate that signed Elasticsearch's; empty means those this machine trusts",
        "Tệp chứng thư đã ký cho Elasticsearch; để trống là các chứng thư máy này tin cậy",
    )
    search_prefix: str = option(
        "marketplace-",
        "Beginning of all names of this site's indexes in Elasticsearch",
        "Phần đầu tên mọi chỉ mục của trang này trong Elasticsearch",
    )
    search_shards: int = option(
        1,
        "Pieces that a new index is cut into; one is enough for a million listings",
        "Số mảnh của một chỉ mục mới; một mảnh đủ cho một triệu tin",
    )
    search_replicas: int = option(
        1,
        "Most copies of each piece on other nodes; a cluster of one node has none",
        "Số bản sao tối đa của mỗi mảnh trên các nút khác; cụm một nút không có bản sao",
    )
    search_patience: float = option(
        1.8,
        "Seconds that a reader waits for Elasticsearch in all; after that, nobody does until it answers again",
        "Số giây tối đa người đọc chờ Elasticsearch; sau đó không ai phải chờ cho đến khi nó trả lời lại",
    )
    plugins_strict: bool = option(
        False,
        "Stop at start when a plugin is broken instead of setting it aside",
        "Dừng ngay khi có trình cắm hỏng thay vì cách ly nó",
    )
    plugins_disabled: tuple[str, ...] = option(
        (),
        "Names of installed plugins to leave out, by commas",
        "Tên các trình cắm đã cài nhưng không dùng, cách nhau bằng dấu phẩy",
    )
    web_workers: int = option(2, "Web server processes", "Số tiến trình máy chủ web")
    web_threads: int = option(4, "Threads in each web server process", "Số luồng trong mỗi tiến trình web")
    job_workers: int = option(
        1,
        "Worker processes that `marketplace run` starts",
        "Số tiến trình chạy việc nền do `marketplace run` khởi động",
    )
    job_poll: float = option(0.2, "Seconds between two looks for work", "Số giây giữa hai lần tìm việc")
    job_lease: float = option(
        30.0,
        "Seconds after which the job of a silent worker is given to another",
        "Số giây sau đó việc của tiến trình im lặng được giao lại",
    )
    job_retry: float = option(
        5.0,
        "Seconds before the first retry of a failed job; doubles each time",
        "Số giây trước lần thử lại đầu tiên; gấp đôi sau mỗi lần",
    )
    moderation: bool = option(
        False,
        "An operator reads each listing before it is published",
        "Quản trị viên duyệt từng tin trước khi đăng",
    )
    interests_per_day: int = option(
        10,
        "Expressions of interest that a person may send within 24 hours",
        "Số lượt bày tỏ quan tâm mỗi người được gửi trong 24 giờ",
    )
    interest_days: int = option(
        30,
        "Days after which an interest that nobody answers lapses",
        "Số ngày sau đó một lượt quan tâm không được trả lời bị quá hạn",
    )
    upload_limit: int = option(20, "Largest upload, in MB", "Tệp tải lên lớn nhất, tính bằng MB")
    trusted_proxies: int = option(0, "Number of reverse proxies in front", "Số máy chủ ủy nhiệm đứng trước")
    rate_limit_url: str = option(
        "process://",
        "Where request counts are kept: each process for itself, or redis://… for all together",
        "Nơi đếm số yêu cầu: riêng từng tiến trình, hoặc redis://… để đếm chung",
        secret=True,
    )
    metrics_token: str = option(
        "",
        "Lets who sends it as a bearer token read /metrics from elsewhere; this machine itself may without",
        "Ai gửi mã này (bearer) được đọc /metrics từ nơi khác; chính máy này thì không cần",
        secret=True,
    )
    log_level: Literal["debug", "info", "warning", "error"] = option(
        "info", "Least level that is logged", "Mức nhật ký thấp nhất được ghi"
    )
    log_format: Literal["auto", "plain", "json"] = option(
        "auto", "Form of log lines; auto is plain on a terminal", "Dạng dòng nhật ký; auto là dạng thường trên màn hình"
    )
    sources: Mapping[str, str] = field(
        default_factory=dict, compare=False, repr=False
    )  # name → where its value came from

    def __post_init__(self) -> None:
        """Fill what follows from other settings, and check what types can't."""
        put = object.__setattr__
        put(self, "data_dir", Path(self.data_dir).expanduser().absolute())
        put(self, "database_url", normal_url(self.database_url) or f"sqlite:///{self.data_dir / 'marketplace.sqlite3'}")
        host = f"[{self.host}]" if ":" in self.host else self.host
        put(self, "site_url", self.site_url.rstrip("/") or f"http://{host}:{self.port}")
        check(self)

    def name_in(self, locale: str) -> str:
        """Return the site's name in a language; one name alone serves both."""
        vi, _bar, en = (part.strip() for part in self.site_name.partition("|"))
        return (en or vi) if locale == "en" else vi

    def patient(self, client: str) -> Settings:
        """Return settings for a long piece of work: nothing it asks is broken off; PostgreSQL lists it as `client`."""
        return replace(self, database_statement=0, database_idle=0, database_client=client)

    def prepare(self) -> Settings:
        """Make the data folder and, if none is given, the secret key; return settings that are ready to use.

        Raise ConfigError when the folder can't be written.
        """
        try:
            self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)  # password hashes, mails, files
            return self if self.secret_key else replace(self, secret_key=kept_secret(self.data_dir / "secret_key"))
        except OSError as error:
            raise ConfigError(f"MARKETPLACE_DATA_DIR: can't write to {self.data_dir}: {error.strerror}") from error


def declared() -> list[Field[Any]]:
    """Return the declaration of every setting, in order."""
    return [declaration for declaration in fields(Settings) if "help" in declaration.metadata]


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read all settings. Raise ConfigError for the first wrong value or unknown name."""
    environ = os.environ if environ is None else environ
    values, sources = from_file(environ.get(FILE_VARIABLE, ""))
    known = {declaration.name for declaration in declared()}
    for variable, text in environ.items():
        variable = ALIASES.get(variable, variable)
        if not variable.startswith(PREFIX) or variable == FILE_VARIABLE:
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name not in known:
            raise ConfigError(f"{variable}: there is no such setting (see `marketplace config`)")
        values[name], sources[name] = parse(variable, name, text), variable
    return Settings(**values, sources=sources)


def from_file(name: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values of a TOML file and where each came from; nothing for no file."""
    if not name:
        return {}, {}
    try:
        table = tomllib.loads(Path(name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{FILE_VARIABLE}: can't read {name}: {error}") from error
    known = {declaration.name for declaration in declared()}
    for key in table:
        if key not in known:
            raise ConfigError(f"{key} in {name}: there is no such setting (see `marketplace config`)")
    return {key: parse(f"{key} in {name}", key, value) for key, value in table.items()}, dict.fromkeys(table, name)


def parse(label: str, name: str, value: Any) -> Any:
    """Turn text or a TOML value into the setting's type; `label` names it in the error."""
    kind = get_type_hints(Settings)[name]
    try:
        return convert(kind, value)
    except (ValueError, TypeError) as error:
        secret = next(each.metadata["secret"] for each in declared() if each.name == name)
        raise ConfigError(f"{label}: {'its value' if secret else repr(value)} is not {error}") from None


def check(settings: Settings) -> None:
    """Raise ConfigError for values that have the right type but can't work."""
    for name, text in problems(settings):
        raise ConfigError(f"{PREFIX}{name.upper()}: {text}")
