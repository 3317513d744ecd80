"""Check-ins: what a team is asked, once, at the same hour by each person's clock; people who are away are not asked.

A run is the occurrence on one calendar date, and a seat is one person's part of it. All that the scheduler does to a
seat goes by its `next_at`: an answer clears that, and "later" makes the seat PLANNED again with another `next_at`.
"""

from bot.domain.checkins.answering import Answered, answer, be_away, get_seat, is_late, put_off, skip
from bot.domain.checkins.answering import check as check_answerable
from bot.domain.checkins.becoming import end_of_week, make_obstacle, usual_day
from bot.domain.checkins.lookup import asks, key, roster, teams_asking, unanswered
from bot.domain.checkins.planning import plan, replan_person, replan_team
from bot.domain.checkins.runs import open_run, seat_now
from bot.domain.checkins.summary import is_offer, offers_open, unanswered_of
from bot.domain.checkins.upcoming import Upcoming, next_for
from bot.domain.checkins.watch import give_ready, look_after

__all__ = [
    "Answered",
    "Upcoming",
    "answer",
    "asks",
    "be_away",
    "check_answerable",
    "end_of_week",
    "get_seat",
    "give_ready",
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
