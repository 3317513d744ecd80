"""`python -m bot doctor`: what is well with an installation, and what to do about what is not."""

from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from sqlalchemy import make_url, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot import outbox, words
from bot.clock import Clock
from bot.db import Database
from bot.models import Team
from bot.settings import SlackSettings, SocketSettings

SchemaState = Literal["current", "behind", "ahead"]

SECONDS_FOR_SLACK = 10
MOST_SKEW = timedelta(seconds=60)
LONGEST_WAIT = timedelta(minutes=5)
PARKED_WITHIN = timedelta(days=7)

REINSTALL = "Open the app at api.slack.com/apps, Install App, Reinstall, and put the token into SLACK_BOT_TOKEN."
TOKEN_ADVICE = {
    "account_inactive": f"The app was removed from the workspace. {REINSTALL}",
    "invalid_auth": f"Slack knows no such token. {REINSTALL}",
    "not_authed": f"Slack was given no token. {REINSTALL}",
    "token_expired": f"The token has expired. {REINSTALL}",
    "token_revoked": f"The token was revoked. {REINSTALL}",
}
APP_TOKEN_ADVICE = (
    "At api.slack.com/apps turn Socket Mode on, and under Basic Information, App-Level Tokens, make a token "
    "with connections:write for SLACK_APP_TOKEN."
)
PARKED_ADVICE = {
    "cannot_render": "An error of ours: the worker's log says where. Please open an issue with that line.",
    "channel_not_found": "The channel is gone, or private and left: invite the bot there.",
    "gave_up": "Slack was out of reach for too long: the connection to it needs a look.",
    "is_archived": "Unarchive the channel.",
    "missing_scope": "Update the app's manifest and reinstall it, see the scopes above.",
    "not_in_channel": "Invite the bot to the channel.",
    "readdressed": "The team chose another channel: they follow within ten minutes; nothing to do.",
    "thread_not_found": "The message that they belonged under was deleted in Slack; nothing to do.",
    "user_not_found": "The person has left the workspace; nothing to do.",
}


@dataclass(frozen=True)
class Finding:
    """One line: what it is about, how it stands, and what to do; all is well where there is nothing to do."""

    about: str
    says: str
    advice: str = ""


