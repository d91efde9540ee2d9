"""Pages of one's own account, the guard before Flask-Security's pages, and the mailbox for trying the site out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from time import time
from typing import Any

from flask import Blueprint, Flask, abort, flash, redirect, request, url_for
from flask_limiter.util import get_remote_address
from flask_login import current_user
from limits import RateLimitItem, parse_many
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as BaseResponse
from wtforms import Field

from marketplace.accounts import mailbox, service
from marketplace.accounts.emails import BadAddress, normal_email
from marketplace.accounts.forms import FORMS
from marketplace.errors import Invalid
from marketplace.i18n import L, current_locale
from marketplace.i18n import gettext as _
from marketplace.web import halfway
from marketplace.web.context import back_to, market, page, require_sign_in, uow, viewer
from marketplace.web.flashes import say
from marketplace.web.forms import FormField, Option
from marketplace.web.locale import in_locale
from marketplace.web.security import limiter
from marketplace.web.urls import safe_next

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
PER_ADDRESS = {  # by the network address that asks; an office of many people shares one
    "security.login": parse_many("30 per minute; 300 per hour"),
    "security.register": parse_many("10 per 10 minutes; 30 per hour"),
    "security.forgot_password": parse_many("10 per 10 minutes"),
    "security.reset_password": parse_many("20 per 10 minutes"),
    "security.send_confirmation": parse_many("10 per 10 minutes"),
    "security.change_password": parse_many("20 per 10 minutes"),
    "security.verify": parse_many("20 per 10 minutes"),
}
PER_RECIPIENT = parse_many("3 per 10 minutes; 10 per day")  # by the address that would get mail
MAILING = ("security.register", "security.forgot_password", "security.send_confirmation")
NOT_ONLY_SECRETS = {  # by endpoint: the form and its page's template, for those that ask for more than passwords
    "security.login": ("login_form", "login_user"),
    "security.register": ("register_form", "register_user"),
    "security.forgot_password": ("forgot_password_form", "forgot_password"),
    "security.send_confirmation": ("send_confirmation_form", "send_confirmation"),
}
bp = Blueprint("accounts", __name__)


def setup(app: Flask) -> None:
    """Add the pages and the guard. Call it after Flask-Security and the web shell are set up."""
    app.register_blueprint(bp)
    app.before_request(guard)
    app.view_functions["security.register"] = once(app.view_functions["security.register"])
    app.context_processor(lambda: {"form_field": form_field})
    app.extensions["marketplace_rescues"] |= dict.fromkeys(PER_ADDRESS, say_expired)


def guard() -> BaseResponse | None:
    """Keep what Flask-Security isn't prepared for from its pages: JSON, foreign addresses to go on to, floods."""
    if request.blueprint != "security":
        return None
    if request.is_json:
        abort(415)
    target = request.values.get("next")
    if target and safe_next(target) is None:
        if request.method != "GET":
            abort(400)
        return redirect(url_for(str(request.endpoint), **dict(request.view_args or {})))
    if request.method == "POST":
        slow_down(str(request.endpoint))
    return None


def slow_down(endpoint: str) -> None:
    """Count this request and raise TooManyRequests when its kind came too often."""
    for limit in PER_ADDRESS.get(endpoint, ()):
        hit(limit, endpoint, get_remote_address())
    if endpoint in MAILING:
        try:
            recipient = normal_email(request.form.get("email", ""))
        except BadAddress:
            return  # nobody is going to be mailed
        for limit in PER_RECIPIENT:
            hit(limit, "mail", recipient)


def hit(limit: RateLimitItem, *names: str) -> None:
    """Count one against a limit. Raise TooManyRequests, with the seconds to wait, when it is used up."""
    if limiter.enabled and not limiter.limiter.hit(limit, *names):
        reset = limiter.limiter.get_window_stats(limit, *names).reset_time
        raise TooManyRequests(retry_after=max(1, round(reset - time())))


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    """Answer the second of two registrations sent at the same moment like any registration of a known address."""

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return view(*args, **kwargs)
        except IntegrityError:
            uow().rollback()
            return back_to("accounts.check_mail")

    return wrapped


