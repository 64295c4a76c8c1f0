"""`./serein serve`: the web server of this installation."""

import argparse
import os

from serein.config import demo_state, running, web
from serein.config.terminal import Refusal


def run(arguments: list[str]) -> int:
    import django

    options = _read(arguments)
    web.require_free_port(options.host, options.port)
    django.setup()
    _refuse_demo()
    web.require_migrated()
    web.gather_static()
    words = web.command(host=options.host, port=options.port, workers=options.workers)
    with running.held():
        os.execv(words[0], words)


def _refuse_demo() -> None:
    """
    Let a commune's installation never be served with the demo's open doors.

    :raises Refusal: if demo mode is on in a folder that `./serein demo` did not make
    """
    from django.conf import settings

    if settings.DEMO and not demo_state.exists():
        raise Refusal("SEREIN_DEMO is set, but this is no demo: anyone could enter as anyone. Unset it.")


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./serein serve", description="Run the web server of this installation.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=web.WORKERS, help="processes, each with four threads")
    return parser.parse_args(arguments)
