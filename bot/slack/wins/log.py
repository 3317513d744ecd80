"""A win in one line: understood, asked about where it can be read in two ways, recorded, confirmed."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import phrases, words, worktime
from bot.domain import accounts, preferences, teams, wins
from bot.errors import Refused
from bot.models import Team, Win
from bot.phrases import WinPhrase
from bot.slack import asking, blocks, figures
from bot.slack.asking import Question
from bot.slack.blocks import Mrkdwn, mrkdwn
from bot.slack.said import readable
from bot.slack.turn import Turn
from bot.slack.wins import changes, fields, form
from bot.slack.wins.fields import Fields
from bot.slack.wins.record import amend, record

ASKED = "win.asked"
MOST_NAMESAKES = 5
MOST_OFFERED = 5
LONGEST_LABEL = 60
OWNER_STAYS = (
    "Whose win it is can't be corrected. `/win reverse 17` takes it out of every number; "
    "then log it anew, as in `/win 48k Acme for @rita`."
)
NEW_BEGINS = " A new win begins with its amount, as in `/win 48k Acme: annual plan`."
NO_MENTION = (
    "I read “{}”, but no mention: choose the name that Slack offers as you type it, as in `/win 48k Acme with @sam`. "
    "What is no name goes in quotes."
)


@dataclass(frozen=True)
class Line:
    """What was typed, and what was answered since to questions about it: a draft while a question is open."""

    text: str
    typed_at: str
    """An ISO moment: "yesterday" stays the day before it."""
    win: int | None = None
    """The id of the win that the line corrects, where what it does not say stays; None for a new one."""
    answers: dict[str, str] = field(default_factory=dict)


def hear(turn: Turn, text: str, win: int | None = None) -> None:
    """Log the win that the text tells, or correct the one of that id by it."""
    hear_line(turn, Line(text, turn.now.isoformat(), win))


def hear_line(turn: Turn, line: Line, draft_id: int | None = None) -> None:
    with turn.reading() as session:
        team = turn.membership(session).team
        today = worktime.local_day(datetime.fromisoformat(line.typed_at), team.zone)
        text, kind = phrases.split_kind(line.text, tuple(preferences.of_team(session, team)["kinds"]))
        phrase = _understood(replace(line, text=text), team, today, accounts.Known(session, team))
        question = _question(session, team, phrase, today)
        win = wins.get_by_id(session, line.win) if line.win else None
        before = fields.of_win(win) if win else Fields(closed_on=today.isoformat())
        owner = win.owner.slack_id if win else turn.said.user_id
    spoken_of = fields.said_in(phrase, team, kind, owner=owner)
    if question:
        asking.ask(turn, question, ASKED, vars(line).copy(), read=readable(line.text), used_up=draft_id)
    elif line.win is not None:
        _correct(turn, line.win, phrase, spoken_of, before, draft_id)
    elif (said := replace(before, **spoken_of)).are_enough:
        record(turn, said, used_up=(draft_id,))
    else:
        form.open_prefilled(turn, spoken_of, at_first=before)


def _correct(
    turn: Turn, win_id: int, phrase: WinPhrase, spoken_of: dict[str, Any], before: Fields, draft_id: int | None
) -> None:
    """Correct what the line surely speaks of; the form opens where it says nothing new, or it is not clear of what."""
    is_clear = phrase.account or phrase.part == "title"
    stray = "" if is_clear else spoken_of.pop("title", "")
    said = replace(before, **spoken_of)
    if stray:
        notice = mrkdwn("I don't know what “{stray}” corrects. What I understood is filled in.", stray=stray)
        form.open_correction(turn, win_id, spoken_of, notice)
    elif said == before and spoken_of.keys() <= {"account"}:  # as where it names the win that is meant
        form.open_correction(turn, win_id)
    else:
        amend(turn, win_id, said, used_up=(draft_id,))


def ask_which(turn: Turn, text: str) -> None:
    """A correction without a number: offer the newest wins of the account that it names."""
    line = Line(text, turn.now.isoformat())
    with turn.reading() as session:
        by = turn.membership(session)
        known = accounts.Known(session, by.team)
        account = phrases.read_win(
            text, currency=by.team.currency, today=turn.now.date(), known_accounts=known, is_correction=True
        ).account
        newest = wins.newest_of(session, by, account) if account else []
        choices = tuple((_label(win), str(win.id)) for win in newest[:MOST_OFFERED])
    if not choices:
        raise Refused(changes.NO_NUMBER.format(verb="edit") + NEW_BEGINS)
    question = Question("win.which", mrkdwn("Which win of {account} do you mean?", account=account or ""), choices)
    asking.ask(turn, question, ASKED, vars(line).copy(), read=readable(text))


def _label(win: Win) -> str:
    return blocks.cut(f"{win.number}: {figures.won(win)}{win.title and ', '}{win.title}", LONGEST_LABEL)


def hear_which(turn: Turn) -> None:
    """A click on the win that is meant: the correction is heard as one of it."""
    kept, win_id, draft_id = asking.answered(turn)
    hear_line(turn, Line(**kept | {"win": int(win_id)}), draft_id)


def _understood(line: Line, team: Team, today: date, known: Collection[str]) -> WinPhrase:
    """The line with the answers given so far worked in."""
    is_correction = line.win is not None
    phrase = phrases.read_win(
        line.text, currency=team.currency, today=today, known_accounts=known, is_correction=is_correction
    )
    if is_correction and phrase.for_user:
        raise Refused(OWNER_STAYS)
    if "crowd_thanked" in phrase.problems:
        raise Refused("A group can't be thanked in a win, people can. Try `with @sam @lee`.")
    if phrase.choices and "amount" in line.answers:
        phrase = phrase.chosen(int(line.answers["amount"]))
    if phrase.closed and "day" in line.answers:
        phrase = replace(phrase, closed=replace(phrase.closed, days=(date.fromisoformat(line.answers["day"]),)))
    if phrase.asks_who and "helper" in line.answers:
        helper = line.answers["helper"]
        phrase = phrase.helped_by(helper) if helper else replace(phrase, asks_who=None, unlinked=None)
    return phrase


# ── questions ────────────────────────────────────────────────────────────────────────────────────────────


def _question(session: Session, team: Team, phrase: WinPhrase, today: date) -> Question | None:
    """The first thing that can be read in several ways; Refused where an @ names nobody."""
    namesakes = _namesakes(session, team, phrase.asks_who) if phrase.asks_who else ()
    if phrase.unlinked and not namesakes:
        raise Refused(NO_MENTION.format(phrase.unlinked))
    if phrase.choices:
        labels = [choice.amount.label(team.currency) for choice in phrase.choices]
        text = mrkdwn("I can read the amount in {ways} ways. Which one is it?", ways=len(labels))
        return Question("win.amount", text, tuple((label, str(nth)) for nth, label in enumerate(labels)))
    if phrase.closed and not phrase.closed.day:
        return _which_day(phrase.closed.days, today)
    if namesakes:
        text = mrkdwn("Which {name} helped? (A mention, as `with @sam`, is never asked about.)", name=phrase.asks_who)
        return Question("win.helper", text, (*namesakes, ("Nobody, it is part of the title", "")))
    return None


def _which_day(days: tuple[date, ...], today: date) -> Question:
    """Nothing is closed on a day still to come: only the others are offered; Refused where there is none."""
    wins.check_day(min(days), today)
    over = tuple((words.day(day, today=today), day.isoformat()) for day in days if day <= today)
    if len(over) == len(days):
        return Question("win.day", Mrkdwn("The closing date can be read in two ways. Which one is it?"), over)
    coming = words.day(max(days), today=today)
    text = "{coming} is still to come, and a win is logged once it is closed. Is it the one before?"
    return Question("win.day", mrkdwn(text, coming=coming), over)


def _namesakes(session: Session, team: Team, name: str) -> tuple[tuple[str, str], ...]:
    """Those of the team whose name begins so; nobody at all where the words are no name."""
    said = phrases.fold(name)
    people = [membership.person for membership in teams.members(session, team)]
    called = [(person.name, person.slack_id) for person in people if phrases.fold(person.name).startswith(said)]
    return tuple(called[:MOST_NAMESAKES])
