"""What people do about an obstacle; each act is allowed, and leads where the table of its life says."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.domain import gate, lessons, teams
from bot.domain.obstacles import due, lookup, telling
from bot.domain.obstacles.life import DECIDED, LIFE, Act, Part, Rule, find_rule, has_begun, owner_ids
from bot.domain.obstacles.raising import LONGEST
from bot.errors import Refused, check_length
from bot.models import Obstacle, ObstacleEvent, ObstacleKind, ObstacleReach, ObstacleState, Person

TRUST = "Your call, I'll back you"
ELSEWHERE = {
    Act.DECIDE: "Obstacle {number} asks for no decision. `/obstacle removed {number}` says that it is gone.",
    Act.VIEW: "Obstacle {number} is no disagreement. `/obstacle update {number} Legal answers today` says what is new.",
    Act.CONFIRM: "Obstacle {number} is a disagreement, which ends as both go with it: `/obstacle going {number}`.",
    Act.REOPEN: "Obstacle {number} is a disagreement, which ends as both go with it: `/obstacle going {number}`.",
    Act.GO_WITH: "Obstacle {number} is no disagreement. `/obstacle gone {number}` says that it is really gone.",
}
"""What to say of a kind for which an act is not."""


# ── what every act begins and ends with ──────────────────────────────────────────────────────────────────


def check(session: Session, by: Person, obstacle: Obstacle, act: Act) -> Rule:
    """The rule of the table; Refused where the act leads nowhere now, or is not this person's."""
    gate.admit(by)
    if not lookup.may_see(session, by, obstacle):
        raise Refused("That obstacle is not yours to see.")
    rule = find_rule(obstacle, act)
    if rule is None or rule.gate is None:
        raise Refused(_leads_nowhere(session, obstacle, act))
    # It is not for either side to decide it, nor for whom it is about, by leading the team.
    is_side = obstacle.kind is ObstacleKind.DISAGREEMENT and by.id in (obstacle.raiser_id, obstacle.other_id)
    is_apart = obstacle.is_about_leader or is_side
    place = None if is_apart else teams.find_membership(session, by, obstacle.team)
    owners = _owners(session, obstacle, rule, act)
    if not gate.allows(rule.gate, by, place, *owners):
        _check_sides(session, obstacle, rule, owners, is_side=is_side)
    gate.check(rule.gate, by, place, *owners)
    return rule


def _check_sides(session: Session, obstacle: Obstacle, rule: Rule, owners: Sequence[int], *, is_side: bool) -> None:
    """Refused with whose word it is, where the gate could only say whose it is not."""
    if rule.gate == "obstacle.confirm" and not owners:
        raise Refused(f"Obstacle {obstacle.number} names no other side. This changed nothing.")
    if rule.gate == "obstacle.confirm":
        names = " or ".join(session.get_one(Person, person_id).name for person_id in owners)
        own = f" `/obstacle update {obstacle.number} I was there first` adds how you see it."
        raise Refused(f"Only {names} can say that.{own if find_rule(obstacle, Act.UPDATE) else ''}")
    if is_side:
        who = _who_decides(session, obstacle) or "nobody"
        raise Refused(f"You are one side of it; {who} decides it. This changed nothing.")


def _leads_nowhere(session: Session, obstacle: Obstacle, act: Act) -> str:
    is_for_others = (obstacle.state, act) in LIFE
    if is_for_others and act in ELSEWHERE:
        return ELSEWHERE[act].format(number=obstacle.number)
    how = lookup.how_it_stands(obstacle)
    if is_for_others and obstacle.is_open and obstacle.kind in DECIDED and (who := _who_decides(session, obstacle)):
        how += f" {who} decides it, as in `/obstacle decide {obstacle.number} yes`."
    return f"{how} This changed nothing."


def _who_decides(session: Session, obstacle: Obstacle) -> str:
    return " or ".join(person.name for person in lookup.heirs(session, obstacle))


