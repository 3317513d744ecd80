"""The lines of a brief in words, each with the button of its next step."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot import words, worktime
from bot.domain import brief, goals, preferences
from bot.domain.brief import (
    Announce,
    Begin,
    Cheered,
    Coach,
    Conclude,
    Leader,
    Line,
    Preview,
    Promised,
    Reason,
    Slipped,
    Waiting,
    Waits,
)
from bot.domain.coaching import Due
from bot.models import CheckinAnswer, CheckinSeat, Cheer, CoachingRequest, Commitment, Obstacle, Person, Team
from bot.outbox import Rendered
from bot.slack import blocks, figures, owing
from bot.slack.blocks import Block, Element, Mrkdwn, mrkdwn
from bot.slack.brief import facts

MOST_NAMED = 3
LONGEST = 80
SEEN = "Seen by you alone. `/pace settings brief off` turns it off, `/pace brief` shows it at any time."


def morning(session: Session, person_id: int, day: int) -> Rendered | None:
    """The brief of that morning, as things are when it is sent; None if there is nothing to say, or nobody to tell."""
    leader, today = brief.leader(session, session.get_one(Person, person_id)), date.fromordinal(day)
    is_wanted = not preferences.is_off(session, person_id, "brief")
    if not (is_wanted and leader.calendar.works_on(today) and leader.led):
        return None
    return told(session, leader, leader.calendar.morning_of(today))


def told(session: Session, leader: Leader, now: datetime) -> Rendered | None:
    """None where there is nothing to say."""
    lines = brief.compose(session, leader, now=now)
    if not lines:
        return None
    today = worktime.local_day(now, leader.person.zone)
    teller = Teller(session, leader.person, today, names_teams=len(leader.led) > 1)
    head = mrkdwn("☀️ *Your brief*, {day}", day=words.day(today, today=today))
    rows = [teller.row(line) for line in lines]
    return blocks.message(blocks.section(head), *rows, blocks.context(SEEN))


class Teller:
    """Tells lines to one leader on one day; if they lead several teams, the team is named in each."""

    def __init__(self, session: Session, leader: Person, today: date, names_teams: bool) -> None:
        self.session = session
        self.leader = leader
        self.today = today
        self.names_teams = names_teams

    def row(self, line: Line) -> Block:
        match line:
            case Promised(rows):
                text, button = self._promised(rows)
            case Waits(found):
                text, button = self._waits(found)
            case Slipped():
                text, button = self._slipped(line)
            case Cheered(cheer):
                text = self._cheered(cheer)
                button = blocks.button(f"Cheer {cheer.person.name}", "cheer.open", cheer.person_id)
            case Coach(due):
                who, text = due[0].rep.person, self._coach(due)
                button = blocks.button(f"Coach {who.name}", "coaching.new", f"{who.id}:0")
            case Announce(team, left):
                again = mrkdwn("{what} again, or", what=_short(left.what).rstrip(".")) if left else ""
                template = "*This week{where}:* {again} what will you look at, your own work first?"
                text = mrkdwn(template, where=self._in(team), again=again)
                button = blocks.button("Say it", "inspection.open", team.id)
            case Conclude(said):
                template = "*You said that you'd look at* {what}{where}. What did you see, as a pattern?"
                text = mrkdwn(template, what=_short(said.what), where=self._in(said.team))
                button = blocks.button("Say what you saw", "inspection.open", said.team_id)
            case Preview(team, moment):
                at = words.clock_there(moment, self.leader.zone)
                text = mrkdwn("*The digest{where}* goes out today at {at}.", where=self._in(team), at=at)
                button = blocks.button("Read it first", "digest.show", team.id)
            case Begin(step):
                text = mrkdwn("*Your first weeks, today:* {step}.", step=step.in_words)
                button = blocks.button("Show all", "first_weeks.show")
        return blocks.section(text, button)

    def _in(self, team: Team) -> str:
        return f" in {team.name}" if self.names_teams else ""

    # ── promises

    def _promised(self, rows: Sequence[Commitment]) -> tuple[Mrkdwn, Element]:
        listed = [self._promise(row) for row in rows[:MOST_NAMED]]
        text = mrkdwn("*You promised:* {what}.", what=_with_the_rest(listed, len(rows)))
        if len(rows) > 1:
            return text, blocks.button("Open them", "promise.more", "mine:0")
        return text, blocks.button("Kept", "promise.keep", rows[0].id)

    def _promise(self, row: Commitment) -> Mrkdwn:
        to, when = figures.to_whom(row), figures.due(row, self.today)
        return mrkdwn("{what} (to {to}, {when})", what=_short(row.text), to=to, when=when)

    # ── who waits

    def _waits(self, found: Sequence[Waiting]) -> tuple[Mrkdwn, Element]:
        listed = [
            mrkdwn("{who} ({what})", who=each.person.name, what=self._reason(each)) for each in found[:MOST_NAMED]
        ]
        return mrkdwn("*Waiting for you:* {who}.", who=_with_the_rest(listed, len(found))), _open(found[0])

    def _reason(self, each: Waiting) -> str:
        match each.row:
            case Obstacle() as row:
                private = "private, " if row.is_private else ""
                needed = worktime.local_day(row.needed_at, self.leader.zone) if row.needed_at else None
                was = "was " if needed and needed < self.today else ""
                by = f", {was}needed {self._day(needed)}" if needed else ""
                return f"{private}obstacle {row.number}{by}{self._in(row.team)}"
            case Commitment() as row if each.reason is Reason.ASKED:
                return f"asks for {_short(row.text)} by {self._day(row.due_on)}"
            case Commitment() as row:
                return f"is it done: {_short(row.text)}"
            case CoachingRequest() as row:
                return f"asks to be coached{self._in(row.team)}"
            case CheckinAnswer():
                return "says what would make the job easier"
            case CheckinSeat() as row:
                return f"no answer to {_short(row.run.checkin.title)}"

    def _day(self, day: date) -> str:
        return "today" if day == self.today else words.day(day, today=self.today)

    # ── who slipped, whom to cheer for, whom to coach

    def _slipped(self, line: Slipped) -> tuple[Mrkdwn, Element]:
        goal = line.goals[0]
        who = figures.whose(goal)
        first = owing.first(self.session, self.leader, goal.owner, self.today) if goal.owner else ""
        was_asked = goals.owner_was_asked(self.session, goal)
        said = figures.SLIP_SAID[goal.slip_answer].format(who=who, needed="more a day") if was_asked else ""
        text = mrkdwn(
            "*Slipped:* {who}, {goal}{where}.{more}{rest}",
            who=who,
            goal=figures.named(goal, self.today),
            where=self._in(goal.team),
            more=blocks.joined([f" {part}" for part in (first, said) if part], ""),
            rest=self._others([each.owner.name for each in line.goals[1:] if each.owner]),
        )
        return text, blocks.button("How it stands", "goal.show", goal.id)

    def _others(self, names: Sequence[str]) -> str:
        return f" Also: {words.listed(list(dict.fromkeys(names))[:MOST_NAMED])}." if names else ""

    def _cheered(self, cheer: Cheer) -> Mrkdwn:
        said = facts.why(self.session, cheer, self.today)
        where = self._in(cheer.team)
        return mrkdwn("*To cheer for:* {who}{where} {why}.", who=cheer.person.name, where=where, why=said)

    def _coach(self, due: Sequence[Due]) -> Mrkdwn:
        first, rest = due[0], len(due) - 1
        more = mrkdwn(" {rest} more: `/coach due`.", rest=rest) if rest else ""
        who, where = first.rep.person.name, self._in(first.rep.team)
        return mrkdwn(
            "*To coach:* {who}{where}, {last}.{more}", who=who, where=where, last=self._last(first), more=more
        )

    def _last(self, due: Due) -> str:
        if due.last_on is None:
            return "a first talk"
        since = f"for {words.count(due.days_over, 'working day')}" if due.days_over else "today"
        return f"last on {words.day(due.last_on, today=self.today)}, due {since}"


def _open(first: Waiting) -> Element:
    match first.row:
        case Obstacle() as row:
            return blocks.button(f"Open {row.number}", "obstacle.open", row.id)
        case Commitment() as row:
            return blocks.button("Answer", "promise.show", row.id)
        case CoachingRequest() as row:
            return blocks.button("Open", "coaching.request", row.id)
        case CheckinAnswer() as row:
            return blocks.button("Read it", "checkin.answers", row.seat.run_id)
        case CheckinSeat() as row:
            return blocks.button("See the answers", "checkin.answers", row.run_id)


def _with_the_rest(listed: Sequence[Mrkdwn], count: int) -> Mrkdwn:
    """The first of the list, and how many more there are."""
    named = [*listed, *([Mrkdwn(f"{count - len(listed)} more")] if count > len(listed) else [])]
    return Mrkdwn(words.listed(named))


def _short(text: str) -> str:
    return blocks.short(text, LONGEST)
