"""A street network as one file that every process maps into memory: an uncompressed `.npz`."""

from __future__ import annotations

import io
import mmap
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from serein.engines.graph import InvalidLamps, InvalidNetwork, Lamps, StreetNetwork
from serein.streets.whole_file import whole_file

FORMAT = 1
"""Rises when an older reader would misread the file."""

_MARK = "serein_street_network"
_LAMP = "lamp_"
_ALIGNMENT = 64
_PADDING_ID = 0x5E4E
_LOCAL_HEAD = struct.Struct("<26xHH")
_UNREADABLE = (zipfile.BadZipFile, struct.error, ValueError, OverflowError, SyntaxError, KeyError, NotImplementedError)
_ACCEPTED = "a file written by `./serein streets import` is accepted"

Arrays = Mapping[str, NDArray[Any]]


class WrongNetworkFile(Exception):
    """A file is no street network that this version reads; the message says what was found."""


def write_network(path: Path, network: StreetNetwork, *, lamps: Lamps | None = None) -> None:
    """Write a network, and its lamps, in one step: a reader sees the old file or the new one, whole."""
    arrays: dict[str, NDArray[Any]] = {_MARK: np.array([FORMAT], dtype=np.int32)}
    arrays |= _arrays_of(network, "")
    if lamps is not None:
        arrays |= _arrays_of(lamps, _LAMP)
    with whole_file(path) as file:
        _write(file, arrays)


def read_network(path: Path) -> StreetNetwork:
    """
    Map a network into memory; its pages are shared between processes and read-only.

    :raises WrongNetworkFile: if it is missing, cut off, no network, or written by a later version
    """
    return read_network_and_lamps(path)[0]


def read_network_and_lamps(path: Path) -> tuple[StreetNetwork, Lamps | None]:
    """
    Map a network into memory, with the lamps that were written beside it, if any.

    :raises WrongNetworkFile: if it is missing, cut off, no network, or written by a later version
    """
    arrays = _mapped(path)
    _require_our_format(path, arrays)
    try:
        network = StreetNetwork(**_fields_of(StreetNetwork, arrays, "")).validated()
        ZoneInfo(network.timezone)
        has_lamps = f"{_LAMP}lon_lat" in arrays
        lamps = Lamps(**_fields_of(Lamps, arrays, _LAMP)).validated() if has_lamps else None
    except KeyError as error:
        raise WrongNetworkFile(f"{path.name} lacks {error}; {_ACCEPTED}.") from error
    except (InvalidNetwork, InvalidLamps, ZoneInfoNotFoundError, ValueError) as error:
        raise WrongNetworkFile(f"{path.name} is damaged: {error} Import the map again.") from error
    return network, lamps


def _arrays_of(thing: StreetNetwork | Lamps, prefix: str) -> dict[str, NDArray[Any]]:
    return {prefix + one.name: np.asarray(getattr(thing, one.name), order="C") for one in fields(thing)}


def _fields_of(kind: type[StreetNetwork] | type[Lamps], arrays: Arrays, prefix: str) -> dict[str, Any]:
    found = {one.name: arrays[prefix + one.name] for one in fields(kind)}
    return {name: array.item() if array.ndim == 0 else array for name, array in found.items()}


def _write(file: io.BufferedIOBase | Any, arrays: Arrays) -> None:
    """Store members so that each array begins at a multiple of 64 bytes: kernels want their numbers aligned."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, array, allow_pickle=False)
            member = zipfile.ZipInfo(f"{name}.npy")
            begins = file.tell() + _LOCAL_HEAD.size + len(member.filename) + 4
            padding = -begins % _ALIGNMENT
            member.extra = struct.pack("<HH", _PADDING_ID, padding) + bytes(padding)
            archive.writestr(member, buffer.getbuffer())


def _mapped(path: Path) -> dict[str, NDArray[Any]]:
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            pages = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            return {_name_of(path, one): _array_at(pages, one) for one in archive.infolist()}
    except FileNotFoundError as error:
        raise WrongNetworkFile(f"{path} does not exist.") from error
    except IsADirectoryError as error:
        raise WrongNetworkFile(f"{path} is a folder; {_ACCEPTED}.") from error
    except PermissionError as error:
        raise WrongNetworkFile(f"{path.name} may not be read by this user.") from error
    except _UNREADABLE as error:
        raise WrongNetworkFile(f"{path.name} is cut off or no street network ({error}); {_ACCEPTED}.") from error


def _name_of(path: Path, member: zipfile.ZipInfo) -> str:
    if member.compress_type != zipfile.ZIP_STORED or not member.filename.endswith(".npy"):
        raise WrongNetworkFile(f"{path.name} is an archive of another kind; {_ACCEPTED}.")
    return member.filename.removesuffix(".npy")


def _array_at(pages: mmap.mmap, member: zipfile.ZipInfo) -> NDArray[Any]:
    name_length, extra_length = _LOCAL_HEAD.unpack_from(pages, member.header_offset)
    begins = member.header_offset + _LOCAL_HEAD.size + name_length + extra_length
    with memoryview(pages) as whole, whole[begins : begins + member.file_size] as content:
        if zlib.crc32(content) != member.CRC:
            raise ValueError(f"{member.filename} is not what was written")
    pages.seek(begins)
    version = np.lib.format.read_magic(pages)
    read = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}[version]
    shape, is_fortran, dtype = read(pages)
    if dtype.hasobject or is_fortran:
        raise ValueError(f"{member.filename} holds objects or columns")
    count = int(np.prod(shape, dtype=np.int64))
    if pages.tell() + count * dtype.itemsize > begins + member.file_size:
        raise ValueError(f"{member.filename} is shorter than it says")
    if not count:
        return np.empty(shape, dtype)
    return np.frombuffer(pages, dtype, count, pages.tell()).reshape(shape)


def _require_our_format(path: Path, arrays: Arrays) -> None:
    if _MARK not in arrays or arrays[_MARK].size != 1:
        raise WrongNetworkFile(f"{path.name} is an archive of other arrays; {_ACCEPTED}.")
    version = int(arrays[_MARK].ravel()[0])
    if version > FORMAT:
        raise WrongNetworkFile(
            f"{path.name} was written by a later version of Serein (format {version}; this one reads up to {FORMAT})."
        )