def _owners(session: Session, obstacle: Obstacle, rule: Rule, act: Act) -> list[int]:
    """For a raiser who has left, those speak who answer for it; but nobody says who else may hear of it."""
    ids = owner_ids(obstacle, rule)
    if obstacle.raiser_id in ids and not obstacle.raiser.is_here and act is not Act.ALLOW:
        ids += [person.id for person in lookup.hearers(session, obstacle)]
    if Part.ABOVE in rule.whose:
        ids += [person.id for person in lookup.reached(session, obstacle)]
    return ids


def begin(session: Session, by: Person, obstacle: Obstacle, act: Act) -> None:
    """Begin an act: lock the obstacle, check the act, and put the obstacle into the state to which it leads."""
    lock(session, obstacle)
    rule = check(session, by, obstacle, act)
    obstacle.state = rule.to or obstacle.state


def lock(session: Session, obstacle: Obstacle) -> None:
    session.flush()
    fresh = select(Obstacle).where(Obstacle.id == obstacle.id).with_for_update(of=Obstacle)
    session.scalars(fresh.execution_options(populate_existing=True)).one()


def finish(
    session: Session, by: Person | None, obstacle: Obstacle, act: Act, *, now: datetime, text: str = ""
) -> ObstacleEvent:
    """Note what was done, let every message show it, and look ahead."""
    text = text.strip()
    check_length(text, LONGEST["text"], field="text")
    if by is not None and by.id != obstacle.raiser_id:
        obstacle.answered_at = obstacle.answered_at or now
    event = ObstacleEvent(obstacle_id=obstacle.id, act=act, by_id=by.id if by else None, text=text, at=now)
    session.add(event)
    session.flush()
    telling.retell(session, obstacle, event, now=now)
    lessons.keep(session, obstacle)
    due.schedule(session, obstacle)
    return event


def give_to(session: Session, obstacle: Obstacle, person: Person | None, *, now: datetime) -> None:
    """Let the person have it, or nobody."""
    telling.withdraw_nudges(session, obstacle, {obstacle.owner_id})
    telling.withdraw_offer(session, obstacle)
    obstacle.owner = session.get_one(Person, person.id) if person else None
    obstacle.owner_id = person.id if person else None
    obstacle.unowned_since = None if person else now
    obstacle.nudge_at = due.first_reminder(session, obstacle, now)


# ── taken, talked about ──────────────────────────────────────────────────────────────────────────────────


def take(session: Session, by: Person, obstacle: Obstacle, *, now: datetime) -> Obstacle:
    """ "I'll take it", or "I'll join"."""
    begin(session, by, obstacle, Act.TAKE)
    return _taken(session, by, obstacle, Act.TAKE, now)


def take_over(session: Session, by: Person, obstacle: Obstacle, *, now: datetime) -> Obstacle:
    """Take it from its owner; only for those who answer for it."""
    begin(session, by, obstacle, Act.TAKE_OVER)
    if obstacle.owner_id == by.id:
        raise Refused(f"You have obstacle {obstacle.number} already.")
    return _taken(session, by, obstacle, Act.TAKE_OVER, now)


def _taken(session: Session, by: Person, obstacle: Obstacle, act: Act, now: datetime) -> Obstacle:
    if has_begun(obstacle, now):
        raise Refused(f"The call of obstacle {obstacle.number} has begun, so nobody is asked to join it any more.")
    former = obstacle.owner
    give_to(session, obstacle, by, now=now)
    event = finish(session, by, obstacle, act, now=now)
    tell_raiser_who_has_it(session, obstacle, event, now=now)
    if former is not None and former.id != obstacle.raiser_id:
        telling.tell_change(session, obstacle, event, former, now=now)
    return obstacle


def tell_raiser_who_has_it(session: Session, obstacle: Obstacle, event: ObstacleEvent, *, now: datetime) -> None:
    if obstacle.owner_id != obstacle.raiser_id:
        about = f"{telling.TAKEN}:{event.id}"
        telling.tell(session, obstacle, "obstacle.taken", about, obstacle.raiser, now=now, event_id=event.id)


