"""Run by `test_wheel.py` in a process that has a new sector's wheel on its path: use the sector on a whole site.

    python wheel_site.py FOLDER

Prints what each surface showed, as JSON. Nothing here knows more of the sector than its name and its two fields.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from click.testing import CliRunner
from flask.testing import FlaskClient

from marketplace import prepare
from marketplace.accounts.factories import make_user
from marketplace.app import create_app
from marketplace.cli import cli
from marketplace.config import load_settings
from marketplace.db import db
from marketplace.jobs.worker import Worker
from marketplace.organisations.factories import make_organisation
from marketplace.uow import UnitOfWork

ROWS = (
    "id,title_vi,description_vi,bees,honey\n1,Trại ong nội Cát Bà,Mật ong rừng ngập mặn,Ong nội,1.200 kg\n"
    "2,Trại ong ngoại,Mật hoa vải,không phải ong,900 kg\n"
)


def signed_in(app: object) -> FlaskClient:
    """Return a browser that the manager of an organisation is signed in with."""
    with app.app_context(), UnitOfWork(db.session(), write=True) as uow:
        user = make_user(uow)
        make_organisation(uow, manager=user, name_vi="Hợp tác xã Ong Đồ Sơn")
        uow.commit()
        uniquifier = user.fs_uniquifier
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(_user_id=uniquifier, _fresh=True)
    return client


def post(client: FlaskClient, path: str, **values: object) -> tuple[int, str]:
    """Send the form of a page as a browser would: with its hidden inputs."""
    page = client.get(path).text
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    answer = client.post(path, data=hidden | values)
    return answer.status_code, answer.headers.get("Location", "") or answer.text


def main(folder: Path) -> None:
    """Use every surface once."""
    settings = load_settings().prepare()
    prepare.database(settings)
    app = create_app(settings)
    app.testing = True
    prepare.index(app)
    client = signed_in(app)
    shown: dict[str, object] = {}

    _, address = post(client, "/vi/listings/new", kind="offer", sector="beekeeping")
    technology = f"{address.partition('?')[0]}?step=technology"
    form = client.get(technology).text
    shown["form"] = [text for text in ("Loài ong", "Ong nội", "Mật mỗi năm") if text in form]
    status, page = post(client, technology, **{"attrs.honey": "nhiều"})
    shown["form error"] = [status, "nhiều" in page]

    (folder / "bees.csv").write_text(ROWS, encoding="utf-8")
    ours = ["--kind", "offer", "--sector", "beekeeping", "--organisation", "Hợp tác xã Ong Đồ Sơn"]
    how = ["--source", "bees", "--publish", "--yes", "--lang", "vi"]
    done = CliRunner().invoke(cli, ["import", str(folder / "bees.csv"), *ours, *how])
    shown["import"] = re.findall(r"(?:created|tạo mới) (\d+).*(?:rejected|bị loại) (\d+)", done.output)
    Worker(app, app.extensions["marketplace"].jobs, settings, app.extensions["marketplace"].clock).run_pending()

    found = client.get("/vi/search?q=trai+ong&sector=beekeeping&beekeeping.honey.from=1+tấn").text
    shown["search"] = "Cát Bà" in found
    shown["facet"] = [text for text in ("Loài ong", "Mật mỗi năm", "1.000") if text in found]
    shown["expansion"] = "Cát Bà" in client.get("/en/search?q=bee").text
    little = client.get("/vi/search?q=trai+ong&sector=beekeeping&beekeeping.honey.to=1+tạ").text
    shown["out of range"] = "Cát Bà" in little

    api = client.get("/api/v1/sectors/beekeeping", headers={"Accept-Language": "vi"})
    shown["api"] = [api.status_code, "Mật mỗi năm" in json.dumps(api.json, ensure_ascii=False)]
    hits = client.get("/api/v1/search?sector=beekeeping&beekeeping.bees=cerana")
    shown["api search"] = [hits.status_code, hits.json.get("total")]
    CliRunner().invoke(cli, ["export", str(folder / "out.csv"), "--sector", "beekeeping"])
    shown["export"] = "1.200 kg" in (folder / "out.csv").read_text(encoding="utf-8-sig")
    sys.stdout.write(json.dumps(shown))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
