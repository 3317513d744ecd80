"""One line an act: what, where, how long; never people's text, never a token."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO, cast

import structlog

from bot import sentry


class _StandardError:
    """Whatever standard error is at the moment of writing, not what it was when a logger was made."""

    def write(self, line: str) -> int:
        return sys.stderr.write(line)

    def flush(self) -> None:
        sys.stderr.flush()


STANDARD_ERROR = cast(TextIO, _StandardError())


def configure(level: int = logging.INFO) -> None:
    """Lines of key=value on standard error; the libraries beneath us say only what is an error."""
    structlog.configure(
        processors=PROCESSORS,
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=STANDARD_ERROR),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(STANDARD_ERROR)
    handler.setFormatter(Discreet(logging.BASIC_FORMAT))
    logging.basicConfig(level=logging.ERROR, handlers=[handler, _ToSentry(logging.ERROR)])
    # Bolt and the SDK put whole requests into their messages.
    for chatty in ("slack_bolt", "slack_sdk", "websockets"):
        logging.getLogger(chatty).setLevel(logging.CRITICAL)


class _ToSentry(logging.Handler):
    """What goes wrong in the libraries."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            sentry.tell(self, "error", {"event": record.name, "exc_info": record.exc_info[1]})


def _tell_type_and_place(_logger: object, _name: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if error := line.pop("exc_info", None):
        line["error"] = _type_and_place(error)
    return {name: value for name, value in line.items() if value is not None}


class Discreet(logging.Formatter):
    """Tells of an exception its type and its place only."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler may have put the whole trace there
        return super().format(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802  logging's name
        return _type_and_place(ei[1])


def _type_and_place(error: BaseException) -> str:
    """Never the message: SQL and people's text hide in it."""
    cause = error.__cause__ or error
    frames = traceback.extract_tb(cause.__traceback__)
    place = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return type(cause).__name__ + place


PROCESSORS: list[structlog.types.Processor] = [
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    sentry.tell,
    _tell_type_and_place,
    structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], drop_missing=True),
]
"""One list for the whole process: loggers that were made earlier hold on to it."""
