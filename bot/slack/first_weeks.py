"""A leader's first two weeks: the one thing for today, what is done already, and how to leave things out or stop."""

from sqlalchemy.orm import Session

from bot import phrases
from bot.domain import first_weeks
from bot.domain.first_weeks import DAYS, Program, Step
from bot.errors import Refused
from bot.models import FirstWeeks, Person
from bot.outbox import NOTICE, Kind, Rendered
from bot.slack import blocks
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn
from bot.slack.turn import Turn, Visit

SEEN = "Seen by you alone. It is ticked by the act itself."
HOW = {
    "people": "`/pace team add @rita @mia`, or they join by themselves with `/pace team join` in the channel.",
    "star": "A destination that stays put: `/pace vision set The first call of every clinic`.",
    "number": "`/goal new 300k this quarter for the team`; everybody's part can be divided later.",
    "promise": "You are held to the same standard: `/promise to the team a price list by Friday`.",
    "win": "Yours or anybody's: `/win 48k Acme: annual plan because we brought the CFO in early`.",
    "standard": "What do you expect of all, yourself included? `/pace standards new Answer leads within 4 hours`.",
    "obstacle": "Your product is an obstacle removed: ask what is in the way, then `/obstacle list`.",
    "thanks": "For something that you saw: `/kudos @sam for staying late on the Acme security review`.",
    "checkin": "The same questions as everybody, answered to the team: `/checkin`.",
    "talks": "`/coach @rita` opens one form for before and after. What you write is between the two of you.",
}
BUTTONS = {
    "star": ("Say it", "vision.edit"),
    "number": ("Set a goal", "goal.new"),
    "promise": ("Promise something", "promise.new"),
    "win": ("Log a win", "win.new"),
    "thanks": ("Give kudos", "kudos.new"),
}
"""For steps that have a form: the button's label, and the action of the page that opens it."""
VERBS_OF_START = {"skip": None, "stop": None, "again": None, "list": None}
NONE = Mrkdwn(
    "The first two weeks are for whoever leads a team for the first time: one thing a day. `/pace` shows your day."
)


def handle_start(turn: Turn) -> None:
    """`/pace start`: how my first weeks stand; `skip`, `stop` and `again`."""
    text = phrases.normalise(turn.said.text)
    match phrases.split_verb(text or "list", VERBS_OF_START):
        case ("skip", _):
            handle_skip(turn)
        case ("stop", _):
            handle_stop(turn)
        case ("again", _):
            _go_on(turn)
        case ("list", _):
            handle_show(turn)
        case _:
            word = blocks.cut(text.split()[0], 40)
            raise Refused(f"I know no `{word}` here. Try `/pace start`, `/pace start skip` or `/pace start stop`.")


def handle_show(turn: Turn) -> None:
    with turn.reading() as session:
        program = first_weeks.find(session, turn.person, now=turn.now)
        if program:
            answer = blocks.message(*_whole(program))
        else:
            is_coming = first_weeks.is_coming(session, turn.person)
            answer = blocks.words(Mrkdwn(first_weeks.SOON) if is_coming else NONE)
    turn.reply(answer)


def handle_skip(turn: Turn) -> None:
    """Leave out a step: the one that a click on "Leave it out" names, today's when typed."""
    name = turn.said.value if turn.said.value in first_weeks.STEPS else ""
    with turn.writing() as session:
        step = first_weeks.skip(session, turn.person, name, now=turn.now)
    turn.reply(mrkdwn("Left out: {step}. `/pace start again` brings it back.", step=_running(step)))


def handle_stop(turn: Turn) -> None:
    with turn.writing() as session:
        first_weeks.stop(session, turn.person, now=turn.now)
    turn.reply(Mrkdwn("Stopped: I propose nothing more for your first weeks. `/pace start again` goes on."))


def _go_on(turn: Turn) -> None:
    with turn.writing() as session:
        answer = blocks.message(*_whole(first_weeks.go_on(session, turn.person, now=turn.now)))
    turn.reply(answer)


# ── shown ────────────────────────────────────────────────────────────────────────────────────────────────


