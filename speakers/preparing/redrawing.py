"""Reads a picture on standard input and writes it anew, small and without anything but its pixels, on standard output.

Run as a process of its own with limits (photos.py): a picture may be made to fill the memory of whoever opens it. It
imports nothing of the house. Exit status 1 means: no picture that we take.
"""

import resource
import sys
from io import BytesIO

MOST_BYTES, MOST_PIXELS, WIDEST, SECONDS, MEMORY = 10_000_000, 40_000_000, 800, 10, 700_000_000
MAGIC = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}


def main() -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    content = sys.stdin.buffer.read(MOST_BYTES + 1)
    kind = next((kind for magic, kind in MAGIC.items() if content.startswith(magic)), None)
    if kind is None or len(content) > MOST_BYTES:
        return 1
    sys.stdout.buffer.write(redrawn(content, kind))
    return 0


def redrawn(content: bytes, kind: str) -> bytes:
    """JPEG, upright, at most WIDEST points wide and high; no place, no camera, no profile, no comment."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(BytesIO(content), formats=[kind]) as image:
        if image.width * image.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        image.draft("RGB", (WIDEST, WIDEST))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((WIDEST, WIDEST))
        plain = Image.new("RGB", upright.size, "white")
        plain.paste(upright.convert("RGBA"), mask=upright.convert("RGBA").getchannel("A"))
    written = BytesIO()
    plain.save(written, "JPEG", quality=82, optimize=True)
    return written.getvalue()


if __name__ == "__main__":
    sys.exit(main())
