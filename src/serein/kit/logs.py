"""What is written to the log: never the code by which someone follows a request."""

import logging
import re

_PAGE = re.compile(r"/(suivi|opvolgen|follow|panel|tickets?|appareil|toestel|device)/[^/\s?#\"']+")
_CODE = re.compile(r"\b[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}\b", re.IGNORECASE)


class WithoutCodes(logging.Formatter):
    """Mask codes in the whole of a record, its traceback included: who has a code reads the request."""

    def format(self, record: logging.LogRecord) -> str:
        return without_codes(super().format(record))


def without_codes(text: str) -> str:
    return _CODE.sub("…", _PAGE.sub(r"/\1/…", text))
