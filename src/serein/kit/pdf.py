"""PDFs by typst: tagged, PDF/UA-1, with our fonts."""

import json
from pathlib import Path
from typing import Any

import typst

from serein.kit import paths

_KIT = Path(__file__).parent
_FONTS = _KIT / "fonts"


def render(template: Path, *, language: str, title: str, **data: Any) -> bytes:
    """
    Return the PDF that a typst template makes of `data`.

    :param template: a `.typ` file; it reads `json(bytes(sys.inputs.data))`, and may import `/kit/typst/page.typ`
    :param data: what JSON can hold; it is passed as a value, never pasted into the source
    """
    content = json.dumps({"language": language, "title": title, **data}, ensure_ascii=False)
    root = paths.repository() / "src" / "serein"
    return typst.compile(
        template,
        root=root,
        font_paths=[_FONTS],
        ignore_system_fonts=True,
        sys_inputs={"data": content},
        pdf_standards=["ua-1"],
    )
