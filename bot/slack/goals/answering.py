"""A number that somebody else set: its owner says "I'm in" or what they see differently, the leader takes or keeps."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from bot import phrases, words, worktime
from bot.domain import calendars, contributions, drafts, teams
from bot.errors import Superseded
from bot.models import Agreement, Goal, Membership, Outcome, Person
from bot.outbox import Rendered
from bot.slack import begun, blocks, figures, notified
from bot.slack.blocks import Block, Element, Mrkdwn, bold, mrkdwn
from bot.slack.goals import dividing, fields, finding, shares
from bot.slack.goals.finding import Find
from bot.slack.said import readable
from bot.slack.turn import Turn

DIFFER, KEEP = "goal.differ", "goal.keep"
Act = Callable[[Session, Membership, Goal], Goal]


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────


def hear_in(turn: Turn, number: str, _: str) -> None:
    """`/goal 8 in`."""
    _act(turn, finding.numbered(turn, number), _be_in(turn, None))


def hear_differ(turn: Turn, number: str, text: str) -> None:
    """`/goal 8 differ 100k because two accounts moved`; what is missing is asked for in a form."""
    head, why = phrases.split_because(phrases.normalise(text), may_lead=True)
    if not head or not why:
        _open_differ(turn, finding.numbered(turn, number), None, {"target": head, "why": readable(why or "")})
        return

    def act(session: Session, by: Membership, goal: Goal) -> Goal:
        contributions.check_answer(by, goal)
        return contributions.differ(session, by, goal, dividing.read(goal, head), readable(why), now=turn.now)

    _act(turn, finding.numbered(turn, number), act)


def hear_take(turn: Turn, number: str, _: str) -> None:
    """`/goal 8 take`."""
    _act(turn, finding.numbered(turn, number), _take(turn, None))


def hear_keep(turn: Turn, number: str, text: str) -> None:
    """`/goal 8 keep you have Acme now`."""
    if text:
        _act(turn, finding.numbered(turn, number), _keep(turn, readable(text), None))
    else:
        _open_keep(turn, finding.numbered(turn, number))


# ── by a click ───────────────────────────────────────────────────────────────────────────────────────────


def handle_in(turn: Turn) -> None:
    _act(turn, finding.clicked(turn), _be_in(turn, _asked(turn.said.value)))


def handle_take(turn: Turn) -> None:
    _act(turn, finding.clicked(turn), _take(turn, _asked(turn.said.value)))


def handle_differ(turn: Turn) -> None:
    _open_differ(turn, finding.clicked(turn), _asked(turn.said.value), {})


def handle_keep(turn: Turn) -> None:
    _open_keep(turn, finding.clicked(turn))


def _asked(value: str) -> int | None:
    asked = value.partition(":")[2]
    return int(asked) if asked.isdecimal() else None


def _be_in(turn: Turn, asked: int | None) -> Act:
    return lambda session, by, goal: contributions.be_in(session, by, goal, now=turn.now, asked=asked)


def _take(turn: Turn, asked: int | None) -> Act:
    return lambda session, by, goal: contributions.take(session, by, goal, now=turn.now, asked=asked)


def _keep(turn: Turn, word: str, asked: int | None) -> Act:
    return lambda session, by, goal: contributions.keep(session, by, goal, word, now=turn.now, asked=asked)


def _act(turn: Turn, find: Find, act: Act) -> None:
    """Act on an answer and confirm it; an answer that comes too late is told how things stand."""
    try:
        with turn.writing() as session:
            by, goal = find(session)
            answer = _confirmed(session, turn, act(session, by, goal))
    except Superseded as late:
        with turn.reading() as session:
            _, goal = find(session)
            answer = _now(session, goal, late.message)
    turn.reply(answer)


def _confirmed(session: Session, turn: Turn, goal: Goal) -> Rendered:
    if goal.owner_id == turn.person.id:
        return blocks.message(*_standing(session, goal))
    who = figures.whose(goal)
    settled = {
        Agreement.IN: ("Taken: goal {number} is {amount} now, {who}'s own number. {heard}", "I tell {names}."),
        Agreement.OPEN: ("Goal {number} stays {amount}. {heard}", "{names} reads your word and is asked again."),
    }
    told, sentence = settled.get(goal.agreement or Agreement.IN, ("Goal {number} is {amount}.", ""))
    heard = notified.told(session, [goal.owner] if goal.owner else [], "goals", sentence)
    amount = figures.amount(goal, goal.target)
    return blocks.words(mrkdwn(told, number=goal.number, amount=amount, who=who, heard=heard))


def _now(session: Session, goal: Goal, why: str) -> Rendered:
    return blocks.message(blocks.section(why), *_standing(session, goal))


# ── forms ────────────────────────────────────────────────────────────────────────────────────────────────


def _open_differ(turn: Turn, find: Find, asked: int | None, said: dict[str, str]) -> None:
    with turn.reading() as session:
        by, goal = find(session)
        contributions.check_answer(by, goal)
        is_late = asked is not None and asked != goal.asked
        answer = _now(session, goal, f"The number of goal {goal.number} has changed since.") if is_late else None
        kept = drafts.find(session, turn.person, f"{DIFFER}:{goal.id}") | {k: v for k, v in said.items() if v}
        form = blocks.form(
            DIFFER,
            "I see it differently",
            blocks.section(_what(session, goal)),
            blocks.text_field("target", "Which number would be right?", kept.get("target") or "", longest=30),
            blocks.text_field("why", "Why?", kept.get("why") or "", multiline=True, longest=contributions.LONGEST),
            blocks.context("Only you and whoever leads the team read this. The number counts meanwhile."),
            submit="Tell the leader",
            metadata={"goal": goal.id, "asked": goal.asked, "draft": f"{DIFFER}:{goal.id}"},
        )
    turn.reply(answer) if answer else turn.open(form)


def _open_keep(turn: Turn, find: Find) -> None:
    with turn.reading() as session:
        by, goal = find(session)
        contributions.check_dispute(by, goal)
        kept = drafts.find(session, turn.person, f"{KEEP}:{goal.id}")
        who = figures.whose(goal)
        told = mrkdwn("{who}: {said}", who=bold(who), said=shares.differently(goal))
        form = blocks.form(
            KEEP,
            f"Keep goal {goal.number}",
            blocks.section(told),
            blocks.text_field(
                "word",
                f"A word to {who}",
                kept.get("word") or "",
                placeholder="You have Acme now, and I help with the first call",
                multiline=True,
                longest=contributions.LONGEST,
            ),
            blocks.context(f"Only {who} and whoever leads the team read this."),
            submit="Keep it",
            metadata={"goal": goal.id, "asked": goal.asked, "draft": f"{KEEP}:{goal.id}"},
        )
    turn.open(form)


def handle_differ_submission(turn: Turn) -> None:
    carried, entered = turn.said.metadata, turn.said.values

    def act(session: Session, by: Membership, goal: Goal) -> Goal:
        contributions.check_answer(by, goal)
        target = dividing.read(goal, (entered.get("target") or "").strip(), "target")
        why = turn.said.written("why")
        return contributions.differ(session, by, goal, target, why, now=turn.now, asked=carried["asked"])

    _submit(turn, act)


def handle_keep_submission(turn: Turn) -> None:
    word = turn.said.written("word")
    _submit(turn, _keep(turn, word, turn.said.metadata["asked"]))


def _submit(turn: Turn, act: Act) -> None:
    with begun.reopening("Close this form and look again: your words are kept."), turn.writing() as session:
        by, goal = finding.carried(turn)(session)
        answer = _confirmed(session, turn, act(session, by, goal))
        drafts.discard(session, turn.person, turn.said.metadata["draft"])
    turn.reply(answer)


# ── sent ─────────────────────────────────────────────────────────────────────────────────────────────────


def asked(session: Session, goal_id: int, asked: int) -> Rendered | None:
    """To the person whom a leader gave a number, with what they answered; None if it was taken back at once."""
    goal = session.get(Goal, goal_id)
    if goal is None or goal.owner is None:
        return None
    if not goal.closed_at and teams.find_membership(session, goal.owner, goal.team) is None:
        told = "You are no longer in {team}, and goal {number} there asks nothing of you any more."
        return blocks.words(mrkdwn(told, team=bold(goal.team.name), number=goal.number))
    if goal.asked != asked:
        told = "The number of goal {number} has changed since: it is {amount} now."
        if goal.answer_reply:
            told = "Goal {number} stays {amount}, and you are asked again."
        return blocks.words(mrkdwn(told, number=goal.number, amount=figures.amount(goal, goal.target)))
    return blocks.message(*_standing(session, goal))


def _standing(session: Session, goal: Goal) -> list[Block]:
    """The number, why, what its owner said to it, and the buttons that fit."""
    lines = [_what(session, goal)]
    why = goal.parent.why if goal.parent else goal.why
    if why:
        lines.append(mrkdwn("*Why:* {why}", why=why))
    lines.append(_said(goal))
    seen = blocks.context(f"Seen by {fields.seen_by(goal)}.")
    if goal.closed_at:
        return [blocks.section(blocks.joined(lines)), seen]
    return [blocks.section(blocks.joined(lines)), seen, _buttons(goal)]


def _what(session: Session, goal: Goal) -> Mrkdwn:
    if goal.parent:
        amount = bold(figures.amount(goal, goal.target))
        return mrkdwn(
            "Your part of {of} is {amount}{basis}.", of=shares.of_team(goal), amount=amount, basis=shares.basis(goal)
        )
    today = worktime.local_day(goal.created_at, goal.team.zone)
    named = figures.named(goal, today, calendars.fiscal_start(session, goal.team))
    return mrkdwn("{by} set a goal for you: {goal}.", by=goal.created_by.name, goal=named)


def _said(goal: Goal) -> Mrkdwn:
    if goal.closed_at:
        is_dropped = goal.outcome is Outcome.DROPPED
        return Mrkdwn("It was taken back; what you did for it stays counted." if is_dropped else "It is closed.")
    if goal.agreement is Agreement.DIFFERENTLY:
        return mrkdwn("You see it differently: {said}. It counts meanwhile.", said=shares.differently(goal))
    if goal.agreement is Agreement.OPEN:
        kept = mrkdwn(
            "You said {said}. The word to it: “{reply}”. ", said=shares.differently(goal), reply=goal.answer_reply
        )
        return Mrkdwn(f"{kept if goal.answer_reply else ''}Are you in? It counts meanwhile.")
    if goal.answer_target is not None:
        return Mrkdwn("✓ Your number was taken.")
    return Mrkdwn("✓ You're in.")


def _buttons(goal: Goal) -> Block:
    answers = [] if goal.agreement is Agreement.IN else answer_buttons(goal)
    return blocks.actions(*answers, blocks.button("How it stands", "goal.show", goal.id))


def answer_buttons(goal: Goal) -> list[Element]:
    value = f"{goal.id}:{goal.asked}"
    differ = blocks.button("I see it differently", "goal.differ", value)
    return [blocks.button("I'm in", "goal.in", value, style="primary"), differ]


def disputed(session: Session, goal_id: int, asked: int, person_id: int) -> Rendered | None:
    """To a leader: a number that its owner sees differently, until it is settled."""
    goal, reader = session.get(Goal, goal_id), session.get(Person, person_id)
    if goal is None or reader is None or goal.owner is None:
        return None
    if reader.id not in teams.leader_ids(session, goal.team):
        return None
    if goal.asked != asked or goal.agreement is not Agreement.DIFFERENTLY or goal.closed_at:
        told = mrkdwn("Settled: goal {number} of {who}.", number=goal.number, who=goal.owner.name)
        return blocks.message(blocks.section(told))
    of = mrkdwn("the part of {of}", of=shares.of_team(goal)) if goal.parent else Mrkdwn(f"goal {goal.number}")
    told = mrkdwn(
        "{who} sees {of} differently: {said}. It is {amount} so far, and counts meanwhile.",
        who=goal.owner.name,
        of=of,
        said=shares.differently(goal),
        amount=figures.amount(goal, goal.target),
    )
    names = words.listed([goal.owner.name, "whoever leads the team"])
    return blocks.message(blocks.section(told), blocks.context(f"Seen by {names}."), dividing.settle_buttons(goal))
