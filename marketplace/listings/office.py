"""Word, Excel and PowerPoint files without what tells who made them.

Such a file is a package: parts in a ZIP that relationships lead to from its root (ECMA-376, part 2). Relationships to
what is about the file, rather than in it, are cut, wherever it lies and whatever it is called; then only those parts
are copied that one can still be led to. What is left is text that is searched for names, pictures that are drawn anew,
and packages in the package. A part that is none of these is not let pass.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from marketplace.listings.pictures import redraw
from marketplace.listings.sniff import PICTURE_SIGNATURES, check_unpacked

_TYPES = "[Content_Types].xml"
_ABOUT_THE_FILE = re.compile(
    rb"/(?:core-properties|extended-?properties|custom-?properties|thumbnail|classificationlabels"
    rb"|customXml|customXmlProps|printerSettings|attachedTemplate|tags|changesInfo|people|revisionHeaders|usernames"
    rb"|digital-signature/\w+)$",
    re.IGNORECASE,
)
_RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*?(?:/>|>\s*</(?:\w+:)?Relationship>)")
_OVERRIDE = re.compile(rb"<(?:\w+:)?Override\b[^>]*?(?:/>|>\s*</(?:\w+:)?Override>)")
_ATTRIBUTE = re.compile(rb"""\s(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_LOCAL_PATH = re.compile(rb"""(\sTarget\s*=\s*["'])(?:file:|[A-Za-z]:|\\\\)[^"']*?([^"'/\\]*["'])""", re.IGNORECASE)

# Names of people in tracked changes, comments, pivot tables and their author lists, and where the file lay.
_VALUE = rb"""(?:"[^"]*"|'[^']*')"""
_AUTHOR_ATTRIBUTE = re.compile(
    rb"(\s(?:\w+:)?(?:author|initials|userId|userName|lastModifiedBy|refreshedBy|odcFile|sourceFile)\s*=\s*)" + _VALUE
)
_AUTHOR_ELEMENT = re.compile(rb"(<(?:\w+:)?author>)([^<]*)(</)")
_AUTHOR_LIST = re.compile(rb"<(?:\w+:)?(?:personList|people|cmAuthorLst|authorLst|users)\b")
_NAME_ATTRIBUTE = re.compile(rb"(\s(?:\w+:)?(?:name|displayName)\s*=\s*)" + _VALUE)
_PLACE = re.compile(rb"<((?:\w+:)?absPath)\b[^>]*?(?:/>|>[^<]*</\1>)")

_TIFF = (b"II*\0", b"MM\0*")
_WITHOUT_METADATA = re.compile(rb"BM|\xd7\xcd\xc6\x9a|\x01\x00\x09\x00|\x01\x00\x00\x00.{36} EMF", re.DOTALL)
_FONTS = (".odttf", ".fntdata")


def bare(content: bytes, depth: int = 0) -> bytes:
    """Return the document without names, places and dates of its making. Raise ValueError when that can't be done."""
    if depth > 2:
        raise ValueError("packages in packages in packages")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        check_unpacked(source.infolist(), len(content))
        package = _Package(source)
        for entry, name in package.kept():
            neutral = zipfile.ZipInfo(entry.filename)  # no time of its own
            neutral.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(neutral, _bare_part(package, name, source.read(entry), depth))
    return out.getvalue()


@dataclass
class _Package:
    """Which parts are led to. Names are compared as the standard says: without regard to case, escapes undone."""

    source: zipfile.ZipFile
    parts: dict[str, zipfile.ZipInfo] = field(init=False)
    cut: dict[str, set[bytes]] = field(default_factory=dict)  # ids of relationships by the part they started from
    reached: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.parts = {_plain(entry.filename): entry for entry in self.source.infolist() if not entry.is_dir()}
        waiting = [""]
        while waiting:
            for name in self._led_to(waiting.pop()) - self.reached:
                self.reached.add(name)
                waiting.append(name)
        if not self.reached:
            raise ValueError("nothing is led to")

    def kept(self) -> Iterator[tuple[zipfile.ZipInfo, str]]:
        """Yield the parts to be copied, in their order, with their plain names."""
        wanted = self.reached | {_relationships_of(name) for name in ("", *self.reached)} | {_plain(_TYPES)}
        yield from ((entry, name) for name, entry in self.parts.items() if name in wanted)

    def _led_to(self, part: str) -> set[str]:
        """Return the parts that relationships lead to from `part`, and remember those that are cut."""
        entry = self.parts.get(_relationships_of(part))
        found = set()
        for match in _RELATIONSHIP.finditer(_text(self.source.read(entry))) if entry is not None else ():
            said = _attributes(match[0])
            if _ABOUT_THE_FILE.search(said.get(b"Type", b"")):
                self.cut.setdefault(part, set()).add(said.get(b"Id", b""))
            elif said.get(b"TargetMode") != b"External":
                target = said.get(b"Target", b"").decode().partition("#")[0]
                found.add(_plain(posixpath.normpath(posixpath.join("/" + posixpath.dirname(part), target))))
        return found & self.parts.keys()


def _plain(name: str) -> str:
    return unquote(name).replace("\\", "/").lstrip("/").casefold()


def _relationships_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _attributes(tag: bytes) -> dict[bytes, bytes]:
    return {found[1]: found[2] or found[3] or b"" for found in _ATTRIBUTE.finditer(tag)}


def _text(content: bytes) -> bytes:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content[:100]:
        raise ValueError("XML in UTF-16")
    return content


def _bare_part(package: _Package, name: str, content: bytes, depth: int) -> bytes:
    if name == _plain(_TYPES):
        kept = package.reached
        return _OVERRIDE.sub(lambda tag: tag[0] if _part_of(tag[0]) in kept else b"", _text(content))
    if name.endswith(".rels"):
        cut = package.cut.get(posixpath.join(posixpath.dirname(posixpath.dirname(name)), posixpath.basename(name)[:-5]))
        remaining = _RELATIONSHIP.sub(
            lambda tag: b"" if cut and _attributes(tag[0]).get(b"Id") in cut else tag[0], _text(content)
        )
        return _LOCAL_PATH.sub(rb"\1\2", remaining)
    if name.endswith((".xml", ".vml", ".svg")):
        return _bare_xml(_without(package.cut.get(name, set()), _text(content)))
    return _bare_binary(name, content, depth)


def _part_of(override: bytes) -> str:
    return _plain(_attributes(override).get(b"PartName", b"").decode())


def _without(cut: set[bytes], content: bytes) -> bytes:
    """Drop the elements that refer to relationships cut; of a page's setup only the reference goes."""
    for each in cut:
        reference = rb"\s\w+:id\s*=\s*[\"']" + re.escape(each) + rb"[\"']"
        content = re.sub(rb"(<(?:\w+:)?pageSetup\b[^>]*?)" + reference, rb"\1", content)
        content = re.sub(rb"<((?:\w+:)?\w+)\b[^<>]*" + reference + rb"[^<>]*?(?:/>|></\1>)", b"", content)
    return content


def _bare_xml(content: bytes) -> bytes:
    for _open, name, _close in set(_AUTHOR_ELEMENT.findall(content)):
        content = content.replace(name, b"") if len(name) > 2 else content  # a note in Excel opens with its author
    content = _AUTHOR_ELEMENT.sub(rb"\1\3", _AUTHOR_ATTRIBUTE.sub(rb'\1""', content))
    content = _PLACE.sub(b"", content)
    return _NAME_ATTRIBUTE.sub(rb'\1""', content) if _AUTHOR_LIST.search(content[:2_000]) else content


def _bare_binary(name: str, content: bytes, depth: int) -> bytes:
    for media_type, signatures in (*PICTURE_SIGNATURES.items(), ("image/tiff", _TIFF)):
        if content.startswith(signatures):
            return redraw(content, media_type, embedded=True).content
    if content.startswith(b"PK\x03\x04"):
        return bare(content, depth + 1)
    if not content or _WITHOUT_METADATA.match(content) or name.endswith(_FONTS):
        return content
    raise ValueError(f"{name} may hold anything")
