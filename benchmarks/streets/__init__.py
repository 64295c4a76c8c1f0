"""How fast the street engine is, beside what others offer for the same work. See README.md."""
