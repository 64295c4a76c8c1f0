"""What evidence is: the address of a page that anybody may open."""

from urllib.parse import urlsplit


def is_address(text: str) -> bool:
    """Whether a text is an address on the web with its site, or one of ours beginning with a single stroke."""
    if any(sign.isspace() or sign == "\\" for sign in text):
        return False
    try:
        parts = urlsplit(text)
        has_site = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    if parts.scheme in {"http", "https"}:
        return has_site
    return not parts.scheme and not parts.netloc and text.startswith("/") and not text.startswith("//")
