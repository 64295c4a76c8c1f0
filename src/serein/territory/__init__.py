"""Where: communes, neighbourhoods, beats, streets, addresses, places and the base map."""
