"""Reading streets and lamps from files, without a database."""

from serein.streets.importing.osm import read_streets

__all__ = ["read_streets"]
