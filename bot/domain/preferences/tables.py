"""All preferences of teams and of people; each has a default, and most can be turned off."""

from collections.abc import Mapping
from typing import Any

from bot import phrases, words, worktime
from bot.domain.preferences.values import (
    MONTHS,
    TEAMS,
    Preference,
    choice,
    date_or_on,
    days,
    hours,
    kinds,
    minutes,
    month,
    noes_and_gaps,
    or_off,
    own_limits,
    percent,
    posts_within,
    quiet,
    read_limits,
    say_date,
    say_limits,
    say_noes_and_gaps,
    say_posts_within,
    skills,
    three_rising,
    times,
    two_falling,
    two_rising,
    weekdays,
    weekly,
    weeks,
    what_is_quiet,
    what_is_told,
    working_days,
    working_hours,
)
from bot.errors import Refused

OF_TEAM, OF_PERSON = "/pace team set", "/pace settings"
"""Behind which they are typed."""

TEAM: Mapping[str, Preference] = {
    "undo": Preference(
        "how long what was said can be undone as if it had not been: a win, kudos, a goal, a promise and the like",
        60, minutes(1440), or_off(lambda minutes: words.count(minutes, "minute")), "undo 30 minutes", off=0,
    ),
    "tiers": Preference(
        "from how many times the team's median deal a win is shown bigger (from ten deals on)",
        [1, 3, 10], three_rising(1000), or_off(lambda times: "{}, {} and {} times".format(*times)),
        "tiers 1 3 10", off=[],
    ),
    "ask": Preference(
        "from how many times the person's record an amount is asked about before it is posted",
        3, times(1000), or_off(lambda times: words.count(times, "time")), "ask 3 times", off=0,
    ),
    "burst": Preference(
        "how many posts stand, within how many minutes, before the next ones share a thread",
        [3, 5], posts_within(120), or_off(say_posts_within),
        "burst 3 posts in 5 minutes", off=[], turns_down=frozenset({"burst.opened"}),
    ),
    "dms": Preference(
        "how many messages I send each rep unasked, at most; what is over it joins the next one",
        [2, 5], read_limits, or_off(say_limits), "dms 2 a day, 5 a week", off=[],
        turns_down=frozenset({"bundle"}),
    ),
    "morning": choice(
        "whether what can wait until tomorrow comes to leaders as one message each morning",
        "on", "morning off", "bundle",
        on="it does, and only what cannot wait comes at once",
        off="leaders get as many messages as reps do",
    ),
    "kinds": Preference(
        "the kinds of wins, typed as #renewal in a win or a goal; a goal of a kind counts only such wins",
        [], kinds, or_off(", ".join), "kinds new, renewal, platform", off=[],
    ),
    "milestones": choice(
        "whether the channel celebrates steps on the way of the team's goals, and of those that people made public",
        "on", "milestones off", "goal.step",
        on="each is posted once",
        off="none is posted; `/goal` shows how far you are",
    ),
    "slipping": Preference(
        "under how much of what is expected by now a goal is slipping, and under how much it is behind",
        [90, 75], two_falling, or_off(lambda pair: "{} and {} %".format(*pair)), "slipping 90 and 75 %", off=[],
        turns_down=frozenset({"goal.slipping"}),
    ),
    "grace": Preference(
        "after how many working days the leader hears of a slip that is still one",
        2, working_days(60), or_off(lambda days: words.count(days, "working day")), "grace 2 working days", off=0,
        turns_down=frozenset({"goal.slip_told"}),
    ),
    "word": Preference(
        "after how many no's in five working days, and how many times somebody's usual gap between wins without one, "
        "their leaders hear that a word would help today (and after a lost deal of the top tier), and nothing else",
        [10, 2], noes_and_gaps, or_off(say_noes_and_gaps), "word 10 no's, 2 gaps", off=[],
        turns_down=frozenset({"hard_run.noticed"}),
    ),
    "coaching": Preference(
        "after how many days it is time to coach somebody again",
        14, days(365), or_off(lambda days: f"every {words.count(days, 'day')}"), "coaching 14 days", off=0,
    ),
    "autonomy": Preference(
        "after how many weeks ahead of pace, with nine of ten promises kept, I tell the leader that somebody delivers "
        "and could be let go their own way",
        4, weeks(26), or_off(lambda number: words.count(number, "week")), "autonomy 4 weeks", off=0,
        turns_down=frozenset({"autonomy.proposed"}),
    ),
    "recognition": Preference(
        "after how many working days without thanks, a win or a cheer somebody is the one whom I offer to cheer for",
        10, working_days(60), or_off(lambda days: words.count(days, "working day")), "recognition 10 working days",
        off=0,
    ),
    "inspection": choice(
        "whether the team's channel hears what a leader looks at this week, and of the pattern that was seen",
        "on", "inspection off", "inspection.announced", "inspection.concluded",
        on="both are posted there",
        off="nothing is posted, and I don't ask leaders for it; `/pace inspect list` shows it",
    ),
    "service": Preference(
        "from when on the team reads what its leaders do for it (`/pace scorecard @lee`), each figure two working days "
        "after them; never what came before the end of a leader's first full month",
        "on", date_or_on, say_date, "service from 1 Feb 2027", off="off",
    ),
    "skills": Preference(
        "the skills that coaching can be about, apart by commas",
        ["product", "communication", "resilience", "strategic thinking"], skills, or_off(", ".join),
        "skills product, communication, resilience, strategic thinking", off=[],
    ),
    "requests": choice(
        "whether the team's channel hears of obstacles that are shared, as requests, and of hours that are offered",
        "on", "requests off", "obstacle.shared", "obstacle.updated", "obstacle.offered_again", "hours.offered",
        on="each is posted there, and edited as it goes on",
        off="none is posted; `/obstacle list` shows obstacles, whom one names I ask, and hours can't be offered",
    ),
    "unowned": Preference(
        "after how many working hours an obstacle that nobody has is offered again, and then is the leader's",
        [2, 4], two_rising(200), or_off(lambda pair: "{} and {} working hours".format(*pair)),
        "unowned 2 and 4 hours", off=[],
        turns_down=frozenset({"obstacle.offered_again", "obstacle.unheard", "obstacle.yours", "obstacle.yours_now"}),
    ),
    "due": Preference(
        "in how many working days an obstacle is needed to be gone for which nobody said a day",
        2, working_days(60), or_off(lambda days: words.count(days, "working day")), "due 2 working days", off=0,
    ),
    "upward": Preference(
        "how many working days after its leader heard that it is late an obstacle goes to the leader above by itself",
        1, working_days(60), or_off(lambda days: words.count(days, "working day")), "upward 1 working day", off=0,
        turns_down=frozenset({"obstacle.overdue", "obstacle.went_up", "obstacle.may_go_up"}),
    ),
    "deadline": Preference(
        "in how many working hours a new check-in can be answered",
        4, working_hours(80), lambda hours: words.count(hours, "working hour"), "deadline 4 working hours",
    ),
    "nudge": Preference(
        "after how much of that time who has not answered a check-in is asked a second and last time",
        75, percent, or_off(lambda part: f"{part} %"), "nudge 75 %", off=0, turns_down=frozenset({"checkin.nudged"}),
    ),
    "workweek": Preference(
        "the days that the team works",
        sorted(worktime.MONDAY_TO_FRIDAY), weekdays, words.weekdays, "workweek Sun-Thu",
    ),
    "hours": Preference(
        "when in them it works; at other hours I write to nobody unasked",
        "8:30-18:00", hours, str, "hours 9:00-17:30", off="off",
    ),
    "holidays": Preference(
        "the country, or the part of one, whose public holidays are off",
        "", worktime.find_place, or_off(str), "holidays DE-BY", off="",
    ),
    "fiscal": Preference(
        "the month in which the team's year begins",
        1, month, MONTHS.__getitem__, "fiscal February",
    ),
    "board": choice(
        "how `/pace board` ranks, the upper part only, unless it is asked for in another way",
        "percent", "board improved", "board.posted",
        percent="by percent of each one's own target",
        improved="by how much each one has improved on their own period before",
        value="by the value of each one's wins",
        off="there is no board",
    ),
    "digest": Preference(
        "when the team's channel hears of its week, on the last working day before where that day is off",
        "Fri 16:30", weekly, str, "digest Fri 16:30",
        off="off", turns_down=frozenset({"digest.posted", "digest.wins", "digest.cleared", "digest.thanks"}),
    ),
    "summaries": choice(
        "whether the team's channel reads who answered a check-in, and what, unless that goes to leaders alone",
        "on", "summaries on", "checkin.summary", "checkin.summary.person",
        on="one message of each check-in fills as answers come, with a thread",
        off="none is posted: every answer goes to leaders alone, on `/checkin 2 answers`",
    ),
    "vision": choice(
        "whether the team's channel hears of its north star, when it is first said and when it changes",
        "on", "vision on", "north_star.set", "north_star.changed",
        on="it is posted in the team's channel",
        off="it is on `/pace vision` and App Home alone",
    ),
}  # fmt: skip

