"""Errors told to a Sentry, where one is set: of what type and at what place, and nothing that people wrote."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from sentry_sdk._types import DataCollectionUserOptions
    from sentry_sdk.transport import Transport
    from sentry_sdk.types import Event, Hint

EVENT = ("event_id", "timestamp", "platform", "level", "release", "environment", "sdk")
TAGS = ("event", "kind", "job")
"""Of the line in the log."""
EXCEPTION = ("type", "module", "mechanism")
MECHANISM = ("type", "handled")
FRAME = ("filename", "module", "function", "lineno", "in_app")
"""What is let out of each; whatever else the SDK may come to collect is not."""
NOTHING: "DataCollectionUserOptions" = {
    "user_info": False,
    "http_bodies": [],
    "database_query_data": False,
    "stack_frame_variables": False,
    "frame_context_lines": 0,
}
"""What it is to collect in the first place."""

_is_told = False


def start(dsn: str, transport: "Transport | None" = None) -> None:
    """From now on errors of this process are told; nothing is done where no address is set."""
    global _is_told
    if not dsn:
        return
    # Late, as it costs a tenth of a second and few set it.
    import sentry_sdk
    from sentry_sdk.integrations.atexit import AtexitIntegration
    from sentry_sdk.integrations.dedupe import DedupeIntegration
    from sentry_sdk.integrations.excepthook import ExcepthookIntegration
    from sentry_sdk.integrations.threading import ThreadingIntegration

    hooks = [DedupeIntegration(), ExcepthookIntegration(), ThreadingIntegration(propagate_scope=False)]
    sentry_sdk.init(
        dsn,
        before_send=_discreet,
        transport=transport,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[*hooks, AtexitIntegration(callback=lambda _pending, _seconds: None)],
        data_collection=NOTHING,
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
    )
    _is_told = True


def tell(line: Mapping[str, Any]) -> None:
    """What the log has as an error with an exception is told."""
    error = line.get("exc_info")
    if _is_told and isinstance(error, BaseException):
        import sentry_sdk

        with sentry_sdk.new_scope() as scope:
            scope.set_tags({name: str(line[name]) for name in TAGS if name in line})
            scope.capture_exception(error)


def _discreet(event: "Event", _hint: "Hint") -> "Event | None":
    """Only what is listed above: an error's own words are left out, since SQL and people's text hide in them."""
    raised: list[Any] = event.get("exception", {}).get("values", [])
    if not raised:
        return None
    told: dict[str, Any] = _only(EVENT, event)
    told["tags"] = _only(TAGS, event.get("tags") or {})
    told["exception"] = {"values": [_bare(each) for each in raised]}
    return cast("Event", told)


def _bare(exception: dict[str, Any]) -> dict[str, Any]:
    told = _only(EXCEPTION, exception)
    told["mechanism"] = _only(MECHANISM, exception.get("mechanism") or {})
    frames = (exception.get("stacktrace") or {}).get("frames", [])
    told["stacktrace"] = {"frames": [_place(frame) for frame in frames]}
    return told


def _place(frame: dict[str, Any]) -> dict[str, Any]:
    """Not where on this machine: a home folder has its owner's name."""
    told = _only(FRAME, frame)
    if (path := str(told.get("filename"))).startswith("/"):
        told["filename"] = path.rpartition("/")[2]
    return told


def _only(names: tuple[str, ...], of: Any) -> dict[str, Any]:
    return {name: of[name] for name in names if name in of}
