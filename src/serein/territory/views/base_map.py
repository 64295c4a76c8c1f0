"""The base map, one file that browsers read by pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from serein.territory import queries

PIECE_BYTES = 256 * 1024
_RANGE = re.compile(r"^bytes=([0-9]{0,18})-([0-9]{0,18})$")
"""Longer figures name no byte of any file; who sends them gets the whole, as for any range that cannot be read."""


@require_safe
def send_base_map(request: HttpRequest) -> HttpResponseBase:
    file = queries.find_base_map()
    if file is None:
        raise Http404(_("There is no base map yet."))
    size, tag = file.stat().st_size, f'"{file.stem}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers={"ETag": tag})
    wanted = _wanted(request, size, tag)
    if wanted is None:
        headers = {"Content-Range": f"bytes */{size}"}
        return HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
    return _answer(request, file, wanted, size, tag)


def _wanted(request: HttpRequest, size: int, tag: str) -> range | None:
    """Return the bytes asked for; None when there are no such bytes."""
    asked = request.headers.get("Range", "")
    match = _RANGE.match(asked)
    is_other_version = request.headers.get("If-Range", tag) != tag
    if match is None or is_other_version or match.groups() == ("", ""):
        return range(size)
    first, last = match.groups()
    if not first:
        return range(max(size - int(last), 0), size) if int(last) else None
    wanted = range(int(first), min(int(last) + 1 if last else size, size))
    return wanted if len(wanted) else None


def _answer(request: HttpRequest, file: Path, wanted: range, size: int, tag: str) -> HttpResponseBase:
    is_part = len(wanted) < size
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "public, max-age=300",
        "Content-Length": str(len(wanted)),
        "ETag": tag,
    }
    if is_part:
        headers["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{size}"
    status = HTTPStatus.PARTIAL_CONTENT if is_part else HTTPStatus.OK
    kind = "application/vnd.pmtiles"
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers, content_type=kind)
    if len(wanted) <= PIECE_BYTES:
        body = b"".join(_read(file, wanted))
        return HttpResponse(body, status=status, headers=headers, content_type=kind)
    return StreamingHttpResponse(_read(file, wanted), status=status, headers=headers, content_type=kind)


def _read(file: Path, wanted: range) -> Iterator[bytes]:
    with file.open("rb") as opened:
        opened.seek(wanted.start)
        left = len(wanted)
        while left and (piece := opened.read(min(PIECE_BYTES, left))):
            left -= len(piece)
            yield piece
