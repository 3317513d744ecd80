"""`/pace scorecard`: the results of oneself or of whom one leads or coaches, and what leaders do for their team."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from bot import phrases, words
from bot.domain import gate, obstacles, scorecard, service, teams
from bot.domain.scorecard import GoalResult, Scorecard, StandardResult, Subject
from bot.domain.service import Count, Month, Service
from bot.errors import Refused
from bot.models import Membership, Person
from bot.slack import blocks, charts, figures
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn
from bot.slack.said import readable
from bot.slack.turn import Turn

EXAMPLE = "Try `/pace scorecard`, or `/pace scorecard @rita` for somebody whom you lead or coach."
MOST_LINES = 20
MOST_TEXT = 120
NO_GOAL = "No open goal."
NO_GOAL_OF_MINE = f"{NO_GOAL} `/goal new 100k this quarter` sets one."
NO_STANDARD = "The team has no standards yet."


def handle_scorecard(turn: Turn) -> None:
    """The speaker's own, or that of the person who is mentioned."""
    person = _whose(turn, turn.said.text)
    with turn.reading() as session:
        subject = _subject(session, turn, person)
        led = service.find_place(session, turn.person, person, subject.member.team, now=turn.now)
        has_results = led is None or gate.sees("goals", subject.standing)
        parts = _card(subject, scorecard.of(session, subject, now=turn.now)) if has_results else []
        if led and (not has_results or service.may_see(session, turn.person, led, now=turn.now)):
            parts += _service(service.of(session, turn.person, led, now=turn.now), turn.person)
    turn.reply(blocks.message(*parts))


def _whose(turn: Turn, text: str) -> Person:
    mentioned = [mention for mention in phrases.find_mentions(text) if mention.kind == "user"]
    if not text:
        return turn.person
    if len(mentioned) != 1 or text[: mentioned[0].start].strip() or text[mentioned[0].end :].strip(" .!"):
        raise Refused(f"I read “{blocks.cut(readable(text), 60)}”, and a scorecard is of one person. {EXAMPLE}")
    return turn.people([mentioned[0].id])[mentioned[0].id]


def _subject(session: Session, turn: Turn, person: Person) -> Subject:
    """The person's place to look at: first one in a team that both are in, and among these the channel's."""
    if person.id == turn.person.id:
        mine = turn.membership(session)
        return Subject(mine, turn.person, mine)
    gate.admit(person)
    theirs = teams.memberships_of(session, person)
    if not theirs:
        raise Refused(f"{person.name} is in no team yet, so there is no scorecard. {EXAMPLE}")
    own = {place.team_id: place for place in turn.memberships(session)}
    member = min(theirs, key=lambda place: _distance(place, own, turn.said.channel_id))
    is_director = teams.is_director(session, turn.person, member.team)
    return Subject(member, turn.person, own.get(member.team_id), is_director)


def _distance(place: Membership, own: dict[int, Membership], channel_id: str | None) -> tuple[bool, bool]:
    return place.team_id not in own, channel_id not in (place.team.channel_id, place.team.wins_channel_id)


# ── told ─────────────────────────────────────────────────────────────────────────────────────────────────


def _card(subject: Subject, found: Scorecard) -> list[Block]:
    is_own = subject.reader.id == subject.member.person_id
    whose = "Your scorecard" if is_own else f"The scorecard of {subject.member.person.name}"
    of_goals = [_goal(result) for result in found.goals]
    of_standards = [_standard(result, is_own) for result in found.standards]
    return [
        blocks.section(mrkdwn("{whose} in {team}", whose=whose, team=bold(subject.member.team.name))),
        *_section("*Against goals*", of_goals, NO_GOAL_OF_MINE if is_own else NO_GOAL),
        *_section("*Against what the team expects*", of_standards, NO_STANDARD),
        blocks.context(_seen_by(subject, is_own)),
    ]


def _section(title: str, lines: list[Mrkdwn], nothing: str) -> list[Block]:
    shown = lines[:MOST_LINES] or [Mrkdwn(nothing)]
    if (rest := len(lines) - MOST_LINES) > 0:
        shown.append(mrkdwn("… and {rest} more", rest=rest))
    return blocks.sections(blocks.joined([Mrkdwn(title), *shown]))


def _seen_by(subject: Subject, is_own: bool) -> str:
    who = "you" if is_own else subject.member.person.name
    their = "your" if is_own else "their"
    return f"Seen by {who}, {their} leaders and {their} coach; by nobody above them. The coach sees no private goal."


def _goal(result: GoalResult) -> Mrkdwn:
    line = figures.line(result.goal, result.standing, result.standing.today)
    return mrkdwn("{line}\n{bar}", line=line, bar=charts.bar(result.standing.share_done))


def _standard(result: StandardResult, is_own: bool) -> Mrkdwn:
    return mrkdwn(
        "`{number}` {text}{came}{answer}",
        number=result.standard.number,
        text=blocks.cut(result.standard.text, MOST_TEXT),
        came=_came(result),
        answer=_answer(result, is_own),
    )