def update(session: Session, by: Person, obstacle: Obstacle, text: str, *, now: datetime) -> Obstacle:
    if not text.strip():
        raise Refused(f"What is new? `/obstacle update {obstacle.number} Legal answers tomorrow`.", field="text")
    begin(session, by, obstacle, Act.UPDATE)
    finish(session, by, obstacle, Act.UPDATE, now=now, text=text)
    return obstacle


def say_view(session: Session, by: Person, obstacle: Obstacle, text: str, *, now: datetime) -> Obstacle:
    """How the other side of a disagreement sees it."""
    if not text.strip():
        raise Refused("How do you see it? A sentence is enough.", field="text")
    begin(session, by, obstacle, Act.VIEW)
    obstacle.other_view = text.strip()
    finish(session, by, obstacle, Act.VIEW, now=now, text=text)
    return obstacle


# ── settled ──────────────────────────────────────────────────────────────────────────────────────────────


def clear(session: Session, by: Person, obstacle: Obstacle, text: str = "", *, now: datetime) -> Obstacle:
    """Say that it is removed, or the call joined; on the raiser's word it is gone at once, else the raiser is asked."""
    begin(session, by, obstacle, Act.CLEAR)
    _settle(session, by, obstacle, text, now)
    event = finish(session, by, obstacle, Act.CLEAR, now=now, text=text)
    _ask_for_last_word(session, by, obstacle, event, now)
    return obstacle


def decide(
    session: Session, by: Person, obstacle: Obstacle, text: str, *, now: datetime, is_trust: bool = False
) -> Obstacle:
    """Yes, no, in words, or "Your call, I'll back you", which counts as trust given."""
    text = ". ".join(filter(None, (TRUST if is_trust else "", text.strip())))
    if not text:
        raise Refused(f"Yes, no, or in words: `/obstacle decide {obstacle.number} yes`.", field="text")
    begin(session, by, obstacle, Act.DECIDE)
    obstacle.is_trust = is_trust
    _settle(session, by, obstacle, text, now)
    event = finish(session, by, obstacle, Act.DECIDE, now=now, text=text)
    _ask_for_last_word(session, by, obstacle, event, now)
    return obstacle


def _settle(session: Session, by: Person, obstacle: Obstacle, text: str, now: datetime) -> None:
    telling.withdraw_nudges(session, obstacle)
    telling.withdraw_offer(session, obstacle)
    obstacle.cleared_at, obstacle.resolution = now, text.strip()
    obstacle.cleared_by = session.get_one(Person, by.id)
    is_last_word = by.id == obstacle.raiser_id or not obstacle.raiser.is_here
    if is_last_word and obstacle.other_id is None:
        obstacle.state, obstacle.closed_at = ObstacleState.GONE, now


def _ask_for_last_word(session: Session, by: Person, obstacle: Obstacle, event: ObstacleEvent, now: datetime) -> None:
    if obstacle.state is not ObstacleState.CLEARED:
        return
    for person in (obstacle.raiser, obstacle.other):
        if person is not None and person.id != by.id:
            about = f"{telling.CLEARED}:{event.id}:{person.id}"
            telling.tell(session, obstacle, "obstacle.cleared", about, person, now=now, event_id=event.id)


def confirm(session: Session, by: Person, obstacle: Obstacle, text: str = "", *, now: datetime) -> Obstacle:
    """Really gone."""
    begin(session, by, obstacle, Act.CONFIRM)
    obstacle.closed_at = now
    _last_word(session, by, obstacle, Act.CONFIRM, now, text)
    return obstacle


def reopen(session: Session, by: Person, obstacle: Obstacle, text: str = "", *, now: datetime) -> Obstacle:
    """Say that it is still there: it goes back to its owner, if there still is one."""
    begin(session, by, obstacle, Act.REOPEN)
    owner = obstacle.owner if obstacle.owner and obstacle.owner.is_here else None
    obstacle.state = ObstacleState.OWNED if owner else ObstacleState.UNOWNED
    obstacle.cleared_at = obstacle.cleared_by = None
    _begin_anew(session, obstacle)
    obstacle.cleared_by_id, obstacle.resolution, obstacle.is_trust = None, "", False
    give_to(session, obstacle, owner, now=now)
    event = _last_word(session, by, obstacle, Act.REOPEN, now, text)
    if owner is not None and owner.id != by.id:
        about = f"reopened:{event.id}"
        telling.tell(session, obstacle, "obstacle.reopened", about, owner, now=now, event_id=event.id)
    return obstacle


