"""Who holds the code of a request reads the request: no log line and no traceback holds one."""

import io
import logging.config
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.conf import settings

pytestmark = pytest.mark.harm("H02")
LOGGING: dict[str, Any] = settings.LOGGING
CODE = "K7MPT-4WXYZ"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What our own configuration of the log writes of a record, whoever wrote it."""
    out = io.StringIO()
    logger = logging.getLogger("serein.tests.log")
    handler = logging.StreamHandler(out)
    given = deepcopy(LOGGING["formatters"]["line"])
    config = logging.config.DictConfigurator({"version": 1})
    handler.setFormatter(config.configure_formatter(given))
    logger.addHandler(handler)
    yield out
    logger.removeHandler(handler)


@pytest.mark.parametrize(
    "path",
    [f"/fr/suivi/{CODE}/", f"/nl/opvolgen/{CODE.lower()}/wissen/", "/en/follow/K7MPT4WXYZ/", f"/fr/ailleurs?c={CODE}"]
    + [f"/fr/navettes/appareil/{CODE.lower()}/", "/nl/nachtbus/toestel/k7mpt4wxyz/", f"/fr/ailleurs?c={CODE.lower()}"],
)
def test_a_page_that_was_asked_for_is_written_without_its_code(written: io.StringIO, path: str) -> None:
    logging.getLogger("serein.tests.log").warning("Not Found: %s", path)

    assert "Not Found" in written.getvalue()
    assert "k7mpt" not in written.getvalue().lower()


def test_a_traceback_is_written_without_it_too(written: io.StringIO) -> None:
    try:
        raise ValueError(f"Enquiry {CODE} broke")
    except ValueError:
        logging.getLogger("serein.tests.log").exception("broken")

    assert "ValueError" in written.getvalue()
    assert CODE not in written.getvalue()


def test_djangos_own_loggers_write_by_our_handler_only() -> None:
    ours = LOGGING["loggers"]

    assert {name: (ours[name]["handlers"], ours[name]["propagate"]) for name in ("django", "django.server")} == {
        "django": ([], True),
        "django.server": ([], True),
    }
