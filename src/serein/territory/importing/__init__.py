"""Reading the territory from files: OpenStreetMap, BeSt Address, beats."""
