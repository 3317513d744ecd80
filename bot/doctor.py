"""`python -m bot doctor`: what is well with an installation, and what to do about what is not."""

import os
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

from bot import outbox, tls, words
from bot.clock import Clock
from bot.db import Database, refusal
from bot.domain import digest, trouble
from bot.errors import UNANSWERED
from bot.keys import unopened
from bot.models import HandledRequest, Team
from bot.outbox import housekeeping, workers
from bot.settings import SlackSettings, SocketSettings
from bot.vault import KeyFileError, Vault, key_file, open_vault

SchemaState = Literal["current", "behind", "ahead"]

SECONDS_FOR_SLACK = 10
MOST_SKEW = timedelta(seconds=60)
LONGEST_WAIT = timedelta(minutes=5)
APP_TOKEN_ADVICE = (
    "At api.slack.com/apps turn Socket Mode on, and under Basic Information, App-Level Tokens, make a token "
    "with connections:write for SLACK_APP_TOKEN."
)


@dataclass(frozen=True)
class Finding:
    """One line: what it is about, how it stands, and what to do; without advice all is well."""

    about: str
    says: str
    advice: str = ""


class Doctor:
    """Looks at one installation and changes nothing.

    `scopes` are those that the manifest asks for; `schema` tells whether a database's schema fits this code.
    """

    def __init__(
        self, settings: SlackSettings, clock: Clock, *, scopes: Collection[str], schema: Callable[[str], SchemaState]
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._scopes = scopes
        self._schema = schema
        # Retrying is harmless, since it only reads.
        self._slack = WebClient(
            settings.slack_bot_token,
            base_url=settings.slack_api_url,
            timeout=SECONDS_FOR_SLACK,
            ssl=tls.context_of(settings.slack_api_url),
            retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=5)],
        )

    def examine(self) -> Iterator[Finding]:
        socket = self._settings if isinstance(self._settings, SocketSettings) else None
        yield Finding("settings", f"complete, for {'Socket Mode' if socket else 'HTTP'}")
        database = self._examine_database()
        yield database
        teams: list[Team] = []
        if not database.advice:
            vault, finding = self._open_vault()
            with closing(Database(self._settings.database_url, vault)) as opened:
                yield from self._examine_saving(opened)
                with opened.reading() as session:
                    teams += session.scalars(select(Team).order_by(Team.name))
                    yield from self._examine_messages(session)
                    yield self._examine_workers(session)
                    yield finding or self._examine_keys(session, vault)
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
            if said := refusal(error):
                advice = "Mend the user, the password or the database in DATABASE_URL, or what PostgreSQL lets them do."
                return Finding("database", f"{name} refuses: {said}", advice)
            advice = "Start the database, make room on its disk, or mend DATABASE_URL."
            return Finding("database", f"{name} does not answer ({type(error).__name__})", advice)
        match state:
            case "behind":
                return Finding("database", f"{name}: its schema is behind this code", "Run `python -m bot migrate`.")
            case "ahead":
                advice = "Run that version again, or restore the backup from before it."
                return Finding("database", f"{name}: a newer version has migrated it", advice)
            case "current":
                return Finding("database", f"{name}: answers, schema up to date")

    def _examine_saving(self, database: Database) -> Iterator[Finding]:
        """Insert and delete a row in one transaction, and commit, since a full disk shows only then."""
        try:
            with database.writing() as session:
                row = HandledRequest(key="doctor", handled_at=self._clock.now())
                session.add(row)
                session.flush()
                session.delete(row)
        except SQLAlchemyError as error:
            advice = "Is its disk full? Is it read only, a standby, or somebody else's? The bot has to write to it."
            yield Finding("database", f"nothing can be saved ({type(error).__name__})", advice)

    def _examine_messages(self, session: Session) -> Iterator[Finding]:
        now = self._clock.now()
        waiting, oldest = outbox.count_waiting(session, now=now), outbox.oldest_waiting(session, now=now)
        if oldest is None:
            yield Finding("messages", "none waits")
        else:
            says = f"{words.count(waiting, 'message')} waiting, the oldest for {words.span(now - oldest)}"
            late = now - oldest > LONGEST_WAIT
            yield Finding("messages", says, "Is `python -m bot worker` running? Its log says why." if late else "")
        lately = trouble.TRIED_FOR
        parked = outbox.count_parked(session, since=now - lately)
        for reason, count in sorted(parked.items()):
            says = f"{words.count(count, 'message')} of the last {lately.days} days could not be shown: {reason}"
            yield Finding("messages", says, housekeeping.advice(reason))

    def _examine_workers(self, session: Session) -> Finding:
        """It is no fault if there never was a worker: people run the doctor before they start the first."""
        now = self._clock.real_now()
        crew = workers.crew(session, real_now=now)
        if crew.seen_at is None:
            return Finding("worker", "none is running: `python -m bot worker`, or `socket`, is one")
        seen = f"seen {words.span(now - crew.seen_at)} ago"
        if not crew.running:
            advice = "It ended without a word: its log says why. Start `python -m bot worker` again."
            return Finding("worker", f"none is running, the last was {seen}", advice)
        if crew.quiet == crew.running:
            advice = (
                "It says every ten seconds that it lives. If it ended without a word, its log says why; start it again."
            )
            return Finding("worker", f"the last was {seen}", advice)
        advice = "" if crew.is_ticking else "It does not do what is due: its log says why. Start it again."
        quiet = f"; {crew.quiet} more not for half a minute" if crew.quiet else ""
        return Finding("worker", f"{crew.running - crew.quiet} running, {seen}{quiet}", advice)

    # ── what is confidential ─────────────────────────────────────────────────────────────────────────────

    def _open_vault(self) -> tuple[Vault, Finding | None]:
        """The vault of the existing keys; the doctor never makes a key file."""
        file = self._key_file
        try:
            return open_vault(self._settings.confidential_keys, file if file and file.exists() else None)[0], None
        except KeyFileError as error:
            return Vault(), Finding("keys", str(error), "Let the bot's user read it, or restore it from the backup.")

    def _examine_keys(self, session: Session, vault: Vault) -> Finding:
        lost = unopened(session)
        if lost:
            count = words.count(lost.total(), "piece")
            says = f"{count} of coaching and feedback can't be read: {words.listed(list(lost))}"
            return Finding("keys", says, "Put the keys of these fingerprints back, from a backup, behind the first.")
        if vault.fingerprints:
            return Finding("keys", f"{words.listed(vault.fingerprints)}; the first seals coaching notes and feedback")
        if file := self._key_file:
            if os.access(file.parent, os.W_OK):
                return Finding("keys", "none yet: the first start makes one")
            return Finding(
                "keys", f"none, and {file} can't be made", "Make its folder, and let the bot's user write to it."
            )
        advice = "Set CONFIDENTIAL_KEYS to what `python -m bot keys new` prints, the same on every machine."
        return Finding("keys", "none, so coaching notes and feedback can't be kept", advice)

    @property
    def _key_file(self) -> Path | None:
        return key_file(self._settings.confidential_key_file, self._settings.database_url)

    # ── Slack ────────────────────────────────────────────────────────────────────────────────────────────

    def _examine_slack(self, teams: list[Team], socket: SocketSettings | None) -> Iterator[Finding]:
        try:
            answer = self._slack.auth_test()
        except (SlackApiError, *UNANSWERED) as error:
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
            self._slack.apps_connections_open(app_token=settings.slack_app_token)
        except (SlackApiError, *UNANSWERED) as error:
            return _unreachable(error) or Finding("app token", f"refused: {_word(error)}", APP_TOKEN_ADVICE)
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
        return Finding("clock", f"{words.span(abs(skew))} {side} Slack's", advice)

    def _examine_teams(self, teams: list[Team], workspace_id: str, bot: str) -> Iterator[Finding]:
        here = [team for team in teams if team.workspace_id == workspace_id]
        if len(here) < len(teams):
            strangers = len(teams) - len(here)
            says = f"{strangers} team{'s belong' if strangers > 1 else ' belongs'} to another workspace than the token"
            yield Finding("teams", says, "Is this the right DATABASE_URL, and the right SLACK_BOT_TOKEN?")
        if not teams:
            yield Finding("teams", "none yet: `/pace team new` in a channel makes the first")
        for team in here:
            for channel_id in dict.fromkeys((team.channel_id, team.wins_channel_id, digest.channel_of(team))):
                yield self._examine_channel(team, channel_id, bot)

    def _examine_channel(self, team: Team, channel_id: str, bot: str) -> Finding:
        try:
            channel: dict[str, Any] = self._slack.conversations_info(channel=channel_id)["channel"]
        except SlackApiError as error:
            if error.response["error"] != "channel_not_found":
                return _no_answer(error)
            advice = (
                f"If it is private, type `/invite @{bot}` there; if it was deleted, let a leader choose another: "
                f"`{trouble.way_out(team, channel_id)}`."
            )
            return Finding("channel", f"{channel_id} of {team.name}: I can't find it", advice)
        except UNANSWERED as error:
            return _no_answer(error)
        name = f"#{channel['name']} of {team.name}"
        if channel.get("is_archived"):
            advice = f"Unarchive it, or let a leader choose another channel: `{trouble.way_out(team, channel_id)}`."
            return Finding("channel", f"{name}: archived", advice)
        if not channel.get("is_member"):
            return Finding("channel", f"{name}: I'm not in it", f"Type `/invite @{bot}` there.")
        return Finding("channel", f"{name}: I'm in it")


