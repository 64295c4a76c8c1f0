"""The public API: each package brings its router."""

from ninja import NinjaAPI

from serein.proximity.api import router as inspectors
from serein.shuttles.api import router as night_shuttles
from serein.territory.api import router as addresses
from serein.territory.queries import ATTRIBUTION, BEATS_LICENCE

DESCRIPTION = f"""\
Who is the neighbourhood inspector of an address or a point of the commune, and the nights on which shuttles bring
people home. The API asks for no key, and tells what the pages tell: role addresses, never a private one; that someone
is absent, never why or until when; when a van comes, never where it is. It reads, but for one thing: a place in a night
shuttle is booked and taken back, by who holds its code.

Show where it comes from: {ATTRIBUTION}.

Ask as often as a person types. The operator may slow down whoever asks more; keep answers for a minute rather than
asking again.
"""

api = NinjaAPI(
    title="Serein",
    version="1.0",
    description=DESCRIPTION,
    docs_url=None,
    urls_namespace="api",
    openapi_extra={
        "info": {"license": {"name": "CC BY 4.0", "url": BEATS_LICENCE}, "x-attribution": ATTRIBUTION},
    },
)
api.add_router("", addresses)
api.add_router("", inspectors)
api.add_router("", night_shuttles)
