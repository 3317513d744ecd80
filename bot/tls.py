"""The certificates that HTTPS calls trust, read once in a process."""

import ssl
from functools import cache


def context_of(url: str) -> ssl.SSLContext | None:
    """A shared context, without which Slack's SDK reads all certificates at each call; None for plain HTTP."""
    return _trusted() if url.startswith("https:") else None


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()
