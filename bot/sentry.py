"""Errors reported to Sentry, if one is set: their type and place only, nothing that people wrote."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from sentry_sdk._types import DataCollectionUserOptions
    from sentry_sdk.transport import Transport
    from sentry_sdk.types import Event, Hint

EVENT = ("event_id", "timestamp", "platform", "level", "release", "environment", "sdk")
TAGS = ("event", "kind", "job")
"""Fields of the log line that are sent as tags."""
EXCEPTION = ("type", "module", "mechanism")
MECHANISM = ("type", "handled")
FRAME = ("filename", "module", "function", "lineno", "in_app")
"""The only fields of each that are sent, whatever else the SDK may collect in future."""
NOTHING: "DataCollectionUserOptions" = {
    "user_info": False,
    "http_bodies": [],
    "database_query_data": False,
    "stack_frame_variables": False,
    "frame_context_lines": 0,
}
"""Tells the SDK not to collect the rest in the first place."""

_is_told = False


def start(dsn: str, transport: "Transport | None" = None) -> None:
    """Report this process's errors from now on; does nothing without a `dsn`."""
    global _is_told
    if not dsn:
        return
    # Imported late: it takes a tenth of a second, and few use it.
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
    """Report a line of the log if it has an exception."""
    error = line.get("exc_info")
    if _is_told and isinstance(error, BaseException):
        import sentry_sdk

        with sentry_sdk.new_scope() as scope:
            scope.set_tags({name: str(line[name]) for name in TAGS if name in line})
            scope.capture_exception(error)


def _discreet(event: "Event", _hint: "Hint") -> "Event | None":
    """The event with only the fields listed above; not the error's message, which may hold SQL and people's text."""
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
    """The frame without the folders of its file, since a home folder holds its owner's name."""
    told = _only(FRAME, frame)
    if (path := str(told.get("filename"))).startswith("/"):
        told["filename"] = path.rpartition("/")[2]
    return told


def _only(names: tuple[str, ...], of: Any) -> dict[str, Any]:
    return {name: of[name] for name in names if name in of}
