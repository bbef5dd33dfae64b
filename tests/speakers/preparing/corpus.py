"""Files that people bring, and files that somebody brings to do harm. Made here, so that each says what is in it."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
ODP_TYPE = "application/vnd.oasis.opendocument.presentation"
TYPES = '<?xml version="1.0"?><Types><Default Extension="xml" ContentType="application/xml"/></Types>'
LINK = '<R><Relationship Id="r1" Type="http://x/hyperlink" Target="https://x" TargetMode="External"/></R>'
IMAGE = LINK.replace("hyperlink", "image")
ENTITY = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


def pptx(**more: str | bytes) -> bytes:
    """A presentation; `more` are entries besides, `__` in their names for `/` and `_dot_` for a dot."""
    entries: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES, "ppt/presentation.xml": "<p/>", "ppt/_rels/presentation.xml.rels": LINK,
    }  # fmt: skip
    return archive(entries | {name.replace("__", "/").replace("_dot_", "."): text for name, text in more.items()})


def odp(mimetype: str = ODP_TYPE, **more: str | bytes) -> bytes:
    entries: dict[str, str | bytes] = {"mimetype": mimetype, "content.xml": "<office/>"}
    return archive(entries | {name.replace("__", "/").replace("_dot_", "."): text for name, text in more.items()})


def archive(entries: dict[str, str | bytes]) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as written:
        for name, text in entries.items():
            written.writestr(name, text)
    return content.getvalue()


def climbing(name: str) -> bytes:
    """A presentation with an entry that would be written elsewhere."""
    content = BytesIO(pptx())
    with ZipFile(content, "a") as written:
        written.writestr(ZipInfo(name), "x")
    return content.getvalue()


def bomb() -> bytes:
    """Twenty megabytes of nothing, in twenty kilobytes."""
    return pptx(ppt__media__image1_dot_png=bytes(20_000_000))


def crowded() -> bytes:
    """More entries than any presentation has."""
    many: dict[str, str | bytes] = {f"ppt/{number}": "" for number in range(3100)}
    return archive({"[Content_Types].xml": TYPES, "ppt/presentation.xml": "<p/>", **many})


def photo_with_place(kind: str = "JPEG") -> bytes:
    """A picture of 1200 × 900 points that says where it was taken, and lies on its side."""
    from PIL import Image

    image, exif, content = Image.new("RGB", (1200, 900), "olive"), Image.Exif(), BytesIO()
    exif[0x0112] = 6
    exif[0x010F] = "A camera"
    exif.get_ifd(0x8825)[1] = "S"
    exif.get_ifd(0x8825)[2] = (6.0, 10.0, 31.0)
    image.save(content, kind, exif=exif, comment=b"taken at home")
    return content.getvalue()


def picture_of(width: int, height: int) -> bytes:
    """A picture that claims to be so large."""
    import struct
    import zlib

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(header)) + chunk + struct.pack(">I", zlib.crc32(chunk))
