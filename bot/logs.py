"""One line an act: what, where, how long; never people's text, never a token."""

import logging
import sys

import structlog


def configure(level: int = logging.INFO) -> None:
    """Lines of key=value on standard error; the libraries beneath us say only what is an error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], drop_missing=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.ERROR)
    # Bolt and the SDK put whole requests into their messages.
    for chatty in ("slack_bolt", "slack_sdk"):
        logging.getLogger(chatty).setLevel(logging.CRITICAL)