def say_expired() -> BaseResponse:
    """Show a form that was open for too long again, with what was typed but for passwords; nothing of it is stored."""
    text = _("This page was open for too long. Send the form once more; passwords have to be typed again.")
    if request.endpoint not in NOT_ONLY_SECRETS:
        say(text, "warn")
        return redirect(in_locale(current_locale()), 303)
    name, template = NOT_ONLY_SECRETS[request.endpoint]
    form = FORMS[name](formdata=request.form)  # without, Flask-WTF would go on to read JSON, broken or not
    form.form_errors = [text]
    return page(f"security/{template}.html", status=400, **{f"{template}_form": form})


def form_field(field: Field, help: str = "") -> FormField:
    """Return one of Flask-Security's WTForms fields as our macros show it."""
    kind = {"PasswordField": "password", "EmailField": "email"}.get(field.type, "text")
    return FormField(
        name=field.name,
        label=str(field.label.text),
        value="" if kind == "password" else field.data or "",
        help=help,
        required=True,
        errors=[str(text) for text in field.errors],
        input_type=kind,
        autocomplete=(field.render_kw or {}).get("autocomplete", ""),
        narrow=True,
    )


@bp.get("/account")
def profile() -> BaseResponse:
    """Show one's own account."""
    require_sign_in()
    stored = {name: getattr(current_user, name) for name in ("name", "locale", "time_zone")}
    return show_profile(halfway.restored() or stored)


@bp.post("/account")
def save_profile() -> BaseResponse:
    """Change name, language and time zone; the page then is in the chosen language."""
    require_sign_in()
    user = current_user._get_current_object()
    try:
        service.edit_profile(viewer(), uow(), user, request.form)
    except Invalid as error:
        return show_profile(request.form, error.messages, 422)
    uow().commit()
    flash(_("Your account is saved."), "ok")
    return redirect(url_for("accounts.profile"), 303)


def show_profile(values: Any, errors: dict[str, list[str]] | None = None, status: int = 200) -> BaseResponse:
    """Render the page with the values given."""
    errors = errors or {}
    zones = {zone: zone.replace("_", " ") for zone in service.time_zones()}
    fields = [
        FormField(
            "name", str(L("Your name", "Họ và tên")), value=values.get("name", ""), required=True, autocomplete="name"
        ),
        chooser(
            "locale", L("Language of mail to you", "Ngôn ngữ của thư gửi cho bạn"), LANGUAGES, values.get("locale")
        ),
        chooser("time_zone", L("Time zone", "Múi giờ"), zones, values.get("time_zone")),
    ]
    for field in fields:
        field.errors, field.narrow = errors.get(field.name, ()), True
    return page("accounts/profile.html", status=status, fields=fields, user=current_user)


def chooser(name: str, label: L, choices: dict[str, str], value: Any) -> FormField:
    """Return a list to choose one from."""
    options = [Option(code, text, code == value) for code, text in choices.items()]
    return FormField(name, str(label), "choice", value, required=True, options=options)


@bp.get("/account/check-mail")
def check_mail() -> BaseResponse:
    """Say after registration what happens next."""
    return page("accounts/check_mail.html")


@bp.get("/dev/mailbox")
def mailbox_list() -> BaseResponse:
    """List the mail sent while trying the site out."""
    return page("accounts/mailbox.html", messages=mailbox.messages(mailbox_folder()))


@bp.get("/dev/mailbox/<name>")
def mailbox_message(name: str) -> BaseResponse:
    """Show one message with links that work."""
    message = mailbox.find(mailbox_folder(), name)
    if message is None:
        abort(404)
    return page("accounts/mailbox_message.html", message=message)


def mailbox_folder() -> Path:
    """Return where the mail lies; there is no such page unless the setting says so."""
    settings = market().settings
    if not settings.mailbox:
        abort(404)
    return Path(settings.data_dir) / "mailbox"
