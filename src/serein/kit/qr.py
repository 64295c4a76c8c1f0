"""QR codes as SVG, for posters and pages."""

import io

import segno


def svg(text: str, *, scale: int = 4) -> str:
    """Return an SVG document whose code holds `text`; error level M, quiet zone of four modules."""
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", scale=scale, border=4, xmldecl=False, svgns=True)
    return out.getvalue().decode()
