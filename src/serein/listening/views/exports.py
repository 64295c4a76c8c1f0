"""Every released report, for whoever wants to count or draw them: CSV and GeoJSON, sent as it is read."""

import csv
import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from serein.listening.queries import exports
from serein.territory.queries import ATTRIBUTION, BEATS_LICENCE

_LICENCE = f'<{BEATS_LICENCE}>; rel="license"'


class _Line:
    """What `csv` writes to: it hands each line on."""

    def write(self, line: str) -> str:
        return line


@require_safe
def send_csv(request: HttpRequest) -> StreamingHttpResponse:
    def lines() -> Iterator[str]:
        rows = csv.DictWriter(_Line(), exports.COLUMNS)
        yield "\ufeff" + rows.writeheader()  # the mark by which spreadsheets know UTF-8
        for row in exports.rows():
            yield rows.writerow({name: _told(value) for name, value in row.items()})

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="reports.csv"'
    response["Link"] = _LICENCE
    return response


@require_safe
def send_geojson(request: HttpRequest) -> StreamingHttpResponse:
    def parts() -> Iterator[str]:
        head = {"type": "FeatureCollection", "licence": BEATS_LICENCE, "attribution": ATTRIBUTION}
        yield json.dumps(head, ensure_ascii=False)[:-1] + ', "features": ['
        for count, row in enumerate(exports.rows()):
            yield (",\n" if count else "\n") + json.dumps(_feature(row), ensure_ascii=False)
        yield "\n]}\n"

    response = StreamingHttpResponse(parts(), content_type="application/geo+json; charset=utf-8")
    response["Link"] = _LICENCE
    return response


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    told = {name: value for name, value in row.items() if name not in ("number", "lat", "lon")}
    point = {"type": "Point", "coordinates": [row["lon"], row["lat"]]}
    return {"type": "Feature", "id": row["number"], "geometry": point, "properties": told}


def _told(value: Any) -> Any:
    """Let no cell begin like a formula: a spreadsheet would run it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
