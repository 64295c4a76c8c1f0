"""The base map: features as GeoJSON lines, then tippecanoe makes one PMTiles file of them."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from serein.kit import paths

LAYERS = ("landuse", "water", "buildings", "streets", "rail", "boundary", "places")
FIRST_ZOOM, LAST_ZOOM = 9, 14
KEPT_FILES = 2
MADE = "made.pmtiles"
ATTRIBUTION = "© OpenStreetMap contributors (ODbL)"


class MapNotMade(Exception):
    """The tool that makes the base map failed; the message holds what it said."""


class MapDraft:
    """The features of the base map, waiting on disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, IO[str]] = {
            layer: (folder / f"{layer}.geojsonl").open("w", encoding="utf-8") for layer in LAYERS
        }
        self.counts = dict.fromkeys(LAYERS, 0)

    def add(self, layer: str, geometry: str, properties: dict[str, Any], *, from_zoom: int = FIRST_ZOOM) -> None:
        """Add a feature; `geometry` is GeoJSON text, as libosmium writes it."""
        told = json.dumps({key: value for key, value in properties.items() if value}, ensure_ascii=False)
        self._files[layer].write(
            f'{{"type":"Feature","tippecanoe":{{"minzoom":{from_zoom}}},"properties":{told},"geometry":{geometry}}}\n'
        )
        self.counts[layer] += 1

    def close(self) -> None:
        for file in self._files.values():
            file.close()

    def make(self) -> Path:
        """
        Make the file; relative names keep the machine's paths out of it, so that equal features give equal bytes.

        :raises MapNotMade: with what tippecanoe said
        """
        self.close()
        done = subprocess.run(
            self._command(),
            cwd=self._folder,
            env={**os.environ, "TMPDIR": str(self._folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        made = self._folder / MADE
        if done.returncode != 0 or not made.exists():
            raise MapNotMade(f"tippecanoe stopped with {done.returncode}: {done.stderr.strip()[-400:]}")
        return made

    def _command(self) -> list[str]:
        sources = [f"--named-layer={layer}:{layer}.geojsonl" for layer in LAYERS if self.counts[layer]]
        return [
            _tippecanoe(),
            f"--output={MADE}",
            f"--minimum-zoom={FIRST_ZOOM}",
            f"--maximum-zoom={LAST_ZOOM}",
            "--force",
            "--quiet",
            "--read-parallel",
            "--no-tile-stats",
            "--drop-densest-as-needed",
            "--no-tiny-polygon-reduction",
            "--simplification=4",
            f"--attribution={ATTRIBUTION}",
            "--name=base",
            "--temporary-directory=.",
            *sources,
        ]


@contextmanager
def map_draft() -> Iterator[MapDraft]:
    with tempfile.TemporaryDirectory(prefix="serein-map-") as name:
        draft = MapDraft(Path(name))
        try:
            yield draft
        finally:
            draft.close()


def make_map(draft: MapDraft) -> str:
    """
    Make the map's file and return its name, which changes with its content.

    :raises MapNotMade: if tippecanoe fails or there is nothing to draw
    """
    if not any(draft.counts.values()):
        raise MapNotMade("The file holds nothing that a map could show.")
    made = draft.make()
    with made.open("rb") as file:
        name = f"base-{hashlib.file_digest(file, 'sha256').hexdigest()[:16]}.pmtiles"
    folder = paths.var() / "maps"
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".coming-{os.getpid()}"
    shutil.move(made, partial)
    partial.replace(folder / name)
    os.utime(folder / name)
    return name


def prune_maps(*, current: str) -> None:
    """Remove old maps, but for the last one, which a browser may still be reading."""
    folder = paths.var() / "maps"
    others = [file for file in folder.glob("base-*.pmtiles") if file.name != current]
    for file in sorted(others, key=lambda file: -file.stat().st_mtime)[KEPT_FILES - 1 :]:
        with contextlib.suppress(FileNotFoundError):
            file.unlink()


def _tippecanoe() -> str:
    beside = Path(sys.executable).parent / "tippecanoe"
    found = str(beside) if beside.exists() else shutil.which("tippecanoe")
    if found is None:
        raise MapNotMade("tippecanoe is not installed; it comes with Serein's own requirements.")
    return found