def go_with(session: Session, by: Person, obstacle: Obstacle, text: str = "", *, now: datetime) -> Obstacle:
    """ "Going with it": once both sides of a disagreement said so, it is over."""
    begin(session, by, obstacle, Act.GO_WITH)
    if by.id == obstacle.other_id:
        obstacle.other_goes_at = obstacle.other_goes_at or now
    else:
        obstacle.raiser_goes_at = obstacle.raiser_goes_at or now
    is_other_silent = obstacle.other is not None and obstacle.other.is_here and not obstacle.other_goes_at
    is_raiser_silent = obstacle.raiser.is_here and not obstacle.raiser_goes_at
    if not is_other_silent and not is_raiser_silent:
        obstacle.state, obstacle.closed_at = ObstacleState.GONE, now
    _last_word(session, by, obstacle, Act.GO_WITH, now, text)
    return obstacle


def close_unanswered(session: Session, obstacle: Obstacle, *, now: datetime) -> None:
    """Nobody is here any more who has the last word to say."""
    obstacle.state, obstacle.closed_at = ObstacleState.GONE, now
    _last_word(session, None, obstacle, Act.CONFIRM, now)


def _last_word(
    session: Session, by: Person | None, obstacle: Obstacle, act: Act, now: datetime, text: str = ""
) -> ObstacleEvent:
    """Let the questions to the raiser and the other side show that they are answered, and finish the act."""
    for settled in lookup.events(session, obstacle, limit=MOST_EVENTS):
        for person_id in (obstacle.raiser_id, obstacle.other_id):
            outbox.touch(session, f"{telling.key(obstacle)}:{telling.CLEARED}:{settled.id}:{person_id}")
    return finish(session, by, obstacle, act, now=now, text=text)


MOST_EVENTS = 20


def drop(session: Session, by: Person, obstacle: Obstacle, text: str = "", *, now: datetime) -> Obstacle:
    """Not an obstacle, or not any more."""
    begin(session, by, obstacle, Act.DROP)
    telling.withdraw_nudges(session, obstacle)
    telling.withdraw_offer(session, obstacle)
    obstacle.closed_at = now
    finish(session, by, obstacle, Act.DROP, now=now, text=text)
    return obstacle


# ── another day, another place ───────────────────────────────────────────────────────────────────────────


def move(session: Session, by: Person, obstacle: Obstacle, needed_at: datetime, *, now: datetime) -> Obstacle:
    """It is needed by another day."""
    if needed_at <= now:
        raise Refused("That is over. By when it is needed lies ahead, as in `by Friday`.", field="due_on")
    begin(session, by, obstacle, Act.MOVE)
    telling.withdraw_nudges(session, obstacle)
    obstacle.needed_at = needed_at
    _begin_anew(session, obstacle)
    obstacle.nudge_at = due.first_reminder(session, obstacle, now)
    finish(session, by, obstacle, Act.MOVE, now=now)
    return obstacle


def _begin_anew(session: Session, obstacle: Obstacle) -> None:
    """Nobody was told that it is late; what went up by itself for that comes back, unless somebody above has it."""
    obstacle.overdue_told_at = obstacle.quiet_until = None
    has_it_above = obstacle.owner_id in {person.id for person in lookup.reached(session, obstacle)}
    if obstacle.went_up_by is None and not has_it_above:
        _bring_back(session, obstacle)


def _bring_back(session: Session, obstacle: Obstacle) -> None:
    telling.withdraw_from_above(session, obstacle)
    obstacle.went_up_at, obstacle.went_up_by, obstacle.note = None, None, ""


