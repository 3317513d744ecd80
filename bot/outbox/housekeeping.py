"""What an operator can see of the outbox and do to it: kinds, keys and places, never the contents of a message."""

from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from bot.db import changed
from bot.errors import Refused
from bot.models import OutboxMessage
from bot.outbox import standing

REINSTALL = "Open the app at api.slack.com/apps, Install App, Reinstall, and put the token into SLACK_BOT_TOKEN."
TOKEN_ADVICE = {
    "account_inactive": f"The app was removed from the workspace. {REINSTALL}",
    "invalid_auth": f"Slack knows no such token. {REINSTALL}",
    "not_allowed_token_type": f"SLACK_BOT_TOKEN is no bot token, which begins with xoxb. {REINSTALL}",
    "not_authed": f"Slack was given no token. {REINSTALL}",
    "team_access_not_granted": f"The token is not for this workspace. {REINSTALL}",
    "token_expired": f"The token has expired. {REINSTALL}",
    "token_revoked": f"The token was revoked. {REINSTALL}",
}
RESTRICTED = "The channel's settings, or the workspace's, don't let the bot post there: change them."
STAYS = "Slack lets nobody change or delete that message any more; nothing to do."
LEFT = "The person has left the workspace; nothing to do."
OURS = "An error of ours: the worker's log says where. Please open an issue with that line."
ADVICE = TOKEN_ADVICE | {
    "cannot_dm_bot": "It is for a bot, and Slack lets bots write to people only; nothing to do.",
    "cannot_render": OURS,
    "cannot_reply_to_message": "The message that they belonged under can have no thread; nothing to do.",
    "cant_delete_message": STAYS,
    "cant_update_message": STAYS,
    "channel_not_found": "The channel is gone, or private and left: invite the bot there.",
    "compliance_exports_prevent_deletion": "The workspace keeps every message, so it stays in Slack; nothing to do.",
    "edit_window_closed": STAYS,
    "ekm_access_denied": "The workspace's administrators have suspended posting: ask them.",
    "gave_up": "Slack did not take it for an hour: the worker's log says why (event=delivery.failed). "
    "If Slack was out of reach, the connection to it needs a look.",
    "invalid_arguments": OURS,
    "invalid_blocks": OURS,
    "invalid_blocks_format": OURS,
    "invalid_metadata_format": OURS,
    "invalid_metadata_schema": OURS,
    "is_archived": "Unarchive the channel.",
    "is_inactive": STAYS,
    "messages_tab_disabled": "In the Slack app's settings, under App Home, turn the Messages Tab on.",
    "metadata_too_large": OURS,
    "missing_scope": "Update the app's manifest and reinstall it; `python -m bot doctor` names the scope.",
    "msg_blocks_too_long": OURS,
    "msg_too_long": OURS,
    "no_permission": "Invite the bot to the channel.",
    "no_text": OURS,
    "not_in_channel": "Invite the bot to the channel.",
    "readdressed": "The team chose another channel: they follow within ten minutes; nothing to do.",
    "restricted_action": RESTRICTED,
    "restricted_action_non_threadable_channel": RESTRICTED,
    "restricted_action_read_only_channel": RESTRICTED,
    "restricted_action_thread_locked": RESTRICTED,
    "restricted_action_thread_only_channel": RESTRICTED,
    "thread_not_found": "The message that they belonged under was deleted in Slack; nothing to do.",
    "user_disabled": LEFT,
    "user_not_found": LEFT,
    "user_not_visible": "Slack does not show the person to the bot; nothing to do.",
    "withheld": "A leader of the team says whether another organisation may read it; nothing to do.",
}
KEYS_COMPARED = 500


class State(StrEnum):
    """The state of a message: settled, or why it is not."""

    WAITING = "waiting"
    HELD = "held"
    """Due later: because of quiet hours, or because the day's limit is reached."""
    UNDER_WAY = "under way"
    IN_DOUBT = "in doubt"
    """Slack may have it; it is looked up before it is sent again."""
    PARKED = "parked"
    SETTLED = "settled"


