"""Check-ins on App Home: the one that waits for an answer, else the next one."""

from bot import words, worktime
from bot.domain import checkins
from bot.domain.checkins import summary
from bot.models import Checkin
from bot.slack import blocks, figures
from bot.slack.blocks import Block, Element, Mrkdwn, mrkdwn
from bot.slack.checkins import said
from bot.slack.checkins.messages import ANSWER, EARLY, buttons
from bot.slack.turn import Visit

HEADER = blocks.header("Next check-in")


def show(visit: Visit) -> list[Block]:
    coming = checkins.next_for(visit.session, visit.person, visit.now)
    if coming is None:
        return []
    if coming.seat is not None:
        return [HEADER, blocks.section(waiting(visit, coming)), buttons(coming.seat)]
    today = worktime.local_day(visit.now, visit.person.zone)
    day = words.day(worktime.local_day(coming.at, visit.person.zone), today=today)
    at = words.clock_there(coming.at, visit.person.zone)
    told = mrkdwn("{title}, {day} at {at}.", title=_named(visit, coming.checkin), day=day, at=at)
    return [HEADER, blocks.section(told, _button(visit, coming.checkin))]


def _named(visit: Visit, checkin: Checkin) -> Mrkdwn:
    return figures.named_checkin(checkin, has_teams=len(visit.memberships) > 1)


def _button(visit: Visit, checkin: Checkin) -> Element:
    """Answers the next one ahead of its time, or changes the last one for as long as that is possible."""
    last = summary.latest_of(visit.session, visit.person, limit=1)
    if last and last[0].closes_at >= visit.now and last[0].run.checkin_id == checkin.id:
        return blocks.button("Change the last one", ANSWER, last[0].id)
    return blocks.button("Answer it now", ANSWER, f"{EARLY}{checkin.id}")


def waiting(visit: Visit, coming: checkins.Upcoming) -> Mrkdwn:
    until = said.moment(coming.at, visit.person, visit.now)
    return mrkdwn("{title} waits for your answer, until {until}.", title=_named(visit, coming.checkin), until=until)
