"""Check-ins: what a team is asked, at each one's own hour, once; who is away is never asked, and nobody twice.

A run is the occurrence on one calendar day of everybody's own, and a seat is somebody's part of it. `next_at` of a seat
is all that time does with it: an answer ends that, "later" is PLANNED again with another `next_at`.
"""

from bot.domain.checkins.answering import Answered, answer, be_away, get_seat, is_late, put_off, skip
from bot.domain.checkins.answering import check as check_answerable
from bot.domain.checkins.becoming import end_of_week, make_obstacle, usual_day
from bot.domain.checkins.lookup import is_asked, key, roster, teams_asking, unanswered
from bot.domain.checkins.planning import plan, replan_person, replan_team
from bot.domain.checkins.runs import open_run, seat_now
from bot.domain.checkins.summary import is_offer, offers_open, unanswered_of
from bot.domain.checkins.upcoming import Upcoming, next_for
from bot.domain.checkins.watch import give_ready, look_after

__all__ = [
    "Answered",
    "Upcoming",
    "answer",
    "be_away",
    "check_answerable",
    "end_of_week",
    "get_seat",
    "give_ready",
    "is_asked",
    "is_late",
    "is_offer",
    "key",
    "look_after",
    "make_obstacle",
    "next_for",
    "offers_open",
    "open_run",
    "plan",
    "put_off",
    "replan_person",
    "replan_team",
    "roster",
    "seat_now",
    "skip",
    "teams_asking",
    "unanswered",
    "unanswered_of",
    "usual_day",
]