PERSON: Mapping[str, Preference] = {
    "wins": choice(
        "how your wins are celebrated",
        "loud", "wins quiet", "win.celebrated", "win.amended", "win.reversed",
        loud="the post names you and notifies you",
        quiet="the post names you and does not notify you",
        off="nothing is posted; your wins count all the same",
    ),
    "thanks": choice(
        "how you are named where somebody thanks you, in a win or with kudos",
        "loud", "thanks quiet", "kudos.given",
        loud="the post names you and notifies you",
        quiet="the post names you and does not notify you",
        off="you are left out of the post; your credit stays",
    ),
    "notices": choice(
        "what I send you about yourself (a welcome to a team, its standards, a win or days away that somebody entered "
        "for you, feedback, notes of a talk, a cheer) and, where you coach or lead, about who asks to be coached or "
        "sees a standard differently, whoever a word would help, your first weeks, and posts that Slack did not take",
        "on", "notices off", "team.welcomed", "win.logged_for", "team.blocked", "away.set_for",
        "standards.asked", "standards.disputed", "coaching.saved", "coaching.asked", "feedback.given", "cheer.given",
        "hard_run.noticed",
        "first_weeks.over",
        on="I send you a direct message",
        off="I send you none of these; App Home shows what waits for you",
    ),
    "goals": choice(
        "what I tell you about goals: one that a leader set for you, steps that you reached, a slip, an end; and, "
        "where you lead, a slip that lasts, a number that is seen differently, who joined and has no part yet",
        "on", "goals off", "goal.set_for", "goal.own_step", "goal.slipping", "goal.slip_told", "goal.ended",
        "goal.part", "goal.disputed", "goal.newcomer",
        on="I send you a direct message",
        off="I tell you nothing of goals; `/goal` shows them",
    ),
    "board": choice(
        "whether you stand on your team's board, in its upper part",
        "on", "board off", "board.posted",
        on="the board names you where you stand in its upper part",
        off="the board omits you; `/pace board` has your line",
    ),
    "rollup": choice(
        "whether, where you lead a team above others, I tell you each week how those stand",
        "on", "rollup off", "digest.rolled_up",
        on="I send you a direct message when the week is over",
        off="I don't tell you; `/pace board teams` shows it",
    ),
    "obstacles": choice(
        "what I tell you about obstacles: who has yours, what became of it, those that wait for you",
        "on", "obstacles off", "obstacle.asked", "obstacle.asked_now", "obstacle.private", "obstacle.private_now",
        "obstacle.taken", "obstacle.call_over", "obstacle.yours",
        "obstacle.yours_now", "obstacle.due", "obstacle.overdue", "obstacle.cleared", "obstacle.reopened",
        "obstacle.changed", "obstacle.owner_left", "obstacle.unheard", "obstacle.may_go_up", "obstacle.went_up",
        on="I send you a direct message",
        off="I tell you of none; `/obstacle mine` shows yours",
    ),
    "promises": choice(
        "what I tell you about promises beside what always reaches you (yours that are due, what you are asked for, "
        "what can't be kept for you)",
        "on", "promises off", "promise.made", "promise.given", "promise.accepted", "promise.moved", "promise.kept",
        "promise.released",
        on="I also tell you of those made to you, moved, kept or no longer needed",
        off="I tell you of no others; `/promise list` has them",
    ),
    "status": choice(
        "whether a Slack status of yours that says vacation, sick or out of office makes you away here too",
        "off", "status on",
        on="your next such status makes you away until it ends; your team sees it",
        off="I don't look at it; `/pace away` says you are away",
    ),
    "brief": choice(
        "whether you get a brief each working morning where you lead: five lines at most, and nothing if there is none",
        "on", "brief off", "brief.morning",
        on="I send you one when your work begins, with what else waits",
        off="I send you none; `/pace brief` shows it any time",
    ),
    "word": choice(
        "whether, after a hard run of yours, I tell your leader that a word to you would help today: only that, and "
        "never why",
        "on", "word off", "hard_run.noticed",
        on="I tell your leader so, once until your next win",
        off="I tell your leader of no hard run of yours",
    ),
    "checkins": choice(
        "whether I ask you your team's check-ins",
        "on", "checkins off", "checkin.asked", "checkin.nudged",
        on="I ask you at your own hour, and once more if you have not answered",
        off="I don't, as your team reads; `/checkin` works",
    ),
    "quiet": Preference(
        "when I keep quiet: hours of yours, or “team” for those at which your team doesn't work",
        TEAMS, quiet, str, "quiet 18:00-8:30", off="off", means=what_is_quiet,
    ),
    "dms": Preference(
        "how many messages I send you unasked, at most, where that is fewer than your team has it",
        "off", own_limits, str, "dms 1 a day, 3 a week",
        off="off", means=what_is_told,
        turns_down=frozenset({
            "bundle", "promise.due", "promise.asked", "promise.asked_now", "promise.declined", "promise.unanswered",
            "promise.reopened", "promise.dropped", "promise.parted", "hours.taken", "hours.cancelled",
            "autonomy.given", "autonomy.ended", "autonomy.returned",
        }),
    ),
}  # fmt: skip


