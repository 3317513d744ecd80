"""What the channel and people hear of obstacles; of a private one a message says no more than that there is one."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot import words, worktime
from bot.domain import calendars, obstacles, preferences
from bot.models import Obstacle, ObstacleEvent, ObstacleKind, ObstacleState, Person
from bot.outbox import Rendered
from bot.slack import blocks, notified
from bot.slack.blocks import Element, Mrkdwn, mention, mrkdwn
from bot.slack.obstacles import telling

UPDATES = {
    "clear": "{who} says that it is removed. {text}",
    "decide": "{who} decided: {text}",
    "reopen": "{who} says that it is still there. {text}",
    "drop": "{who} says that it is no obstacle any more. {text}",
}
OF_A_CALL = {"clear": "{who} says that the call was joined. {text}"}
CHANGES = {
    "move": "{who} moved your obstacle {number}: it's needed by {by} now.",
    "drop": "{who} says that your obstacle {number} is none any more. {text}",
    "update": "{who} wrote something about your obstacle {number}.",
    "go_up": "{who} took your obstacle {number} further, to {above}.",
    "take_over": "{who} has obstacle {number} now, so it waits for you no longer.",
}
"""What somebody else did, told to who raised it, or had it."""
WENT_UP = "Your obstacle {number} is late, so it went further, to {above}."
"""By itself."""
ANEW = Mrkdwn("Raise it anew with `decides @somebody`.")


# ── in the channel ───────────────────────────────────────────────────────────────────────────────────────


def shared(session: Session, obstacle_id: int) -> Rendered | None:
    """The request, as it stands; None once it was dropped before anybody did anything about it."""
    obstacle = session.get_one(Obstacle, obstacle_id)
    if _is_dropped(obstacle) and obstacle.answered_at is None:
        return None
    asked = telling.request(obstacle, zone=obstacle.team.zone, now=obstacle.raised_at)
    told = mrkdwn("{asked} · {stands}", asked=asked, stands=_stands(session, obstacle))
    parts = [blocks.section(told)]
    if obstacle.clears:
        parts.append(blocks.section(mrkdwn("*What would clear it:* {text}", text=obstacle.clears)))
    parts.append(blocks.context(mrkdwn("Obstacle {number}", number=obstacle.number)))
    return blocks.message(*parts, *blocks.row(*telling.buttons(obstacle)))


def _stands(session: Session, obstacle: Obstacle) -> Mrkdwn:
    match obstacle.state:
        case ObstacleState.UNOWNED:
            names = Mrkdwn(words.listed([mention(person.slack_id) for person in obstacles.asked_by_name(obstacle)]))
            if obstacle.kind is ObstacleKind.DECISION:
                return mrkdwn("{who} to decide", who=names or "the leader")
            return mrkdwn("can you help, {who}?", who=names) if names else Mrkdwn("who can?")
        case ObstacleState.OWNED if obstacle.owner is not None:
            joins = obstacle.kind is ObstacleKind.CALL and obstacles.has_said_yes(session, obstacle)
            return mrkdwn("{owner} will join." if joins else "{owner} has it.", owner=obstacle.owner.name)
        case ObstacleState.CLEARED | ObstacleState.GONE if obstacle.cleared_by is not None:
            return _settled(obstacle)
        case _:
            return Mrkdwn("over." if _is_over(obstacle) else "not an obstacle any more.")


def _is_dropped(obstacle: Obstacle) -> bool:
    """By somebody, and not by time."""
    return obstacle.state is ObstacleState.DROPPED and not obstacles.has_passed(obstacle)


def _is_over(obstacle: Obstacle) -> bool:
    """Whether it is a call that was closed once it had begun."""
    return obstacle.closed_at is not None and obstacles.has_begun(obstacle, obstacle.closed_at)


def _settled(obstacle: Obstacle) -> Mrkdwn:
    who = obstacle.cleared_by.name if obstacle.cleared_by else ""
    if obstacle.kind is ObstacleKind.DECISION:
        return mrkdwn("✅ {who} decided: {text}", who=who, text=obstacle.resolution)
    if obstacle.cleared_by_id == obstacle.raiser_id:
        return Mrkdwn("✅ gone.")
    if obstacle.state is ObstacleState.GONE:
        return mrkdwn("✅ gone. Thanks, {who}!", who=who)
    template = "☑️ {who} says that it is done, {raiser} has the last word."
    return mrkdwn(template, who=who, raiser=obstacle.raiser.name)


def updated(session: Session, event_id: int, **_: int) -> Rendered | None:
    """What somebody said about it, in its thread."""
    event = session.get_one(ObstacleEvent, event_id)
    told = UPDATES | (OF_A_CALL if event.obstacle.kind is ObstacleKind.CALL else {})
    return blocks.words(mrkdwn(told.get(event.act, "{who}: {text}"), who=_who(event), text=event.text))


def _who(event: ObstacleEvent) -> str:
    return event.by.name if event.by else "Somebody"


def offered_again(session: Session, obstacle_id: int) -> Rendered | None:
    """Offered once more, in the thread, to those who were busy the first time."""
    obstacle = session.get_one(Obstacle, obstacle_id)
    if obstacle.state is not ObstacleState.UNOWNED:
        return None
    template = "{raiser} still needs somebody for this. Have you five minutes, or a name?"
    label = telling.TAKE.get(obstacle.kind, "I'll take it")
    return blocks.message(
        blocks.section(mrkdwn(template, raiser=obstacle.raiser.name)),
        blocks.actions(blocks.button(label, "obstacle.take", obstacle.id)),
    )


# ── to one person ────────────────────────────────────────────────────────────────────────────────────────


def _dm(
    session: Session, obstacle: Obstacle, person_id: int, told: str, *elements: Element, private: str = ""
) -> Rendered:
    """A direct message: a shared one with its request, a private one only as being there, with a button to open it."""
    reader = session.get_one(Person, person_id)
    opens = blocks.button("Open", "obstacle.open", obstacle.id)
    if obstacle.is_private:
        hint = mrkdwn("🔒 {told}", told=private or "There is something for you alone.")
        number = mrkdwn("Obstacle {number}, private. Only those whom it concerns can open it.", number=obstacle.number)
        return blocks.message(blocks.section(hint), blocks.context(number), blocks.actions(opens))
    asked = telling.request(obstacle, zone=reader.zone, now=obstacle.raised_at)
    head = mrkdwn("Obstacle {number}", number=obstacle.number)
    return blocks.message(
        blocks.section(told), blocks.section(asked), blocks.context(head), blocks.actions(*elements, opens)
    )


def asked(session: Session, obstacle_id: int, person_id: int) -> Rendered | None:
    """To somebody whom a shared one names, where no channel hears of it."""
    obstacle = session.get_one(Obstacle, obstacle_id)
    if obstacle.state is not ObstacleState.UNOWNED:
        is_news = obstacles.was_asked(session, obstacle, person_id) and not _is_dropped(obstacle)
        return _dm(session, obstacle, person_id, obstacles.how_it_stands(obstacle)) if is_news else None
    asks = "asks you to decide" if obstacle.decider_id == person_id else "asks whether you can help"
    told = mrkdwn("{raiser} {asks}.", raiser=obstacle.raiser.name, asks=asks)
    return _dm(session, obstacle, person_id, told, *telling.buttons(obstacle)[:2])


def private(session: Session, obstacle_id: int, person_id: int) -> Rendered | None:
    """To those whom a private one concerns: that there is one, and no word of it."""
    obstacle = session.get_one(Obstacle, obstacle_id)
    if not obstacle.is_open or not _still_sees(session, obstacle, person_id):
        return None
    told = mrkdwn("{raiser} has raised something that is for you.", raiser=obstacle.raiser.name)
    return _dm(session, obstacle, person_id, told, private=told)


def taken(session: Session, obstacle_id: int, person_id: int, event_id: int) -> Rendered | None:
    """To the raiser: who has it, and when the next word comes, where that is still to come."""
    obstacle, event = session.get_one(Obstacle, obstacle_id), session.get_one(ObstacleEvent, event_id)
    if obstacle.state is not ObstacleState.OWNED or obstacle.owner is None:
        return None
    became_late = obstacle.overdue_told_at is not None and event.at < obstacle.overdue_told_at
    told_at = obstacles.raiser_told_at(session, obstacle, event_id)
    told = mrkdwn(
        "{owner} has your obstacle {number}.{by}",
        owner=obstacle.owner.name,
        number=obstacle.number,
        by=_late(session, obstacle) if became_late else _word_by(obstacle, told_at),
    )
    return _dm(session, obstacle, person_id, told, private=told)


def _late(session: Session, obstacle: Obstacle) -> str:
    """That it is late, and who was told so."""
    people = [person for person in obstacles.hearers(session, obstacle) if person.id != obstacle.raiser_id]
    return f" It is late now. {notified.told(session, people, 'obstacles', 'I told {names} so.')}".rstrip()


def _word_by(obstacle: Obstacle, told_at: datetime | None) -> str:
    if obstacle.needed_at is None or (told_at and obstacle.needed_at <= told_at):
        return ""
    return f" The next word comes by {words.moment(obstacle.needed_at, obstacle.raiser.zone, obstacle.raised_at)}."


def changed(session: Session, obstacle_id: int, person_id: int, event_id: int) -> Rendered | None:
    """To who raised it, what became of it without them; to who had it, that somebody else has it now."""
    obstacle, event = session.get_one(Obstacle, obstacle_id), session.get_one(ObstacleEvent, event_id)
    above = words.listed([person.name for person in obstacles.reached(session, obstacle)])
    if (not obstacle.is_open and event.act != "drop") or (event.act == "go_up" and not above):
        return None
    zone = session.get_one(Person, person_id).zone
    told = mrkdwn(
        WENT_UP if event.act == "go_up" and event.by is None else CHANGES[event.act],
        who=_who(event),
        number=obstacle.number,
        above=above,
        by=words.moment(obstacle.needed_at, zone, event.at) if obstacle.needed_at else "another day",
        text="" if obstacle.is_private else event.text,
    )
    return _dm(session, obstacle, person_id, told, private=told)


def yours(session: Session, obstacle_id: int, person_id: int) -> Rendered | None:
    """To the leader who now has it, because nobody took it."""
    obstacle = session.get_one(Obstacle, obstacle_id)
    if obstacle.owner_id != person_id or not obstacle.is_open:
        return None
    hours = preferences.of_team(session, obstacle.team)["unowned"]
    after = f" for {words.count(hours[1], 'working hour')}" if hours else ""
    is_told = not preferences.is_off(session, obstacle.raiser_id, "obstacles")
    knows = f" {obstacle.raiser.name} knows." if is_told and obstacle.raiser_id != person_id else ""
    told = mrkdwn("Nobody has had this{after}, so it is yours now.{knows}", after=after, knows=knows)
    return _dm(
        session,
        obstacle,
        person_id,
        told,
        *_for_owner(obstacle),
        private=_something(obstacle, person_id, "is yours now."),
    )


def due(session: Session, obstacle_id: int, person_id: int) -> Rendered | None:
    """To the owner, on the morning on which it is needed."""
    obstacle = session.get_one(Obstacle, obstacle_id)
    reader = session.get_one(Person, person_id)
    if obstacle.owner_id != person_id or not obstacle.is_open or obstacle.needed_at is None:
        return None
    by = words.moment(obstacle.needed_at, reader.zone, obstacle.raised_at)
    needs = "You need" if obstacle.raiser_id == person_id else f"{obstacle.raiser.name} needs"
    has_it = "you have it" if obstacles.has_said_yes(session, obstacle) else "it is yours, as nobody took it"
    told = mrkdwn("{needs} this by {by}, and {has_it}.", needs=needs, by=by, has_it=has_it)
    private = _something(obstacle, person_id, "is due, and you have it.")
    return _dm(session, obstacle, person_id, told, *_for_owner(obstacle), private=private)


def _something(obstacle: Obstacle, person_id: int, stands: str) -> Mrkdwn:
    """A private one and whose it is, to somebody who has it."""
    of = "" if obstacle.raiser_id == person_id else f" of {obstacle.raiser.name}"
    return mrkdwn("Something private{of} {stands}", of=of, stands=stands)


def _for_owner(obstacle: Obstacle) -> list[Element]:
    settle = (
        blocks.button("Answer", "obstacle.decide", obstacle.id)
        if obstacle.kind is ObstacleKind.DECISION
        else blocks.button(telling.CLEARED.get(obstacle.kind, "Removed"), "obstacle.clear", obstacle.id)
    )
    return [
        settle,
        blocks.button("Update", "obstacle.update", obstacle.id),
        blocks.button("Tomorrow", "obstacle.snooze", obstacle.id),
    ]


def overdue(session: Session, obstacle_id: int, person_id: int) -> Rendered | None:
    """To those who answer for it: it is late, and they can take it further with a note of their own."""
    obstacle = session.get_one(Obstacle, obstacle_id)
    if not obstacle.is_open or obstacle.overdue_told_at is None or obstacle.needed_at is None:
        return None
    reader = session.get_one(Person, person_id)
    has_it = f"{obstacle.owner.name} has it" if obstacle.owner else "nobody has it"
    if obstacle.owner_id == person_id:
        has_it = "you have it"
    by = words.moment(obstacle.needed_at, reader.zone, obstacle.raised_at)
    told = mrkdwn(
        "This was needed by {by}; {has_it}. {further}", by=by, has_it=has_it, further=_further(session, obstacle)
    )
    elements = [blocks.button("Tomorrow", "obstacle.snooze", obstacle.id)]
    if obstacle.owner_id != person_id:
        act = "obstacle.take" if obstacle.owner is None else "obstacle.take_over"
        elements.insert(0, blocks.button("I'll take it", act, obstacle.id))
    above = obstacles.superiors(session, obstacle)
    if above and not obstacle.went_up_at:
        label = f"Take it to {above[0].name} with this note"
        elements.insert(0, blocks.button(label, "obstacle.up", obstacle.id, style="primary"))
    private = _something(obstacle, person_id, "is late.")
    return _dm(session, obstacle, person_id, told, *elements, private=private)


def _further(session: Session, obstacle: Obstacle) -> str:
    """Who above has heard of it, or when it goes up by itself, where it does."""
    days = preferences.of_team(session, obstacle.team)["upward"]
    above, people = obstacles.superiors(session, obstacle), obstacles.hearers(session, obstacle)
    if above and obstacle.went_up_at:
        return f"{above[0].name} has heard of it."
    if not days or not above or not people or obstacle.overdue_told_at is None:
        return "A word to whoever can clear it?"
    calendar = calendars.of_people(session, obstacle.team, people)[people[0].id]
    when = obstacles.morning_after(calendar, obstacle.overdue_told_at, days)
    on = words.day(worktime.local_day(when, calendar.zone), today=worktime.local_day(when, calendar.zone))
    return f"Unless something changes, {above[0].name} hears of it on {on}."


def call_over(session: Session, obstacle_id: int, person_id: int) -> Rendered | None:
    """To the raiser: did whoever said so join the call?"""
    obstacle = session.get_one(Obstacle, obstacle_id)
    if not obstacle.is_open or obstacle.owner is None:
        return None
    told = mrkdwn("The call is over. Did {owner} join?", owner=obstacle.owner.name)
    elements = [
        blocks.button("Joined", "obstacle.clear", obstacle.id),
        blocks.button("Nobody did", "obstacle.drop", obstacle.id),
    ]
    return _dm(session, obstacle, person_id, told, *elements, private="A call is over.")


def cleared(session: Session, obstacle_id: int, person_id: int, event_id: int) -> Rendered | None:
    """To the raiser, and the other side of a disagreement: the last word is theirs."""
    obstacle, event = session.get_one(Obstacle, obstacle_id), session.get_one(ObstacleEvent, event_id)
    who = _who(event)
    if obstacle.is_open or obstacle.state is ObstacleState.DROPPED:
        return None
    if obstacle.state is ObstacleState.GONE:
        told = mrkdwn("{who} settled obstacle {number}, and you had the last word.", who=who, number=obstacle.number)
        return _dm(session, obstacle, person_id, told, private=told)
    said = "decided" if event.act == "decide" else "says that this is done"
    told = mrkdwn("{who} {said}. {text}", who=who, said=said, text=event.text)
    elements = [
        blocks.button("Really gone", "obstacle.confirm", obstacle.id, style="primary"),
        blocks.button("Still there", "obstacle.reopen", obstacle.id),
    ]
    return _dm(
        session, obstacle, person_id, told, *elements, private=mrkdwn("{who} settled something private.", who=who)
    )


def reopened(session: Session, obstacle_id: int, person_id: int, event_id: int) -> Rendered | None:
    """To the owner: the raiser says that it is still there."""
    obstacle, event = session.get_one(Obstacle, obstacle_id), session.get_one(ObstacleEvent, event_id)
    if obstacle.owner_id != person_id or not obstacle.is_open:
        return None
    told = mrkdwn("{raiser} says that this is still there. {text}", raiser=obstacle.raiser.name, text=event.text)
    return _dm(session, obstacle, person_id, told, *_for_owner(obstacle), private="Something private is still there.")


def owner_left(session: Session, obstacle_id: int, person_id: int, event_id: int) -> Rendered | None:
    """To those who answer for it: its owner, or the one who was to decide, is no longer here."""
    obstacle, event = session.get_one(Obstacle, obstacle_id), session.get_one(ObstacleEvent, event_id)
    if not obstacle.is_open or not _still_sees(session, obstacle, person_id):
        return None
    is_unheard = obstacle.is_private and not obstacles.heirs(session, obstacle)
    way = ANEW if is_unheard else "Who can take it?"
    told = mrkdwn(
        "{who}, who had obstacle {number}, can't see to it any more. {way}",
        who=event.text,
        number=obstacle.number,
        way=way,
    )
    take = [] if obstacle.owner_id else [blocks.button("I'll take it", "obstacle.take", obstacle.id)]
    return _dm(session, obstacle, person_id, told, *take, private=told)


def unheard(session: Session, obstacle_id: int, person_id: int) -> Rendered | None:
    """To the raiser of a private one: nobody is left who may hear of it."""
    obstacle = session.get_one(Obstacle, obstacle_id)
    if obstacle.state is not ObstacleState.UNOWNED or obstacles.heirs(session, obstacle):
        return None
    told = mrkdwn("Nobody is left who hears of your obstacle {number}. {way}", number=obstacle.number, way=ANEW)
    return _dm(session, obstacle, person_id, told, private=told)


def may_go_up(session: Session, obstacle_id: int, **_: int) -> Rendered | None:
    """To the raiser of a private one that is late: may it be taken further?"""
    obstacle = session.get_one(Obstacle, obstacle_id)
    above = obstacles.superiors(session, obstacle)
    if not obstacle.is_open or not above:
        return None
    names = words.listed([person.name for person in above])
    number = obstacle.number
    if obstacle.may_go_up is not None:
        said = "may hear" if obstacle.may_go_up else "does not hear"
        return blocks.words(
            mrkdwn("🔒 Obstacle {number}: {names} {said} of it.", number=number, names=names, said=said)
        )
    told = mrkdwn("🔒 Your private obstacle {number} is late. May {names} hear of it?", number=number, names=names)
    elements = [
        blocks.button("Yes", "obstacle.allow", f"{obstacle.id}:{','.join(str(person.id) for person in above)}"),
        blocks.button("No, keep it here", "obstacle.keep", obstacle.id),
        blocks.button("Open", "obstacle.open", obstacle.id),
    ]
    return blocks.message(blocks.section(told), blocks.actions(*elements))


def went_up(session: Session, obstacle_id: int, person_id: int, **_: int) -> Rendered | None:
    """To somebody who leads above: in the leader's name and words, or because its time was over."""
    obstacle = session.get_one(Obstacle, obstacle_id)
    if not obstacle.is_open or obstacle.went_up_at is None:
        return None
    team = obstacle.team.name
    if obstacle.went_up_by is None:
        told = mrkdwn("An obstacle of {team} is late, and its time there is over.", team=team)
    else:
        note = f" {obstacle.note}" if obstacle.note else ""
        told = mrkdwn("{by} of {team} takes this to you:{note}", by=obstacle.went_up_by.name, team=team, note=note)
    private = mrkdwn("Something private of {team} is brought to you.", team=team)
    return _dm(session, obstacle, person_id, told, private=private)


def _still_sees(session: Session, obstacle: Obstacle, person_id: int) -> bool:
    return obstacles.may_see(session, session.get_one(Person, person_id), obstacle)
