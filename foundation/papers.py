"""Papers to keep: a sheet of ours, filled with what is to be said on it, as PDF.

What people typed reaches the sheet as data and is never read as markup; and the sheet reads no file outside its own
folder (decisions/0041).
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from litestar import Response

from foundation.pages import PERSONAL

PDF_TYPE = "application/pdf"


def paper(sheet: Path, said: Mapping[str, Any], at: datetime) -> bytes:
    """The sheet finds `said` as JSON. The same words at the same moment are the same bytes."""
    import typst  # not held by a service at rest

    words = {"said": json.dumps(dict(said))}
    return typst.compile(sheet, root=sheet.parent, format="pdf", sys_inputs=words, timestamp=at)


def paper_answer(content: bytes, name: str) -> Response[bytes]:
    """A file to keep; nobody in between keeps it."""
    headers = {**PERSONAL, "Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return Response(content, status_code=200, media_type=PDF_TYPE, headers=headers)
