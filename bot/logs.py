"""One line for each act: what, where, how long; never people's text, never a token."""

import json
import logging
import sys
import traceback
from typing import Any, TextIO, cast

from bot import sentry
from bot.clock import Clock

MEANINGFUL = frozenset(' ="')
"""A value is quoted if it has one of these, or anything unprintable, such as a line break."""

_clock = Clock()


class _StandardError:
    """Writes to `sys.stderr` as it is at the moment of writing, not as it was when a handler was made."""

    def write(self, line: str) -> int:
        return sys.stderr.write(line)

    def flush(self) -> None:
        sys.stderr.flush()


STANDARD_ERROR = cast(TextIO, _StandardError())


class Log:
    """Lines of key=value (logfmt) on standard error. Of an exception (`exc_info`) only type and place are logged."""

    def __init__(self) -> None:
        self.level = logging.INFO

    def info(self, event: str, **fields: Any) -> None:
        self._write(logging.INFO, event, fields)

    def warning(self, event: str, **fields: Any) -> None:
        self._write(logging.WARNING, event, fields)

    def error(self, event: str, **fields: Any) -> None:
        if self.level <= logging.ERROR:
            sentry.tell({"event": event, **fields})
        self._write(logging.ERROR, event, fields)

    def _write(self, level: int, event: str, fields: dict[str, Any]) -> None:
        if level < self.level:
            return
        if error := fields.pop("exc_info", None):
            fields["error"] = _type_and_place(error)
        told = {"timestamp": f"{_clock.real_now():%Y-%m-%dT%H:%M:%S.%fZ}", "level": logging.getLevelName(level).lower()}
        # In one piece, since other threads write too.
        STANDARD_ERROR.write(logfmt(told | {"event": event} | fields) + "\n")
        STANDARD_ERROR.flush()


log = Log()
"""The log of the whole process."""


def logfmt(fields: dict[str, Any]) -> str:
    return " ".join(f"{name}={_plain(value)}" for name, value in fields.items() if value is not None)


def _plain(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    is_printable = text.isprintable()
    return text if is_printable and MEANINGFUL.isdisjoint(text) else json.dumps(text, ensure_ascii=not is_printable)


def configure(level: int = logging.INFO) -> None:
    """Log our own lines from `level` on, and only errors of the libraries."""
    log.level = level
    handler = logging.StreamHandler(STANDARD_ERROR)
    handler.setFormatter(Discreet(logging.BASIC_FORMAT))
    logging.basicConfig(level=logging.ERROR, handlers=[handler, _ToSentry(logging.ERROR)])
    # Bolt and the SDK put whole requests into their messages.
    for chatty in ("slack_bolt", "slack_sdk", "websockets"):
        logging.getLogger(chatty).setLevel(logging.CRITICAL)


class _ToSentry(logging.Handler):
    """Reports the libraries' errors to Sentry."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            sentry.tell({"event": record.name, "exc_info": record.exc_info[1]})


class Discreet(logging.Formatter):
    """Formats an exception as its type and place only."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler may have put a whole traceback there
        return super().format(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802  logging's name
        return _type_and_place(ei[1])


def _type_and_place(error: BaseException) -> str:
    """Not the message, which may hold SQL and people's text."""
    cause = error.__cause__ or error
    frames = traceback.extract_tb(cause.__traceback__)
    place = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return type(cause).__name__ + place