def advice(reason: str) -> str:
    """What an operator can do about the reason why a message is parked."""
    return ADVICE.get(reason, f"Look up {reason} in Slack's documentation.")


def state(row: OutboxMessage, *, now: datetime, real_now: datetime) -> State:
    if row.shown >= row.wanted:
        return State.SETTLED
    if row.parked_reason:
        return State.PARKED
    is_claimed = row.claimed_until is not None and row.claimed_until > real_now
    waits_for_next_try = row.retry_at is not None and row.retry_at > real_now
    if is_claimed and not waits_for_next_try:
        return State.UNDER_WAY
    if row.in_doubt_since:
        return State.IN_DOUBT
    return State.HELD if row.due_at > now else State.WAITING


@dataclass(frozen=True)
class Filter:
    """Selects from the messages that are not settled; all of them if nothing is set."""

    is_parked: bool = False
    reason: str | None = None
    workspace_id: str | None = None
    kind: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        conditions = [OutboxMessage.shown < OutboxMessage.wanted]
        if self.is_parked or self.reason:
            conditions.append(OutboxMessage.parked_reason.is_not(None))
        for column, value in (
            (OutboxMessage.parked_reason, self.reason),
            (OutboxMessage.workspace_id, self.workspace_id),
            (OutboxMessage.kind, self.kind),
        ):
            if value is not None:
                conditions.append(column == value)
        return conditions


def unsettled(session: Session, which: Filter, *, most: int) -> tuple[list[OutboxMessage], int]:
    """The first of the selected messages in the order in which they are due, and how many there are."""
    rows = select(OutboxMessage).where(*which.conditions()).order_by(OutboxMessage.due_at, OutboxMessage.id)
    count = select(func.count()).select_from(OutboxMessage).where(*which.conditions())
    return list(session.scalars(rows.limit(most))), session.scalar(count) or 0


def get_message(session: Session, key: str) -> OutboxMessage:
    """The message of that key; Refused with similar keys if there is none."""
    row = session.scalar(select(OutboxMessage).where(OutboxMessage.key == key))
    if row is None:
        raise Refused(f"There is no message {key}.{_did_you_mean(session, key)}")
    return row


def _did_you_mean(session: Session, key: str) -> str:
    kindred = OutboxMessage.key.startswith(key.partition(":")[0][:3], autoescape=True)
    known = session.scalars(select(OutboxMessage.key).where(kindred).order_by(OutboxMessage.id.desc()))
    near = get_close_matches(key, list(known.fetchmany(KEYS_COMPARED)), n=3)
    return f" Did you mean {' or '.join(near)}?" if near else " `python -m bot outbox` lists what waits."


def retry(session: Session, key: str) -> None:
    """Let a message be tried at once that waits for its next try or is parked."""
    row = get_message(session, key)
    if row.shown >= row.wanted:
        raise Refused(f"{key} is as it should be: there is nothing to retry.")
    changed(session, update(OutboxMessage).where(OutboxMessage.id == row.id).values(**AFRESH))


def retry_parked(session: Session, which: Filter) -> int:
    """Let all selected messages that are parked be tried at once; return how many."""
    parked = (*which.conditions(), OutboxMessage.parked_reason.is_not(None))
    return changed(session, update(OutboxMessage).where(*parked).values(**AFRESH))


# The claim stays, so that what is in doubt is still looked up. `parked_at` stays, as a sign that it was refused before.
AFRESH = {"parked_reason": None, "attempts": 0, "retry_at": None}


def withdraw(session: Session, key: str) -> bool:
    """Withdraw the message; whether it is in Slack, so that it has to be deleted there."""
    row = get_message(session, key)
    if row.is_gone:
        raise Refused(f"{key} was withdrawn before.")
    standing.withdraw(session, key)
    return row.ts is not None
