"""`/pace team off`: the days on which the whole team is off, told, listed and taken back."""

from datetime import date

from sqlalchemy.orm import Session

from bot import phrases, words, worktime
from bot.domain import calendars
from bot.errors import Refused
from bot.models import Team, TeamDayOff
from bot.outbox import Rendered
from bot.slack import blocks
from bot.slack.blocks import Mrkdwn, bold, mrkdwn
from bot.slack.said import readable
from bot.slack.turn import Turn
from bot.worktime import Period

MOST_SHOWN = 20
MOST_HOLIDAYS = 6
EXAMPLE = "Try `/pace team off 27 Dec to 31 Dec Winter break`."
STILL_OFF = "Taken back, but {team} is off {days} all the same: that was said another time too."
NO_HOLIDAYS = "No public holidays are kept: `/pace team set holidays DE-BY` says of which country, or part of one."


def handle_off(turn: Turn, said: str) -> None:
    if said:
        _close(turn, readable(said))
    else:
        turn.reply(_coming(turn))


def _close(turn: Turn, said: str) -> None:
    with turn.writing() as session:
        by = turn.membership_for(session, "team.set")
        today = worktime.local_day(turn.now, by.team.zone)
        period, name = _read(session, by.team, said, today)
        count = calendars.of_team(session, by.team).working_days(period)
        off = calendars.close(session, by, period, name, now=turn.now)
        told = mrkdwn(
            "{team} is off {days}{name}: {count}. Everybody in it sees that.",
            team=bold(by.team.name),
            days=bold(words.period(period, today=today)),
            name=f" ({off.name})" if off.name else "",
            count=words.count(count, "working day"),
        )
        answer = blocks.message(blocks.section(told), blocks.actions(turn.undo_button("team.open", off.id)))
    turn.reply(answer)


def _read(session: Session, team: Team, said: str, today: date) -> tuple[Period, str]:
    """The days, and the name behind them; as many words as possible are read as days."""
    calendar = calendars.of_team(session, team)
    tokens = said.split()
    for end in range(len(tokens), 0, -1):
        if period := phrases.read_span(" ".join(tokens[:end]), today, calendar):
            return period, phrases.one_line(" ".join(tokens[end:]))
    raise Refused(f"I read “{blocks.cut(said, 60)}”, but it doesn't begin with days. {EXAMPLE}")


def _coming(turn: Turn) -> Rendered:
    """The days off to come. The team's own have a button each; holidays depend on the team's setting."""
    with turn.reading() as session:
        by = turn.membership_for(session, "team.show")
        today = worktime.local_day(turn.now, by.team.zone)
        days_off = calendars.days_off(session, by.team, now=turn.now)[:MOST_SHOWN]
        holidays = calendars.coming_holidays(session, by.team, now=turn.now, count=MOST_HOLIDAYS)
        rows = [blocks.section(_line(off, today), _button(off)) for off in days_off]
        head = mrkdwn("{team}: the days off that come.", team=bold(by.team.name))
    if not rows:
        rows = [blocks.section(Mrkdwn(f"None of the team's own. {EXAMPLE}"))]
    return blocks.message(blocks.section(head), *rows, blocks.section(_holidays(holidays, today)))


def _line(off: TeamDayOff, today: date) -> Mrkdwn:
    return mrkdwn("• {days} {name}", days=words.period(off.period, today=today), name=off.name)


def _button(off: TeamDayOff) -> blocks.Element:
    return blocks.button("Take back", "team.open", off.id)


def _holidays(holidays: list[tuple[date, str]], today: date) -> Mrkdwn:
    if not holidays:
        return Mrkdwn(NO_HOLIDAYS)
    lines = [mrkdwn("• {day} {name}", day=words.day(day, today=today), name=name) for day, name in holidays]
    return blocks.joined(["Public holidays:", *lines, Mrkdwn("`/pace team set holidays off` keeps none.")])


def handle_open(turn: Turn) -> None:
    """A click on "Take back": the team works on these days after all."""
    with turn.writing() as session:
        off = calendars.get_day_off(session, int(turn.said.value))
        by = turn.membership_in(session, off.team)
        today = worktime.local_day(turn.now, by.team.zone)
        left = Period(max(off.first_on, today), off.last_on)
        calendars.open_again(session, by, off, now=turn.now)
        others = [other.period for other in calendars.days_off(session, by.team, now=turn.now)]
        freed = worktime.without(left, others)
        answer = mrkdwn(
            "Taken back: {team} works {days}, as on other days." if freed else STILL_OFF,
            team=bold(by.team.name),
            days=bold(words.periods(freed or (left,), today=today)),
        )
    turn.reply(answer)