class Doctor:
    """Looks at one installation and changes nothing.

    `scopes` are those that the manifest asks for, `schema` tells how a database's schema stands to this code.
    """

    def __init__(
        self, settings: SlackSettings, clock: Clock, *, scopes: Collection[str], schema: Callable[[str], SchemaState]
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._scopes = scopes
        self._schema = schema
        # It only reads, so that asking again does no harm.
        self._slack = WebClient(
            settings.slack_bot_token.get_secret_value(),
            base_url=settings.slack_api_url,
            timeout=SECONDS_FOR_SLACK,
            retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=5)],
        )

    def examine(self) -> Iterator[Finding]:
        socket = self._settings if isinstance(self._settings, SocketSettings) else None
        yield Finding("settings", f"complete, for {'Socket Mode' if socket else 'HTTP'}")
        database = self._examine_database()
        yield database
        teams: list[Team] = []
        if not database.advice:
            with closing(Database(self._settings.database_url)) as opened, opened.reading() as session:
                teams += session.scalars(select(Team).order_by(Team.name))
                yield from self._examine_messages(session)
        yield from self._examine_slack(teams, socket)

    # ── the database ─────────────────────────────────────────────────────────────────────────────────────

    def _examine_database(self) -> Finding:
        url = make_url(self._settings.database_url)
        name = url.render_as_string(hide_password=True)
        if url.get_backend_name() == "sqlite":
            path = Path(url.database or "").absolute()
            name = f"SQLite, {path}"
            if not path.exists():
                return Finding("database", f"{name}: there is no such file", "Run `python -m bot migrate` to make it.")
        try:
            state = self._schema(self._settings.database_url)
        except SQLAlchemyError as error:
            advice = "Start the database, or mend DATABASE_URL."
            return Finding("database", f"{name} does not answer ({type(error).__name__})", advice)
        match state:
            case "behind":
                return Finding("database", f"{name}: its schema is behind this code", "Run `python -m bot migrate`.")
            case "ahead":
                advice = "Run that version again, or restore the backup from before it."
                return Finding("database", f"{name}: a newer version has migrated it", advice)
            case "current":
                return Finding("database", f"{name}: answers, schema up to date")

    def _examine_messages(self, session: Session) -> Iterator[Finding]:
        now = self._clock.now()
        waiting, oldest = outbox.count_waiting(session, now=now), outbox.oldest_waiting(session, now=now)
        if oldest is None:
            yield Finding("messages", "none waits")
        else:
            says = f"{words.count(waiting, 'message')} waiting, the oldest for {_span(now - oldest)}"
            late = now - oldest > LONGEST_WAIT
            yield Finding("messages", says, "Is `python -m bot worker` running? Its log says why." if late else "")
        parked = outbox.count_parked(session, since=now - PARKED_WITHIN)
        for reason, count in sorted(parked.items()):
            says = f"{words.count(count, 'message')} of the last {PARKED_WITHIN.days} days could not be shown: {reason}"
            yield Finding("messages", says, PARKED_ADVICE.get(reason, f"Look up {reason} in Slack's documentation."))

    # ── Slack ────────────────────────────────────────────────────────────────────────────────────────────

    def _examine_slack(self, teams: list[Team], socket: SocketSettings | None) -> Iterator[Finding]:
        try:
            answer = self._slack.auth_test()
        except (SlackApiError, OSError) as error:
            yield _no_answer(error)
            return
        headers = {name.lower(): value for name, value in answer.headers.items()}
        yield Finding("token", f"of {answer['user']} in {answer['team']}")
        if socket:
            yield self._examine_app_token(socket)
        yield self._examine_scopes(headers.get("x-oauth-scopes", ""))
        if "date" in headers:
            yield self._examine_clock(parsedate_to_datetime(headers["date"]).astimezone(UTC))
        yield from self._examine_teams(teams, answer["team_id"], answer["user"])

    def _examine_app_token(self, settings: SocketSettings) -> Finding:
        try:
            self._slack.apps_connections_open(app_token=settings.slack_app_token.get_secret_value())
        except SlackApiError as error:
            return Finding("app token", f"refused: {error.response['error']}", APP_TOKEN_ADVICE)
        except OSError as error:
            return _no_answer(error)
        return Finding("app token", "opens Socket Mode")

    def _examine_scopes(self, header: str) -> Finding:
        granted = {scope.strip() for scope in header.split(",")}
        missing = sorted(set(self._scopes) - granted)
        if missing:
            advice = "Put the manifest of this version (`python -m bot manifest`) into the app, then reinstall it."
            return Finding("scopes", f"missing: {', '.join(missing)}", advice)
        return Finding("scopes", f"all {len(self._scopes)} granted")

    def _examine_clock(self, slack_says: datetime) -> Finding:
        skew = self._clock.real_now() - slack_says
        if abs(skew) <= MOST_SKEW:
            return Finding("clock", "agrees with Slack's")
        side = "ahead of" if skew > timedelta() else "behind"
        advice = (
            "Let this machine take its time from the network (NTP): Slack's requests are refused from 5 minutes on."
        )
        return Finding("clock", f"{_span(abs(skew))} {side} Slack's", advice)

    def _examine_teams(self, teams: list[Team], workspace_id: str, bot: str) -> Iterator[Finding]:
        here = [team for team in teams if team.workspace_id == workspace_id]
        if len(here) < len(teams):
            strangers = len(teams) - len(here)
            says = f"{strangers} team{'s belong' if strangers > 1 else ' belongs'} to another workspace than the token"
            yield Finding("teams", says, "Is this the right DATABASE_URL, and the right SLACK_BOT_TOKEN?")
        if not teams:
            yield Finding("teams", "none yet: `/pace team new` in a channel makes the first")
        for team in here:
            for channel_id in dict.fromkeys((team.channel_id, team.wins_channel_id)):
                yield self._examine_channel(team, channel_id, bot)

    def _examine_channel(self, team: Team, channel_id: str, bot: str) -> Finding:
        try:
            channel: dict[str, Any] = self._slack.conversations_info(channel=channel_id)["channel"]
        except SlackApiError as error:
            if error.response["error"] != "channel_not_found":
                return _no_answer(error)
            advice = (
                f"If it is private, type `/invite @{bot}` there; if it was deleted, the team needs another channel."
            )
            return Finding("channel", f"{channel_id} of {team.name}: I can't find it", advice)
        except OSError as error:
            return _no_answer(error)
        name = f"#{channel['name']} of {team.name}"
        if channel.get("is_archived"):
            return Finding("channel", f"{name}: archived", "Unarchive it, or found the team anew in another channel.")
        if not channel.get("is_member"):
            return Finding("channel", f"{name}: I'm not in it", f"Type `/invite @{bot}` there.")
        return Finding("channel", f"{name}: I'm in it")


def _no_answer(error: SlackApiError | OSError) -> Finding:
    """What a call that failed says about the token, or about the way to Slack."""
    if not isinstance(error, SlackApiError):
        advice = "Look at this machine's way to the internet, at SLACK_API_URL, and at status.slack.com."
        reason = getattr(error, "reason", None) or type(error).__name__
        return Finding("Slack", f"does not answer ({reason})", advice)
    word = str(error.response["error"])
    if word in TOKEN_ADVICE:
        return Finding("token", f"refused: {word}", TOKEN_ADVICE[word])
    if error.response.status_code >= 500:
        return Finding("Slack", f"is in trouble (HTTP {error.response.status_code})", "Wait; see status.slack.com.")
    return Finding("Slack", f"refuses: {word}", f"Look up {word} in Slack's documentation.")


def _span(span: timedelta) -> str:
    """The time in its largest unit: "3 h"."""
    seconds = int(span.total_seconds())
    for unit, length in (("days", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"


def report(doctor: Doctor, console: Console) -> bool:
    """Print every finding in a line, with what to do under it; whether all is well."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    findings = list(doctor.examine())
    for finding in findings:
        mark = Text("mend", "bold red") if finding.advice else Text("well", "green")
        table.add_row(mark, finding.about, Text(finding.says))
        if finding.advice:
            table.add_row("", "", Text(f"→ {finding.advice}"))
    console.print(table)
    troubles = sum(bool(finding.advice) for finding in findings)
    console.print("All is well." if not troubles else f"{troubles} to mend.", highlight=False)
    return not troubles
