"""Reading streets and lamps from files, without a database."""

from serein.streets.importing.lamps import read_lamps, read_osm_lamps
from serein.streets.importing.osm import read_streets

__all__ = ["read_lamps", "read_osm_lamps", "read_streets"]
