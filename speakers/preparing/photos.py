"""A photo as pages may show it: drawn anew by a process of its own (redrawing.py), or refused in words."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from threading import BoundedSemaphore

from foundation.languages import say
from foundation.refusals import Refused
from speakers.preparing.decks import too_large
from speakers.preparing.redrawing import MOST_BYTES, SECONDS

ENDINGS = ("jpg", "jpeg", "png")
ONE_AT_A_TIME = BoundedSemaphore(1)
"""Each may take its whole memory."""
PORTRAIT = 144
"""Points of each side, shown at half of that: sharp on a phone, and about 3 kB."""
REDRAWING = Path(__file__).with_name("redrawing.py")


def checked_photo(name: str, content: bytes) -> bytes:
    """A small JPEG with nothing but the picture in it."""
    if name.rpartition(".")[2].lower() not in ENDINGS:
        raise Refused(say("Please bring a JPEG or PNG picture."), "photo")
    if len(content) > MOST_BYTES:
        raise Refused(too_large(MOST_BYTES // 1_000_000), "photo")
    with ONE_AT_A_TIME:
        try:
            done = subprocess.run([sys.executable, "-P", str(REDRAWING)], input=content, env={}, capture_output=True,
                                  timeout=2 * SECONDS, check=True)  # fmt: skip
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            raise Refused(say("This picture cannot be read. Please bring another JPEG or PNG."), "photo") from None
    return done.stdout


def portrait_of(photo: bytes) -> bytes:
    """The middle of a photo that `checked_photo` has drawn, in a few kilobytes. Nobody else's bytes are in it, so it
    needs no process of its own."""
    from PIL import Image, ImageOps

    with Image.open(BytesIO(photo), formats=["JPEG"]) as image:
        small = ImageOps.fit(image, (PORTRAIT, PORTRAIT))
    written = BytesIO()
    small.save(written, "JPEG", quality=70, optimize=True)
    return written.getvalue()
