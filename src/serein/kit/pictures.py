"""Pictures that someone sends: shrunk, and without what the camera wrote into them."""

from __future__ import annotations

import io
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 60_000_000
_SIDE = 800


def validate_picture(sent: UploadedFile[Any], *, most_bytes: int = MOST_BYTES) -> None:
    """:raises ValidationError: if it is too large, or no picture"""
    if (sent.size or 0) > most_bytes:
        told = {"size": most_bytes // 1024 // 1024}
        raise ValidationError(_("This picture is larger than %(size)d MB. Choose a smaller one.") % told)
    try:
        with Image.open(sent) as picture:
            if picture.format not in {"JPEG", "PNG", "WEBP"} or picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(_("Send a JPEG, PNG or WebP picture of ordinary size."))
            picture.draft("RGB", (2 * _SIDE, 2 * _SIDE))  # a large JPEG is read small: it takes no memory of its size
            picture.load()  # to its last byte: one that was cut off has a sound head
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        # a ValueError: its text inflates to more than a text is
        raise ValidationError(_("This file is no picture that we can read. Send a JPEG, PNG or WebP.")) from None
    finally:
        sent.seek(0)


def plain_jpeg(sent: UploadedFile[Any]) -> ContentFile[bytes]:
    """Return a JPEG of at most 800 pixels a side, drawn anew: no position, no camera, no date is left in it."""
    with Image.open(sent) as picture:
        picture.draft("RGB", (2 * _SIDE, 2 * _SIDE))
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((_SIDE, _SIDE))
    plain = Image.new("RGB", upright.size)
    plain.paste(upright)
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=85)
    return ContentFile(out.getvalue())