def find_name(word: str) -> str:
    """The preference of a person called so, or Refused with the nearest one."""
    name = word.strip(" :=").casefold()
    if name in PERSON:
        return name
    nearest = phrases.nearest(name, PERSON)
    all_of_them = f"There are {', '.join(f'*{kind}*' for kind in PERSON)}. Try `{OF_PERSON} {PERSON['wins'].example}`."
    hint = f"Did you mean `{OF_PERSON} {nearest}`?" if nearest else all_of_them
    raise Refused(f"I know no setting “{word[:40]}”. {hint}")


def read(kinds: Mapping[str, Preference], name: str, words: str, command: str = "") -> Any:
    """The value that the words give the preference of that name, or Refused with how it is said behind `command`."""
    preference, words = kinds[name], " ".join(words.casefold().split())
    if words == "off" and preference.off is not None:
        return preference.off
    value = preference.read(words)
    if value is None:
        raise Refused(f"I read “{words[:60]}”, which *{name}* can't be. {ways(preference, command)}", field=name)
    return value


def ways(preference: Preference, command: str = "") -> str:
    """What it can be, as a sentence: typed behind `command`, or without one as it is entered in a field."""
    name, _, value = preference.example.partition(" ")
    before = f"{command} {name} " if command else ""
    if preference.choices:
        choices = " or ".join(f"`{choice}`" for choice in preference.choices)
        return f"It can be {choices}" + (f": `{before}{value}`." if command else ".")
    return f"Try `{before}{value}`" + (f" or `{before}off`." if preference.off is not None else ".")
