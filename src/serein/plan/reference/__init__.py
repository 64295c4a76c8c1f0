"""The programme that the demo plays: 38 commitments, in which 62 promises are read."""

from pathlib import Path

PROGRAMME = Path(__file__).parent / "programme.csv"
