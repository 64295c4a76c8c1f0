"""How fast the territory is: imports, address search, beats by point. See README.md."""