def _no_answer(error: Exception) -> Finding:
    """What a failed call says about the token, or about the connection to Slack."""
    word = _word(error)
    if word in housekeeping.TOKEN_ADVICE:
        return Finding("token", f"refused: {word}", housekeeping.TOKEN_ADVICE[word])
    return _unreachable(error) or Finding("Slack", f"refuses: {word}", f"Look up {word} in Slack's documentation.")


def _unreachable(error: Exception) -> Finding | None:
    """What is between us and Slack, or wrong with Slack itself; None where Slack answered with a word of its own."""
    advice = "Look at this machine's way to the internet, at SLACK_API_URL, and at status.slack.com."
    if not isinstance(error, SlackApiError):
        return Finding("Slack", f"does not answer ({_word(error)})", advice)
    status = error.response.status_code
    if status >= 500:
        return Finding("Slack", f"is in trouble (HTTP {status})", "Wait; see status.slack.com.")
    if " " in _word(error):  # the SDK says so of an answer that is not JSON, such as a proxy's page
        return Finding("Slack", f"does not answer, but something on the way to it (HTTP {status})", advice)
    return None


def _word(error: Exception) -> str:
    if isinstance(error, SlackApiError):
        return str(error.response["error"])
    reason = getattr(error, "reason", None) if isinstance(error, OSError) else None
    return str(reason or type(error).__name__)


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
