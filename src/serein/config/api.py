"""The public API: each package brings its router."""

from ninja import NinjaAPI

from serein.proximity.api import router as inspectors
from serein.territory.api import router as addresses

api = NinjaAPI(title="Serein", version="1.0", docs_url=None, urls_namespace="api")
api.add_router("", addresses)
api.add_router("", inspectors)
