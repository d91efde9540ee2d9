from __future__ import annotations

import io
import re
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
from pypdf.generic import ByteStringObject, DecodedStreamObject, DictionaryObject, NameObject, StreamObject

from marketplace.errors import Invalid, NotAllowed, NotFound
from marketplace.jobs.models import Job
from marketplace.listings import attachments, incoming, queries, service
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


def repacked(content: bytes, changes: dict[str, tuple[bytes, bytes]], **added: bytes) -> bytes:
    """Return the package with texts replaced in parts, by their ending, and parts added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            for ending, (old, new) in changes.items():
                part = part.replace(old, new) if name.endswith(ending) else part
            target.writestr(name, part)
        for name, part in added.items():
            target.writestr(name.replace("__", "/").replace("_DOT_", "."), part)
    return out.getvalue()


def sheet_of_a_real_life() -> bytes:
    """A workbook as Excel and its add-ins leave it: where it lay, its printer, others' properties, a photo, people."""
    book = openpyxl.Workbook()
    page = book.active
    page["A1"] = "Công suất"
    page["A1"].comment = openpyxl.comments.Comment(f"{AUTHOR}:\nxem lại", AUTHOR)
    page.page_setup.orientation = "landscape"
    page.add_image(openpyxl.drawing.image.Image(io.BytesIO(with_place())), "C3")
    out = io.BytesIO()
    book.save(out)
    name, rel = AUTHOR.encode(), "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    more = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>'
        for key, kind, target in (
            ("q1", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
             "/package/services/metadata/core-properties/a1.psmdcp"),
            ("q2", rel + "customXml", "customXml/item1.xml"),
        )
    )  # fmt: skip
    printer = f'<Relationship Id="q3" Type="{rel}printerSettings" Target="../printerSettings/printerSettings1.bin"/>'
    place = b'<x15ac:absPath xmlns:x15ac="urn:x" url="C:\\Users\\' + name + b'\\"/>'
    people = b'<personList><person displayName="' + name + b'" id="{1}" userId="' + name + b'"/></personList>'
    person = (
        '<Relationship Id="q4" Type="http://schemas.microsoft.com/office/2017/10/relationships/person" '
        'Target="persons/person.xml"/>'
    )
    linked = f'<Relationship Id="q5" Type="{rel}hyperlink" Target="file:///C:\\{AUTHOR}\\a.pdf" TargetMode="External"/>'
    close = b"</Relationships>"
    return repacked(
        out.getvalue(),
        {
            "_rels/.rels": (close, more.encode() + close),
            "workbook.xml.rels": (close, (person + linked).encode() + close),
            "sheet1.xml.rels": (close, printer.encode() + close),
            "xl/workbook.xml": (b"<workbookPr", place + b"<workbookPr"),
            "sheet1.xml": (
                b'<pageSetup orientation="landscape"',
                b'<pageSetup orientation="landscape" xmlns:r="urn:r" r:id="q3"',
            ),
            "[Content_Types].xml": (
                b"</Types>",
                b'<Override PartName="/customXml/item1.xml" ContentType="application/xml"/></Types>',
            ),
        },
        **{
            "package__services__metadata__core-properties__a1_DOT_psmdcp": b"<coreProperties>" + name,
            "customXml__item1_DOT_xml": b"<a>" + name + b"</a>",
            "xl__printerSettings__printerSettings1_DOT_bin": AUTHOR.encode("utf-16-le"),
            "xl__persons__person_DOT_xml": people,
        },
    )


