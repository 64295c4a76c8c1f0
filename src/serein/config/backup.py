"""
Backups: one file that holds database, media and maps as they stood together, and never a key.

The file is a tar. `manifest.json` stands first and says what follows, with the sum of each part, so that a
foreign, cut-off or altered file is known before anything is touched.
"""

import hashlib
import io
import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from serein.config import databases
from serein.config.terminal import Refusal
from serein.kit import paths

FORMAT = "serein-backup"
VERSION = 1
FOLDERS = ("media", "maps", "streets")
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Part:
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    engine: str
    written_at: str
    migrations: list[str]
    journal_number: int
    parts: list[Part]


def write(file: Path, *, now: datetime) -> Manifest:
    """
    Write a backup of this installation; web, worker and scheduler may go on.

    :raises Refusal: if the file is there already, or keys lie where media or maps do
    """
    if file.exists():
        raise Refusal(f"{file} is there already; a backup never takes the place of another.")
    _refuse_keys_among_files()
    with _beside(file) as folder:
        dump = folder / databases.dump_name()
        facts = databases.dump(dump)
        # After the database: every file that a row of it names is then there.
        parts = {dump.name: dump} | _freeze_files(folder / "files")
        manifest = Manifest(
            engine=databases.engine(),
            written_at=now.isoformat(),
            migrations=facts.migrations,
            journal_number=facts.journal_number,
            parts=[_part(name, path) for name, path in parts.items()],
        )
        partial = folder / "backup"
        _write_tar(partial, manifest, parts)
        partial.chmod(0o600)
        partial.replace(file)
    return manifest


@contextmanager
def opened(file: Path) -> Iterator[tuple[Manifest, Path]]:
    """
    Take a backup apart into a folder beside the installation, and give its manifest and that folder.

    :raises Refusal: if it is none of ours, cut off, or altered
    """
    paths.var().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=paths.var()) as name:
        folder = Path(name)
        manifest = _take_apart(file, folder)
        yield manifest, folder


def _take_apart(file: Path, folder: Path) -> Manifest:
    try:
        with tarfile.open(file, "r:") as tar:
            manifest = _read_manifest(tar, file)
            for part in manifest.parts:
                _take_out(tar, part, folder, file)
    except FileNotFoundError:
        raise Refusal(f"There is no file {file}.") from None
    except (tarfile.TarError, EOFError, OSError) as unreadable:
        raise Refusal(
            f"{file} is not a backup of Serein, or it was cut off ({unreadable}); nothing was changed."
        ) from None
    return manifest


def _read_manifest(tar: tarfile.TarFile, file: Path) -> Manifest:
    first = tar.next()
    inside = tar.extractfile(first) if first is not None and first.name == "manifest.json" else None
    try:
        told = json.loads(inside.read()) if inside else {}
    except ValueError:
        told = {}
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise Refusal(f"{file} is an archive, but not a backup of Serein; nothing was changed.")
    if told["version"] > VERSION:
        raise Refusal(f"{file} was written by a newer Serein; bring this one up to date first.")
    parts = [Part(**part) for part in told.pop("parts")]
    return Manifest(
        **{name: told[name] for name in ("engine", "written_at", "migrations", "journal_number")}, parts=parts
    )


def _take_out(tar: tarfile.TarFile, part: Part, folder: Path, file: Path) -> None:
    target = (folder / part.name).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise Refusal(f"{file} holds a part that points out of its folder, {part.name}; nothing was changed.")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source = tar.extractfile(part.name)
    except KeyError:
        source = None
    if source is None:
        raise Refusal(f"{file} lacks {part.name}: it was cut off or altered; nothing was changed.")
    with target.open("wb") as out:
        shutil.copyfileobj(source, out, _CHUNK)
    if _part(part.name, target) != part:
        raise Refusal(f"{part.name} in {file} is not what was backed up: the file is damaged; nothing was changed.")


def _write_tar(file: Path, manifest: Manifest, parts: dict[str, Path]) -> None:
    told: dict[str, Any] = {"format": FORMAT, "version": VERSION} | asdict(manifest)
    text = json.dumps(told, indent=1).encode()
    with tarfile.open(file, "w") as tar:
        head = tarfile.TarInfo("manifest.json")
        head.size = len(text)
        tar.addfile(head, io.BytesIO(text))
        for name, path in parts.items():
            tar.add(path, arcname=name, recursive=False, filter=_without_owner)


def _without_owner(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o600
    return entry


def _freeze_files(folder: Path) -> dict[str, Path]:
    """Copy media and maps, so that sum and content of each agree; what is taken away meanwhile is left out."""
    copies: dict[str, Path] = {}
    for path in (path for name in FOLDERS for path in sorted((paths.var() / name).rglob("*")) if path.is_file()):
        name = str(path.relative_to(paths.var()))
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            shutil.copyfile(path, folder / name)
            copies[name] = folder / name
    return copies


def _refuse_keys_among_files() -> None:
    for name in FOLDERS:
        if paths.keys().is_relative_to((paths.var() / name).resolve()):
            raise Refusal(f"The keys lie in {paths.keys()}, among the files to back up; move them out of {name} first.")


def _part(name: str, path: Path) -> Part:
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
    return Part(name=name, size=path.stat().st_size, sha256=digest.hexdigest())


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """Give a folder on the disk of `file`, so that the finished backup appears there at once or not at all."""
    if not file.parent.is_dir():
        raise Refusal(f"There is no folder {file.parent} to write the backup to.")
    with tempfile.TemporaryDirectory(prefix=".serein-backup-", dir=file.parent) as name:
        yield Path(name)
