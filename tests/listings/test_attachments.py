from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

import docx
import openpyxl
import pypdf
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from PIL import Image
from pypdf.generic import ByteStringObject, DecodedStreamObject, NameObject

from marketplace.errors import Invalid, NotAllowed, NotFound
from marketplace.jobs.models import Job
from marketplace.listings import attachments, lifecycle, queries, service
from marketplace.listings.factories import make_listing
from marketplace.listings.models import Attachment
from marketplace.listings.sniff import Refused, sniff
from marketplace.organisations.models import Organisation
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.listings.conftest import Market

AUTHOR = "Nguyễn Văn Bí Mật"


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x013B], exif[0x0112] = AUTHOR, 6  # artist; lies on its side
    exif.get_ifd(0x8825)[1] = "N"
    return picture(exif=exif, comment=AUTHOR.encode())


def pdf(password: str = "") -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": AUTHOR, "/Producer": "Lach Tray Xanh"})
    xmp = DecodedStreamObject()
    xmp.set_data(f"<x>{AUTHOR}</x>".encode())
    xmp[NameObject("/Type")] = NameObject("/Metadata")
    writer.root_object[NameObject("/Metadata")] = writer._add_object(xmp)
    writer.root_object[NameObject("/PieceInfo")] = ByteStringObject(AUTHOR.encode())
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word() -> bytes:
    document = docx.Document()
    document.core_properties.author = document.core_properties.last_modified_by = AUTHOR
    paragraph = document.add_paragraph("Báo cáo thử nghiệm")
    document.add_comment(paragraph.runs, text="xem lại", author=AUTHOR, initials="BM")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def sheet() -> bytes:
    book = openpyxl.Workbook()
    book.properties.creator = AUTHOR
    book.active["A1"] = "Công suất"
    book.active["A1"].comment = openpyxl.comments.Comment("?", AUTHOR)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def bomb_picture() -> bytes:
    """A PNG of 30,000 × 30,000 pixels in a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.fixture
def public_id(uow: UnitOfWork, organisation: Organisation) -> str:
    return make_listing(uow, organisation).public_id


def unzipped(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def stored(market: Market, attachment: Attachment) -> bytes:
    with market.storage.open(attachment.storage_key) as file:
        return file.read()


def add(
    viewer: Viewer, uow: UnitOfWork, market: Market, public_id: str, content: bytes, name: str = "x.bin", **words: Any
) -> Attachment:
    described = {"alt_vi": "Tàu lai ở cầu cảng", **words}
    return attachments.upload(viewer, uow, market, public_id, name, io.BytesIO(content), described)


@pytest.mark.parametrize(
    ("content", "media_type", "name"),
    [
        (picture("JPEG"), "image/jpeg", "x.jpg"),
        (picture("PNG"), "image/png", "x.png"),
        (picture("WEBP"), "image/webp", "x.webp"),
        (picture("GIF"), "image/png", "x.png"),
        (pdf(), "application/pdf", "x.pdf"),
        (word(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "x.docx"),
        (sheet(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "x.xlsx"),
    ],
)
def test_a_file_is_what_its_bytes_say(
    uow: UnitOfWork, market: Market, owner: Viewer, public_id: str, content: bytes, media_type: str, name: str
) -> None:
    made = add(owner, uow, market, public_id, content, "x.exe", alt_vi="Ảnh", tier="member")
    assert (made.media_type, made.filename, made.clean, made.alt_vi, made.tier) == (
        media_type,
        name,
        True,
        "Ảnh",
        "member",
    )
    assert made.size == len(stored(market, made))
    assert made.storage_key == made.sha256
    assert sniff(stored(market, made)).media_type == media_type


def test_a_picture_is_drawn_anew_upright_and_without_metadata(
    uow: UnitOfWork, market: Market, owner: Viewer, public_id: str
) -> None:
    made = add(owner, uow, market, public_id, with_place(), "photo.jpeg")
    served = stored(market, made)
    assert (made.width, made.height) == (30, 40)
    image = Image.open(io.BytesIO(served))
    assert not image.getexif()
    assert "comment" not in image.info
    assert AUTHOR.encode() not in served
    large = add(owner, uow, market, public_id, picture(size=(6000, 1000)))
    assert (large.width, large.height) == (2400, 400)


@pytest.mark.parametrize("content", [pdf(), word(), sheet()], ids=["pdf", "docx", "xlsx"])
def test_a_document_loses_its_authors_and_still_opens(
    uow: UnitOfWork, market: Market, owner: Viewer, public_id: str, content: bytes
) -> None:
    made = add(owner, uow, market, public_id, content)
    served = stored(market, made)
    if made.filename.endswith("pdf"):
        reader = pypdf.PdfReader(io.BytesIO(served))
        assert len(reader.pages) == 1
        assert AUTHOR not in str(reader.metadata)
        assert reader.xmp_metadata is None
        assert AUTHOR.encode() not in served
        assert b"Lach Tray" not in served
        return
    assert AUTHOR.encode() not in unzipped(served)
    assert b'"BM"' not in unzipped(served)
    if made.filename.endswith("docx"):
        assert docx.Document(io.BytesIO(served)).paragraphs[0].text == "Báo cáo thử nghiệm"
    else:
        assert openpyxl.load_workbook(io.BytesIO(served)).active["A1"].value == "Công suất"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "Tệp rỗng"),
        (b"MZ\x90\x00" + b"\0" * 200, "Chỉ nhận tệp"),
        (b"\x7fELF" + b"\0" * 200, "Chỉ nhận tệp"),
        (b"<html><script>alert(1)</script>", "Chỉ nhận tệp"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "Chỉ nhận tệp"),
        (zipped(**{"a.txt": b"x"}), "Chỉ nhận tệp"),
        (zipped(**{"word/document.xml": b"<x/>", "[Content_Types].xml": b"", "word/vbaProject.bin": b"x"}), "macro"),
        (zipped(**{"word/document.xml": b"\0" * 150_000_000, "[Content_Types].xml": b""}), "quá lớn khi giải nén"),
        (zipped(**{f"{n}.xml": b"" for n in range(5_001)}), "quá lớn khi giải nén"),
        (b"PK\x03\x04" + b"\xff" * 100, "bị hỏng"),
        (picture()[:60], "Không đọc được ảnh"),
        (b"\xff\xd8\xff" + b"MZ" * 50, "Không đọc được ảnh"),
        (bomb_picture(), "quá nhiều điểm ảnh"),
        (b"\0" * 20_000_001, "20 MB"),
    ],
    ids=[
        "empty",
        "exe",
        "elf",
        "html",
        "svg",
        "zip",
        "macros",
        "bomb",
        "entries",
        "broken",
        "cut",
        "fake",
        "pixels",
        "big",
    ],
)
def test_a_hostile_file_is_refused_with_its_reason(
    uow: UnitOfWork, market: Market, owner: Viewer, public_id: str, content: bytes, why: str
) -> None:
    with pytest.raises(Invalid) as refused:
        add(owner, uow, market, public_id, content, "report.pdf")
    assert why in str(refused.value.messages["file"][0])
    assert not list(market.storage.keys())


@hypothesis(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.sampled_from([picture("JPEG"), picture("PNG"), picture("GIF"), picture("WEBP"), word(), pdf(), b""]),
    data=st.data(),
)
def test_damaged_files_never_crash_the_upload(
    uow: UnitOfWork, market: Market, owner: Viewer, public_id: str, start: bytes, data: st.DataObject
) -> None:
    content = bytearray(start)
    for _ in range(data.draw(st.integers(0, 12))):
        if content:
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(content[: data.draw(st.integers(0, len(content)))] if data.draw(st.booleans()) else content)
    try:
        found = sniff(cut)
        attachments._prepared(cut, found, "x")
    except Refused:
        pass


def test_a_file_that_keeps_its_author_is_refused_for_an_anonymous_listing_and_stops_turning_anonymous(
    uow: UnitOfWork, market: Market, organisation: Organisation, owner: Viewer, public_id: str
) -> None:
    hidden = make_listing(uow, organisation, anonymous=True).public_id
    with pytest.raises(Invalid):
        add(owner, uow, market, hidden, pdf(password="x"))
    made = add(owner, uow, market, public_id, pdf(password="x"))
    assert not made.clean
    with pytest.raises(Invalid) as refused:
        service.edit(owner, uow, market, public_id, {"anonymous": True}, 2)
    assert "anonymous" in refused.value.messages


def test_files_belong_to_those_who_may_edit(
    uow: UnitOfWork, market: Market, owner: Viewer, stranger: Viewer, public_id: str
) -> None:
    made = add(owner, uow, market, public_id, picture())
    with pytest.raises(NotAllowed):
        add(stranger, uow, market, public_id, picture())
    with pytest.raises(NotAllowed):
        attachments.remove(stranger, uow, market, public_id, made.public_id)
    with pytest.raises(NotFound):
        attachments.remove(owner, uow, market, public_id, "abc-def-ghj")


def test_removed_bytes_go_a_day_later_unless_shared(
    uow: UnitOfWork, market: Market, organisation: Organisation, owner: Viewer, public_id: str
) -> None:
    other = make_listing(uow, organisation).public_id
    first = add(owner, uow, market, public_id, picture())
    second = add(owner, uow, market, other, picture())
    key = first.storage_key
    assert second.storage_key == key
    attachments.remove(owner, uow, market, public_id, first.public_id)
    job = next(job for job in uow.session.query(Job) if job.name == attachments.FORGET)
    assert (job.run_at - uow.now()).days == 1
    attachments.forget(uow, market, key)
    assert list(market.storage.keys()) == [key]
    attachments.remove(owner, uow, market, other, second.public_id)
    attachments.forget(uow, market, key)
    assert not list(market.storage.keys())


def test_words_and_tier_of_a_file_can_be_changed_and_are_checked(
    uow: UnitOfWork, market: Market, owner: Viewer, public_id: str
) -> None:
    made = add(owner, uow, market, public_id, picture())
    attachments.describe(owner, uow, market, public_id, made.public_id, {"title_en": " Trial\nrun ", "tier": "nda"})
    assert (made.title_en, made.tier) == ("Trial run", "nda")
    with pytest.raises(Invalid) as refused:
        attachments.describe(owner, uow, market, public_id, made.public_id, {"alt_vi": "x" * 301, "tier": "all"})
    assert set(refused.value.messages) == {"alt_vi", "tier"}


def test_a_listing_holds_a_limited_number_of_files(
    uow: UnitOfWork, market: Market, owner: Viewer, public_id: str
) -> None:
    for number in range(attachments.MAX_FILES):
        add(owner, uow, market, public_id, picture(size=(number + 1, 1)))
    with pytest.raises(Invalid):
        add(owner, uow, market, public_id, picture())


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\a\\báo cáo.docx", "báo cáo.pdf"),
        ("", "file.pdf"),
        (".htaccess", "file.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ("x\u202efdp.exe", "xfdp.pdf"),
        ("x" * 400 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_a_file_name_is_made_harmless(given: str, kept: str) -> None:
    assert attachments.safe_name(given, "application/pdf") == kept


def test_publishing_says_so_when_a_files_title_names_an_anonymous_organisation(
    uow: UnitOfWork, market: Market, organisation: Organisation, owner: Viewer
) -> None:
    listing = make_listing(uow, organisation, status="draft", anonymous=True, published_at=None)
    made = add(owner, uow, market, listing.public_id, picture(), title_vi="Xưởng Lạch Tray Xanh")
    with pytest.raises(Invalid) as refused:
        lifecycle.publish(owner, uow, market, listing.public_id)
    assert set(refused.value.messages) == {f"files.{made.public_id}"}


@pytest.mark.parametrize("words", [{}, {"alt_vi": "  "}, {"alt_en": "", "title_en": "Tug"}])
def test_a_picture_needs_words_for_those_who_can_not_see_it(
    uow: UnitOfWork, market: Market, owner: Viewer, public_id: str, words: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        attachments.upload(owner, uow, market, public_id, "x.png", io.BytesIO(picture()), words)
    assert set(refused.value.messages) == {"alt_vi"}
    assert attachments.upload(owner, uow, market, public_id, "x.pdf", io.BytesIO(pdf()), words).kind == "document"


def test_a_picture_keeps_its_words_in_one_language_at_least(
    uow: UnitOfWork, market: Market, owner: Viewer, public_id: str
) -> None:
    made = add(owner, uow, market, public_id, picture(), alt_vi="Tàu lai")
    with pytest.raises(Invalid):
        attachments.describe(owner, uow, market, public_id, made.public_id, {"alt_vi": ""})
    attachments.describe(owner, uow, market, public_id, made.public_id, {"alt_vi": "", "alt_en": "A tug"})
    attachments.describe(owner, uow, market, public_id, made.public_id, {"tier": "member"})
    assert (made.alt_vi, made.alt_en, made.tier) == ("", "A tug", "member")


def test_files_are_put_in_order(uow: UnitOfWork, market: Market, owner: Viewer, public_id: str) -> None:
    made = [add(owner, uow, market, public_id, pdf(), f"{name}.pdf") for name in "abc"]

    def order() -> list[str]:
        listing = queries.get(owner, uow, market, public_id)
        uow.session.flush()
        uow.session.expire(listing)
        return [file.filename[0] for file in listing.attachments]

    assert attachments.move(owner, uow, market, public_id, made[2].public_id, 0) == 0
    assert order() == ["c", "a", "b"]
    assert attachments.move(owner, uow, market, public_id, made[2].public_id, 99) == 2
    assert order() == ["a", "b", "c"]
    with pytest.raises(NotFound):
        attachments.move(owner, uow, market, public_id, "k7m-2qp-9xw", 0)
