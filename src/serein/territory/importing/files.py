"""Opening what people hand in, and saying plainly when it is not what it should be."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
GZIP_MARK, ZIP_MARK = b"\x1f\x8b", b"PK\x03\x04"
TABLES = ("text", "JSON", "a gzip archive", "a zip archive or an office document")
LONGEST_FIELD = 1_000_000
csv.field_size_limit(LONGEST_FIELD)


class WrongFile(Exception):
    """A file is not what an importer reads; the message says what was found and what is accepted."""


def require_file(path: Path) -> None:
    """
    Refuse what is not a file with something in it.

    :raises WrongFile: if it is missing, a folder, unreadable or empty
    """
    if not path.exists():
        raise WrongFile(f"{path} does not exist.")
    if not path.is_file():
        raise WrongFile(f"{path} is a folder; one file is accepted.")
    try:
        if path.stat().st_size == 0 or not beginning(path, 1):
            raise WrongFile(f"{path.name} is empty.")
    except PermissionError as error:
        raise WrongFile(f"{path.name} may not be read by this user.") from error


def require_pbf(path: Path) -> None:
    """
    :raises WrongFile: if it is no .osm.pbf
    """
    require_file(path)
    start = beginning(path)
    if b"OSMHeader" not in start:
        raise WrongFile(f"{path.name} seems to be {looks_like(start)}; an OpenStreetMap .osm.pbf is accepted.")


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def beginning(path: Path, size: int = 64) -> bytes:
    with path.open("rb") as file:
        return file.read(size)


def looks_like(start: bytes) -> str:
    """Say in a word what a file seems to be."""
    known = {
        GZIP_MARK: "a gzip archive",
        ZIP_MARK: "a zip archive or an office document",
        b"%PDF": "a PDF",
        b"\x89PNG": "an image",
        b"<?xml": "XML",
        b"<osm": "OpenStreetMap XML",
        b"{": "JSON",
        b"<": "HTML or XML",
        b"BZh": "a bzip2 archive",
    }
    for mark, name in known.items():
        if start.lstrip().startswith(mark) or start.startswith(mark):
            return name
    if b"OSMHeader" in start:
        return "an .osm.pbf"
    if start.startswith(UTF16_MARKS):
        return "text in UTF-16"
    return "text" if all(byte > 31 or byte in (9, 10, 13) for byte in start) else "binary data"


class CountedBytes(io.RawIOBase):
    """A file that knows how far it was read, for a progress bar."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self.size = path.stat().st_size
        self.read_bytes = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = self._file.readinto(buffer) or 0
        self.read_bytes += count
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


@contextmanager
def open_text(path: Path) -> Iterator[tuple[IO[str], CountedBytes]]:
    """
    Open a text file in UTF-8, plain, in gzip or alone in a zip, line by line.

    :raises WrongFile: if it is in UTF-16, or a zip that holds not exactly one table
    """
    require_file(path)
    start = beginning(path, 4)
    if start.startswith(UTF16_MARKS):
        raise WrongFile(f"{path.name} is text in UTF-16; text in UTF-8 is accepted. Save it again as « CSV UTF-8 ».")
    kind = looks_like(beginning(path))
    if kind not in TABLES:
        raise WrongFile(
            f"{path.name} seems to be {kind}; a table is accepted: CSV in UTF-8, plain, in gzip or in a zip."
        )
    counted = CountedBytes(path)
    with counted, _unpacked(path, counted, start) as raw:
        yield io.TextIOWrapper(raw, encoding="utf-8-sig", errors="strict", newline=""), counted


@contextmanager
def _unpacked(path: Path, counted: CountedBytes, start: bytes) -> Iterator[IO[bytes]]:
    if start.startswith(GZIP_MARK):
        with gzip.open(io.BufferedReader(counted, 1 << 20)) as unpacked:
            yield cast(IO[bytes], unpacked)
    elif start.startswith(ZIP_MARK):
        with zipfile.ZipFile(path) as archive, archive.open(_only_table(archive, path)) as unpacked:
            yield unpacked
    else:
        yield cast(IO[bytes], io.BufferedReader(counted, 1 << 20))


def _only_table(archive: zipfile.ZipFile, path: Path) -> str:
    tables = [name for name in archive.namelist() if name.lower().endswith((".csv", ".txt"))]
    if len(tables) != 1:
        found = ", ".join(archive.namelist()[:4]) or "nothing"
        raise WrongFile(f"{path.name} holds {found}; a zip with exactly one .csv is accepted.")
    return tables[0]


@contextmanager
def plain_refusals(path: Path) -> Iterator[None]:
    """Turn what Python says of a broken text file into a sentence for the one who handed it in."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise WrongFile(
            f"{path.name} is not text in UTF-8: byte {error.object[error.start]:#04x} near position {error.start} "
            "does not belong there (Windows-1252 is likely). Save it again as « CSV UTF-8 »."
        ) from error
    except csv.Error as error:
        raise WrongFile(f"{path.name} cannot be read as a table: {error}.") from error
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, zipfile.LargeZipFile) as error:
        raise WrongFile(f"{path.name} is a damaged archive: {error}. Download it again.") from error


@contextmanager
def whole_map(path: Path) -> Iterator[None]:
    """Turn what libosmium says of a broken map into a sentence for the one who handed it in."""
    try:
        yield
    except RuntimeError as error:
        raise WrongFile(f"{path.name} is cut off or damaged ({error}). Download it again.") from error


def delimiter_of(line: str) -> str:
    return max(",;\t", key=line.count)