def _came(result: StandardResult) -> str:
    standard = result.standard
    if standard.amount is None:
        return ""
    if result.standing is None:
        amount = figures.exactly(standard, standard.amount)
        return f" · not counted yet: `/goal new {amount} {standard.metric} a {standard.per}` counts it"
    done, target = (figures.exactly(standard, value) for value in (result.standing.done, standard.amount))
    last = result.last_time
    before = f"; last {standard.per} {figures.exactly(standard, last)}" if last is not None else ""
    return f" · {done} of {target} this {standard.per}, {figures.STATUS[result.standing.status]}{before}"


def _answer(result: StandardResult, is_own: bool) -> str:
    if result.answer is None:
        return ""
    who = "you" if is_own else "they"
    return f" · {who} are in" if result.answer.is_in else f" · {who} see it differently"


# ── what a leader does for the team ──────────────────────────────────────────────────────────────────────


def _service(served: Service, reader: Person) -> list[Block]:
    is_own = reader.id == served.leader.person_id
    who = "you do" if is_own else f"{served.leader.person.name} does"
    lines = [mrkdwn("*What {who} for {team}*", who=who, team=served.leader.team.name)]
    if served.at_plan:
        lines.append(Mrkdwn(f"Reps at plan today: {_of(served.at_plan)}"))
    months = [_month(month, served, is_own and nth == 0) for nth, month in enumerate(served.months)]
    return [*blocks.sections(blocks.joined([*lines, *months])), blocks.context(_service_seen_by(served, is_own))]


def _month(month: Month, served: Service, is_told_next: bool) -> Mrkdwn:
    """A month's figures; the leader gets a next step behind each figure that has one."""
    period = words.period(month.period, today=served.today)
    lines = [Mrkdwn(f"*{period}*")]
    for say, step in FIGURES:
        if said := say(month):
            todo = step(month) if is_told_next else ""
            lines.append(Mrkdwn(f"• {said}{todo and f' · {todo}'}"))
    return blocks.joined(lines)


def _of(count: Count) -> str:
    return f"{count.done} of {count.total}{f', {count.rate} %' if count.rate is not None else ''}"


def _promises(month: Month) -> str:
    kept = month.promises
    if not kept.total:
        return "Promises: none was due"
    asides = [f"{number} {word}" for number, word in ((kept.late, "late"), (kept.moved, "moved")) if number]
    return "; ".join([f"Promises kept: {_of(Count(kept.kept, kept.total))}", *asides])


def _removal(month: Month) -> str:
    removal = month.removal
    if not removal.count.total:
        return "Obstacles: none was there to remove"
    said = f"Obstacles removed: {_of(removal.count)}"
    if removal.answered_in is not None and removal.removed_in is not None:
        said += (
            f"; half of them answered within {_hours(removal.answered_in)}, gone within {_hours(removal.removed_in)}"
        )
    return said


def _hours(span: timedelta) -> str:
    """Rounded up to whole hours of work."""
    return words.count(max(1, -(-span // timedelta(hours=1))), "working hour")


def _coached(month: Month) -> str:
    return f"Reps coached within the rhythm: {_of(month.coached)}" if month.coached and month.coached.total else ""


def _calls(month: Month) -> str:
    return f"Calls joined: {month.calls}" if month.calls else ""


def _trust(month: Month) -> str:
    return f"“{obstacles.TRUST}”: {_of(month.trust)} decisions" if month.trust.total else ""


def _is_short(count: Count | None) -> bool:
    return count is not None and count.done < count.total


FIGURES: tuple[tuple[Callable[[Month], str], Callable[[Month], str]], ...] = (
    (_promises, lambda month: "`/promise list` has what is open" if month.promises.late else ""),
    (_removal, lambda month: "`/obstacle mine` has the others" if _is_short(month.removal.count) else ""),
    (_coached, lambda month: "`/coach due` says whose turn it is" if _is_short(month.coached) else ""),
    (_calls, lambda _month: ""),
    (_trust, lambda _month: ""),
)
"""For each figure: how it is said (empty if there is none), and its next step."""


def _service_seen_by(served: Service, is_own: bool) -> str:
    about = "Obstacles and decisions are those shared with the team; promises and booked calls those of all teams."
    if not is_own:
        return f"{about} Seen by {served.leader.person.name}, their team two working days later, and who leads above."
    return f"{about} {_until_when(served)}"


def _until_when(served: Service) -> str:
    """Until when it is private to the leader, and who reads it from then on."""
    alone = words.day(served.private_until, today=served.today)
    is_alone = served.today < served.private_until
    if served.opens_on is None:
        who = f"you until {alone}, then also to whoever leads above" if is_alone else "you and whoever leads above"
        return f"Private to {who}; `/pace team set service on` shows it to your team."
    opens, later = words.day(served.opens_on, today=served.today), "each figure two working days after you"
    if is_alone:
        team = f"your team, {later}" if opens == alone else f"from {opens} on your team, {later}"
        return f"Private to you until {alone}. Whoever leads above reads what comes from that day on, and {team}."
    if served.today < served.opens_on:
        return (
            f"Private to you and whoever leads above until {opens}. Your team reads what comes from then on, {later}."
        )
    return f"Seen by you and whoever leads above, and by your team, {later}."


VERBS = {"scorecard": handle_scorecard}
HELP = {
    "scorecard": (
        "*Your scorecard*: your results against your goals and the team's standards.",
        "`/pace scorecard` · `/pace scorecard @rita` for somebody whom you lead or coach",
        "`/pace scorecard @lee`: what your leader does for the team, in counts",
    ),
}
