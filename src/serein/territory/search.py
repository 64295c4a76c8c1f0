"""Address search: candidate streets by trigram, ranked by edit distance, then number and box."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from serein.territory.spelling import Reading, core, expansions, fold, readings

CANDIDATES = 48
STREETS_ASKED = 16
SURE_ENOUGH = 0.5


@dataclass(frozen=True)
class StreetEntry:
    """A street as the search knows it."""

    pk: int
    names: tuple[str, ...]
    postcode: str
    localities: tuple[str, ...]


@dataclass(frozen=True)
class StreetHit:
    """A street that may be meant, with the reading under which it was found."""

    pk: int
    score: float
    reading: Reading


class StreetIndex:
    """The streets of the territory, ready to be searched."""

    def __init__(self, streets: Iterable[StreetEntry]) -> None:
        self.streets = list(streets)
        self._spelled = [(place, fold(name)) for place, street in enumerate(self.streets) for name in street.names]
        self._cores = [core(name) for _, name in self._spelled]
        self._localities = [tuple(fold(name) for name in street.localities) for street in self.streets]
        self._all_localities = sorted({name for names in self._localities for name in names if name})
        self.postcodes = frozenset(street.postcode for street in self.streets if street.postcode)
        postings: dict[str, list[int]] = defaultdict(list)
        for number, (_, name) in enumerate(self._spelled):
            for gram in _trigrams(name):
                postings[gram].append(number)
        self._postings = {gram: np.array(numbers, dtype=np.int64) for gram, numbers in postings.items()}
        size = max(len(self._spelled), 1)
        self._weights = {gram: float(np.log1p(size / len(numbers))) for gram, numbers in postings.items()}

    def find(self, text: str) -> list[StreetHit]:
        """List the streets that a text may mean, the likeliest first."""
        folded = fold(text)
        if len(folded.replace(" ", "")) < 3:
            return [StreetHit(self.streets[position].pk, 1.0, Reading(folded)) for position in self._by_prefix(folded)]
        best: dict[tuple[int, str], StreetHit] = {}
        for reading in self._readings(text):
            for hit in self._ranked(reading):
                key = (hit.pk, reading.number)
                if key not in best or best[key].score < hit.score:
                    best[key] = hit
        return sorted(best.values(), key=lambda hit: -hit.score)[:STREETS_ASKED]

    def _by_prefix(self, prefix: str) -> list[int]:
        if not prefix:
            return []
        ranked: dict[int, tuple[int, str]] = {}
        for (position, name), kernel in zip(self._spelled, self._cores, strict=True):
            rank = 0 if kernel.startswith(prefix) else 1 if f" {prefix}" in f" {name}" else 2
            if rank < 2:
                ranked[position] = min(ranked.get(position, (9, "")), (rank, kernel))
        return sorted(ranked, key=lambda position: ranked[position])[:STREETS_ASKED]

    def _readings(self, text: str) -> Iterator[Reading]:
        for reading in readings(text, postcodes=self.postcodes)[:3]:
            yield reading
            words = reading.street.split()
            for count in (1, 2, 3):
                tail, head = " ".join(words[-count:]), " ".join(words[:-count])
                if head and not reading.locality.strip("0123456789 ") and self._is_locality(tail):
                    yield Reading(head, reading.number, reading.box, f"{reading.locality} {tail}".strip())

    def _is_locality(self, text: str) -> bool:
        return len(text) > 2 and any(OSA.normalized_similarity(text, name) >= 0.75 for name in self._all_localities)

    def _ranked(self, reading: Reading) -> Iterator[StreetHit]:
        for street_text in expansions(reading.street):
            wanted_core = core(street_text)
            for number in self._candidates(street_text):
                position, name = self._spelled[number]
                score = _likeness(street_text, wanted_core, name, self._cores[number])
                if score >= SURE_ENOUGH:
                    score += 0.12 * self._locality_fit(position, reading.locality)
                    yield StreetHit(self.streets[position].pk, score, reading)

    def _candidates(self, text: str) -> NDArray[np.int64]:
        grams = [gram for gram in _trigrams(text) if gram in self._postings]
        if not grams:
            return np.zeros(0, dtype=np.int64)
        hits = np.concatenate([self._postings[gram] for gram in grams])
        weights = np.repeat([self._weights[gram] for gram in grams], [len(self._postings[gram]) for gram in grams])
        scores = np.bincount(hits, weights=weights, minlength=len(self._spelled))
        count = min(CANDIDATES, int(np.count_nonzero(scores)))
        return np.argsort(-scores, kind="stable")[:count]

    def _locality_fit(self, position: int, wanted: str) -> float:
        if not wanted:
            return 0.0
        street = self.streets[position]
        code, _, words = wanted.partition(" ") if wanted[:4].isdigit() else ("", "", wanted)
        fit = (1.0 if code == street.postcode else -1.0) if code else 0.0
        names = [name for name in self._localities[position] if name]
        if words and names:
            fit += 2 * max(fuzz.ratio(words, name) for name in names) / 100 - 1
        return fit


def _trigrams(text: str) -> set[str]:
    return {word[i : i + 3] for word in (f" {part} " for part in text.split()) for i in range(len(word) - 2)}


def _likeness(text: str, text_core: str, name: str, name_core: str) -> float:
    whole = OSA.normalized_similarity(text, name)
    kernel = OSA.normalized_similarity(text_core, name_core)
    begun = 0.0
    if len(text) < len(name):
        begun = 0.97 * OSA.normalized_similarity(text, name[: len(text)])
    if len(text_core) < len(name_core) and len(text_core) > 2:
        begun = max(begun, 0.95 * OSA.normalized_similarity(text_core, name_core[: len(text_core)]))
    return float(0.72 * max(whole, kernel, begun) + 0.28 * max(whole, begun))