def pdf_of_a_real_life() -> bytes:
    """A page whose picture has XMP of its own and EXIF, with a form that an editor left its private data on."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(200, 200)
    xmp = DecodedStreamObject()
    xmp.set_data(f"<x>{AUTHOR}</x>".encode())
    photo = StreamObject()
    photo._data = with_place()
    for key, value in (("/Type", "/XObject"), ("/Subtype", "/Image"), ("/Filter", "/DCTDecode"),
                       ("/ColorSpace", "/DeviceRGB")):  # fmt: skip
        photo[NameObject(key)] = NameObject(value)
    photo[NameObject("/Metadata")] = writer._add_object(xmp)
    form = DecodedStreamObject()
    form[NameObject("/PieceInfo")] = ByteStringObject(AUTHOR.encode())
    pictures = DictionaryObject(
        {NameObject("/P"): writer._add_object(photo), NameObject("/F"): writer._add_object(form)}
    )
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): pictures})
    out = io.BytesIO()
    writer.write(out)
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
    ids=["jpeg", "png", "webp", "gif", "pdf", "docx", "xlsx"],
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


def test_a_workbook_forgets_where_it_lay_its_printer_and_what_its_pictures_knew(
    uow: UnitOfWork, market: Market, owner: Viewer, public_id: str
) -> None:
    made = add(owner, uow, market, public_id, sheet_of_a_real_life())
    served = stored(market, made)
    assert made.clean
    with zipfile.ZipFile(io.BytesIO(served)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
        telling = [
            name for name, part in parts.items() if AUTHOR.encode() in part or AUTHOR.encode("utf-16-le") in part
        ]
        assert not telling
        gone = {name for name in parts if "customXml" in name or "psmdcp" in name or "printer" in name}
        assert not gone
        assert all(
            name.strip("/") in parts
            for name in re.findall(r'PartName="/([^"]*)"', parts["[Content_Types].xml"].decode())
        )
        (photo,) = [part for name, part in parts.items() if name.startswith("xl/media/")]
        assert not Image.open(io.BytesIO(photo)).getexif()
        assert b"q3" not in parts["xl/worksheets/sheet1.xml"]
        assert b'Target="a.pdf"' in parts["xl/_rels/workbook.xml.rels"]
    page = openpyxl.load_workbook(io.BytesIO(served)).active
    assert (page["A1"].value, page.page_setup.orientation, len(page._images)) == ("Công suất", "landscape", 1)
    assert page["A1"].comment.text.strip(":\n") == "xem lại"


def test_every_object_of_a_pdf_forgets_who_made_it(
    uow: UnitOfWork, market: Market, owner: Viewer, public_id: str
) -> None:
    made = add(owner, uow, market, public_id, pdf_of_a_real_life())
    served = stored(market, made)
    assert made.clean
    assert AUTHOR.encode() not in served
    pictures = pypdf.PdfReader(io.BytesIO(served)).pages[0]["/Resources"]["/XObject"]
    assert "/Metadata" not in pictures["/P"]
    assert "/PieceInfo" not in pictures["/F"]
    assert Image.open(io.BytesIO(pictures["/P"]._data)).size == (40, 30)


def test_a_document_with_parts_nobody_can_look_into_is_not_called_clean(
    uow: UnitOfWork, market: Market, owner: Viewer, public_id: str
) -> None:
    rel = b'<Relationship Id="q1" Type="http://x/oleObject" Target="embeddings/oleObject1.bin"/></Relationships>'
    old = b"\xd0\xcf\x11\xe0" + AUTHOR.encode()
    content = repacked(
        word(), {"document.xml.rels": (b"</Relationships>", rel)}, word__embeddings__oleObject1_DOT_bin=old
    )
    assert not add(owner, uow, market, public_id, content).clean


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
        incoming.prepared(cut, found, "x")
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
    for number in range(incoming.MAX_FILES):
        add(owner, uow, market, public_id, picture(size=(number + 1, 1)))
    with pytest.raises(Invalid):
        add(owner, uow, market, public_id, picture())


def test_of_too_many_files_at_once_only_so_many_are_looked_at_as_a_listing_holds(
    uow: UnitOfWork, market: Market, owner: Viewer, public_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []
    redraw = incoming.redraw
    monkeypatch.setattr(incoming, "redraw", lambda *given: drawn.append(given) or redraw(*given))
    sent = [
        incoming.Sent("x.png", io.BytesIO(picture(size=(size, 1))), {"alt_en": "A tug"})
        for size in range(1, incoming.MAX_FILES + 4)
    ]
    outcomes = attachments.upload_all(owner, uow, market, public_id, sent)
    assert [isinstance(each, Invalid) for each in outcomes] == [False] * incoming.MAX_FILES + [True] * 3
    assert len(drawn) == incoming.MAX_FILES


@pytest.mark.parametrize(
    ("content", "wrong"), [(b"MZ", {"alt_en", "tier"}), (b"\0" * 20_000_001, {"file"})], ids=["words", "size"]
)
def test_of_several_faults_of_a_file_the_first_is_told(
    uow: UnitOfWork, market: Market, owner: Viewer, public_id: str, content: bytes, wrong: set[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        add(owner, uow, market, public_id, content, alt_en="x" * 301, tier="all")
    assert set(refused.value.messages) == wrong


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
    assert incoming.safe_name(given, "application/pdf") == kept


def test_a_files_words_never_name_an_anonymous_organisation(
    uow: UnitOfWork, market: Market, organisation: Organisation, owner: Viewer
) -> None:
    listing = make_listing(uow, organisation, anonymous=True)
    with pytest.raises(Invalid) as refused:
        add(owner, uow, market, listing.public_id, picture(), title_vi="Xưởng Lạch Tray Xanh", alt_en="A tug")
    assert set(refused.value.messages) == {"title_vi"}
    made = add(owner, uow, market, listing.public_id, picture(), title_vi="Thử tại bến", alt_en="A tug")
    with pytest.raises(Invalid) as refused:
        attachments.describe(owner, uow, market, listing.public_id, made.public_id, {"alt_en": "call 0912 345 678"})
    assert set(refused.value.messages) == {"alt_en"}
    assert made.alt_en == "A tug"


def test_turning_anonymous_says_so_when_a_files_title_names_the_organisation(
    uow: UnitOfWork, market: Market, owner: Viewer, public_id: str
) -> None:
    made = add(owner, uow, market, public_id, picture(), title_vi="Xưởng Lạch Tray Xanh")
    with pytest.raises(Invalid) as refused:
        service.edit(owner, uow, market, public_id, {"anonymous": True}, 2)
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


def test_on_a_moderated_site_new_files_and_words_of_a_public_listing_are_reviewed_first(
    uow: UnitOfWork, market: Market, organisation: Organisation, owner: Viewer, operator: Viewer
) -> None:
    plain, market = market, market.moderated()
    added, described, removed, looked_after = (make_listing(uow, organisation) for _each in range(4))
    first, second = (add(owner, uow, plain, each.public_id, picture()) for each in (described, removed))
    sent = [incoming.Sent(f"{size}.jpg", io.BytesIO(picture(size=(size, 9))), {"alt_en": "A tug"}) for size in (7, 8)]
    attachments.upload_all(owner, uow, market, added.public_id, sent)
    attachments.describe(owner, uow, market, described.public_id, first.public_id, {"title_en": "Trial run"})
    attachments.remove(owner, uow, market, removed.public_id, second.public_id)
    add(operator, uow, market, looked_after.public_id, picture())
    assert [each.status for each in (added, described, removed, looked_after)] == [*["in_review"] * 3, "published"]
    assert len(added.attachments) == 2
