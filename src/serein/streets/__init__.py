"""How it is to walk here: the street network, lamps, light by the hour, walks, circuits and their signs."""
