"""What an error of a call to Slack means: wait, give up, or find out whether it was done all the same."""

from datetime import timedelta

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.domain import trouble

PERMANENT = (trouble.MENDABLE | trouble.OURS - {"cannot_render"}) | frozenset(
    [
        "cannot_dm_bot",
        "cannot_reply_to_message",
        "cant_delete_message",
        "cant_update_message",
        "compliance_exports_prevent_deletion",
        "edit_window_closed",
        "is_inactive",
        "thread_not_found",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
    ]
)
"""Slack's error names for what no further try will change."""

UNREADABLE = frozenset(
    [
        "access_denied",
        "channel_not_found",
        "enterprise_is_restricted",
        "method_not_supported_for_channel_type",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_in_channel",
        "restricted_action",
        "team_access_not_granted",
    ]
)
"""Slack's error names for a history that we may not read."""

PERHAPS_DONE = frozenset(["fatal_error", "internal_error", "request_timeout", "service_unavailable"])
"""Slack's error names for its own failures; its manual says that a part of the call may have succeeded."""

KNOWN = PERMANENT | UNREADABLE | PERHAPS_DONE

BUSY = frozenset(["ratelimited", "rate_limited"])
UNSAID_WAIT = timedelta(seconds=1)


def word(error: Exception) -> str:
    """Slack's error name; empty if it gave none."""
    data = getattr(getattr(error, "response", None), "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def said(error: BaseException | None) -> str | None:
    """What was answered, in few words: Slack's error name, or else the HTTP status; None if there was no answer."""
    if isinstance(error, SlackApiError):
        return word(error) or f"HTTP {_status(error)}"
    if isinstance(error, aiohttp.ClientResponseError):
        return f"HTTP {error.status}"
    return said(error.__cause__) if error else None


def reason(error: Exception) -> str:
    """A word to count the error by, from a short list: Slack's own if we know it."""
    if said := word(error):
        return said if said in KNOWN else "another"
    if is_out_of_reach(error):
        return "out_of_reach"
    is_slacks = isinstance(error, SlackApiError | aiohttp.ClientError | TimeoutError)
    return "no_answer" if is_slacks else "unexpected"


def wait(error: Exception) -> timedelta | None:
    """How long Slack asks us to wait; None if it does not."""
    if not isinstance(error, SlackApiError) or (_status(error) != 429 and word(error) not in BUSY):
        return None
    asked = str(error.response.headers.get("Retry-After", ""))
    return timedelta(seconds=int(asked)) if asked.isascii() and asked.isdecimal() else UNSAID_WAIT


def is_out_of_reach(error: Exception) -> bool:
    """Whether no connection was made, by ourselves or by a proxy, so that nothing was sent."""
    return isinstance(
        error, aiohttp.ClientConnectorError | aiohttp.ClientHttpProxyError | aiohttp.ConnectionTimeoutError
    )


def is_perhaps_done(error: Exception) -> bool:
    """Whether Slack may have done what it was asked, in spite of the error."""
    if isinstance(error, SlackApiError):
        return _status(error) >= 500 or not word(error) or word(error) in PERHAPS_DONE
    return not is_out_of_reach(error)


def _status(error: SlackApiError) -> int:
    # An answer that is no JSON comes as aiohttp's response instead of the SDK's.
    response = error.response
    status: int = response.status if isinstance(response, aiohttp.ClientResponse) else response.status_code
    return status