def snooze(session: Session, by: Person, obstacle: Obstacle, *, now: datetime) -> datetime:
    """Remind the person tomorrow: the owner to do it, those who answer for it that it is late; return when."""
    begin(session, by, obstacle, Act.SNOOZE)
    later = due.next_morning(session, by, now)
    hearers = {person.id for person in lookup.hearers(session, obstacle)}
    is_late = by.id in hearers and (obstacle.overdue_told_at or obstacle.owner_id != by.id)
    telling.withdraw_nudges(session, obstacle, hearers if is_late else {by.id})
    if is_late:
        obstacle.quiet_until, obstacle.overdue_told_at = later, None
    else:
        obstacle.nudge_at = later
    finish(session, by, obstacle, Act.SNOOZE, now=now)
    return later


def allow(
    session: Session, by: Person, obstacle: Obstacle, may: bool, *, named: Collection[int] = (), now: datetime
) -> Obstacle:
    """Whether the raiser of a private one agrees to taking it further; a no takes back what went up.

    A yes is for those whom the question `named`, by id, or for the present leaders above if it named nobody.
    """
    begin(session, by, obstacle, Act.ALLOW)
    if not obstacle.is_private:
        raise Refused(f"Obstacle {obstacle.number} is shared; whoever answers for it may take it further.")
    say_may_go_up(session, obstacle, may, named)
    telling.touch(session, obstacle, telling.ALLOW)
    finish(session, by, obstacle, Act.ALLOW, now=now)
    return obstacle


def say_may_go_up(session: Session, obstacle: Obstacle, may: bool | None, named: Collection[int] = ()) -> None:
    """Note the raiser's answer: a yes is for those it named; with a no, or None, the leaders above stop seeing it."""
    above = lookup.superiors(session, obstacle) if may else []
    meant = [person for person in above if not named or person.id in named]
    if may and not above:
        raise Refused(_nobody_above(obstacle))
    if may and not meant:
        raise Refused(f"Others lead above *{obstacle.team.name}* now; `/obstacle allow {obstacle.number}` is for them.")
    yes = [ObstacleReach(person_id=person.id, may_hear=True) for person in meant]
    obstacle.reaches = [*(reach for reach in obstacle.reaches if not reach.may_hear), *yes]
    obstacle.may_go_up = may
    if not may:
        _bring_back(session, obstacle)


def _nobody_above(obstacle: Obstacle) -> str:
    return f"Nobody leads a team above *{obstacle.team.name}*, so there is nobody to take it to."


def check_go_up(session: Session, by: Person, obstacle: Obstacle) -> list[Person]:
    """To whom it would go; Refused if there is nobody, or if it is private and the raiser has not said yes."""
    check(session, by, obstacle, Act.GO_UP)
    people = lookup.superiors(session, obstacle)
    if not people:
        raise Refused(_nobody_above(obstacle))
    if not lookup.may_go_up(session, obstacle):
        said = "said no to that" if obstacle.may_go_up is False else "hasn't said yes to that yet"
        raise Refused(f"It is private, and {obstacle.raiser.name} {said}.")
    return people


def go_up(session: Session, by: Person, obstacle: Obstacle, note: str, *, now: datetime) -> list[Person]:
    """Take it to the leaders above, with a note in one's own name; return to whom it went."""
    check_length(note, LONGEST["note"], field="note")
    lock(session, obstacle)
    people = check_go_up(session, by, obstacle)
    obstacle.note = note.strip()
    send_up(session, by, obstacle, people, now=now)
    return people


def send_up(session: Session, by: Person | None, obstacle: Obstacle, people: list[Person], *, now: datetime) -> None:
    """In somebody's name, or by itself; what people were told before shows it."""
    telling.withdraw_nudges(session, obstacle, ())
    obstacle.went_up_at, obstacle.went_up_by = now, session.get_one(Person, by.id) if by else None
    event = finish(session, by, obstacle, Act.GO_UP, now=now)
    for person in people:
        about = f"{telling.UP}:{event.id}:{person.id}"
        telling.tell(session, obstacle, "obstacle.went_up", about, person, now=now, event_id=event.id)