def _whole(program: Program) -> list[Block]:
    """Every step with its tick, and what to do next."""
    lines = blocks.joined([_line(step) for step in program.steps])
    return [blocks.section(mrkdwn("{head} done.", head=_head(program))), blocks.section(lines), *_next(program)]


def _head(program: Program) -> Mrkdwn:
    """ "*Your first two weeks* leading West, day 3 of 10. 2 of 9"."""
    team = program.weeks.team
    return mrkdwn(
        "*Your first two weeks*{team}{day}. {done} of {all}",
        team=f" leading {team.name}" if team else "",
        day=f", day {program.day} of {DAYS}" if program.weeks.look_at and program.day <= DAYS else "",
        done=program.done,
        all=len(program.steps),
    )


def _line(step: Step) -> Mrkdwn:
    mark = "✅" if step.is_done else "↷" if step.is_skipped else "▫️"
    count = " ({} of {})".format(*step.count) if step.count and not step.is_done else ""
    return mrkdwn("{mark} {step}{count}", mark=mark, step=step.in_words, count=count)


def _next(program: Program) -> list[Block]:
    """The one thing for today with its button, or a kind word if there is none."""
    if program.next is None:
        return [blocks.section("All of it is done. Well begun!"), blocks.context(SEEN)]
    step = program.today
    if step is None:
        then = mrkdwn("Done for today. Next: {step}.", step=_running(program.next))
        return [blocks.section(then), blocks.context(SEEN)]
    if program.weeks.look_at is None:
        return [blocks.section(_what(step, "What is left has no clock:")), blocks.context(SEEN)]
    return [blocks.section(_what(step, "Today:")), blocks.actions(*_buttons(program, step)), blocks.context(SEEN)]


def _what(step: Step, lead: str) -> Mrkdwn:
    return mrkdwn("{lead} {step}. {how}", lead=lead, step=bold(_running(step)), how=Mrkdwn(HOW[step.name]))


def _running(step: Step) -> str:
    """The step's words, to be used in the middle of a sentence."""
    return step.in_words[0].lower() + step.in_words[1:]


def _buttons(program: Program, step: Step) -> list[blocks.Element]:
    elements = []
    if step.name in BUTTONS:
        label, action = BUTTONS[step.name]
        value = program.weeks.team_id or "" if step.name == "star" else ""
        elements.append(blocks.button(label, action, value, style="primary"))
    skip = blocks.button("Leave it out", "first_weeks.skip", step.name)
    return [*elements, skip, blocks.button("Stop this", "first_weeks.stop")]


def card(visit: Visit) -> list[Block]:
    """For App Home: only for a leader, and only while these weeks last."""
    if not any(place.is_leader for place in visit.memberships):
        return []
    program = first_weeks.find(visit.session, visit.person, now=visit.now)
    if program is None or program.weeks.look_at is None:
        return []
    head = mrkdwn("{head} done.", head=_head(program))
    return [blocks.section(head, blocks.button("Show all", "first_weeks.show")), *_next(program)]


def over(session: Session, person_id: int) -> Rendered | None:
    """The word at their end."""
    person = session.get_one(Person, person_id)
    weeks = session.get(FirstWeeks, person_id)
    program = first_weeks.find(session, person, now=weeks.began_at) if weeks else None
    if program is None:
        return None
    left = Mrkdwn(". What is left has no clock: `/pace start` shows it.") if program.next else ": well begun!"
    told = mrkdwn("{head} things done{left}", head=_head(program), left=left)
    return blocks.message(blocks.section(told), blocks.context(SEEN))


VERBS = {"start": handle_start}
ACTIONS = {
    "first_weeks.show": handle_show,
    "first_weeks.skip": handle_skip,
    "first_weeks.stop": handle_stop,
}
MESSAGES = {"first_weeks.over": Kind(over, NOTICE)}
HOME = {"first_weeks": card}
HELP = {
    "start": (
        "*A leader's first two weeks*: one thing a day, ticked by the act.",
        "`/pace start` shows them · `/pace start skip` leaves out the next one · `stop` · `again`",
    ),
}
