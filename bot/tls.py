"""What calls over HTTPS trust, read once in a process."""

import ssl
from functools import cache


def context_of(url: str) -> ssl.SSLContext | None:
    """For clients that take one, as else Slack's SDK reads every certificate at each call; None for plain HTTP."""
    return _trusted() if url.startswith("https:") else None


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()
