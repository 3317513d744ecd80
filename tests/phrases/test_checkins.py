"""A check-in in one line, and a question of one."""

from datetime import time
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.phrases import (
    EVERY_DAY,
    CheckinPhrase,
    QuestionPhrase,
    read_checkin,
    read_question,
    read_time,
    say_question,
)
from bot.phrases.checkins import BECOMES
from bot.phrases.text import one_line

FRIDAY = frozenset({4})


# ── when and whom ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("line", "understood"),
    [
        ("Friday look back on Fri at 15:00", CheckinPhrase("Friday look back", FRIDAY, time(15))),
        ("Friday look back at 3pm on Friday", CheckinPhrase("Friday look back", FRIDAY, time(15))),
        ("on Mon Wed at 9:30", CheckinPhrase("", frozenset({0, 2}), time(9, 30))),
        ("ON MON\u2013WED AT 9.30", CheckinPhrase("", frozenset({0, 1, 2}), time(9, 30))),
        ("Standup every Monday and Thursday, 9am", CheckinPhrase("Standup", frozenset({0, 3}), time(9))),
        ("Pulse daily at 16", CheckinPhrase("Pulse", EVERY_DAY, time(16))),
        ("Pulse on working days at noon", CheckinPhrase("Pulse", EVERY_DAY, time(12))),
        ("Focus on the week on Tue", CheckinPhrase("Focus on the week", frozenset({1}))),
        ("Look at 3 deals on Tue", CheckinPhrase("Look at 3 deals", frozenset({1}))),
        ("“On Monday at 9” on Tue", CheckinPhrase("On Monday at 9", frozenset({1}))),
        ("for everyone", CheckinPhrase(asked="everyone")),
        ("for the reps only", CheckinPhrase(asked="reps")),
        ("for leaders", CheckinPhrase(asked="leaders")),
        ("for <@U1|rita>, <@U2|sam> and <@U1|rita>", CheckinPhrase(asked="named", people=("U1", "U2"))),
        ("for <!here>", CheckinPhrase(asked="named", crowds=("here",))),
        ("deadline 3 hours", CheckinPhrase(hours=3)),
        ("with a deadline of 2 working hours", CheckinPhrase(hours=2)),
        ("within 6h", CheckinPhrase(hours=6)),
        ("summary leader", CheckinPhrase(told="leader")),
        ("summary to the leaders alone", CheckinPhrase(told="leader")),
        ("summary in our channel", CheckinPhrase(told="channel")),
        (
            "Pulse for reps daily at 4 pm, deadline 2 hours, summary leader",
            CheckinPhrase("Pulse", EVERY_DAY, time(16), 2, "reps", told="leader"),
        ),
        ("Look back on Munday", CheckinPhrase("Look back on Munday")),
        ("Look for gold", CheckinPhrase("Look for gold")),
    ],
)
def test_what_says_when_and_whom_is_taken_from_the_end_and_the_rest_is_the_title(
    line: str, understood: CheckinPhrase
) -> None:
    assert read_checkin(line) == understood


@pytest.mark.parametrize(
    ("said", "at"),
    [("9", time(9)), ("9:30", time(9, 30)), ("9.30", time(9, 30)), ("3pm", time(15)), ("3:15 PM", time(15, 15)),
     ("12am", time()), ("NOON", time(12)), ("25", None), ("13pm", None), ("9:60", None), ("soon", None)],
)  # fmt: skip
def test_a_time_of_the_day_is_read_as_people_write_it(said: str, at: time | None) -> None:
    assert read_time(said) == at


@pytest.mark.parametrize("line", ["Pulse at 25:00", "Pulse at 24:00", "Pulse at 13pm on Mon"])
def test_a_time_that_no_clock_shows_is_refused_with_one_that_does(line: str) -> None:
    with pytest.raises(Refused, match=r"no clock shows that\. Try 9:30 or 3pm"):
        read_checkin(line)


WHEN = st.fixed_dictionaries(
    {},
    optional={
        "days": st.sampled_from(
            [("on Mon", {0}), ("every Tuesday and Thursday", {1, 3}), ("on Mon-Fri", set(range(5)))]
        ),
        "at": st.sampled_from([("at 9", time(9)), ("at 9.30", time(9, 30)), ("3pm", time(15))]),
        "hours": st.sampled_from([("deadline 3 hours", 3), ("within 12 working hours", 12)]),
        "asked": st.sampled_from([("for reps", "reps"), ("for everybody", "everyone"), ("for <@U1|rita>", "named")]),
        "told": st.sampled_from([("summary leader", "leader"), ("summary in the channel", "channel")]),
    },
)


@given(WHEN, st.randoms(use_true_random=False), st.sampled_from(["", "Pulse", "Look on the bright side"]))
def test_the_order_in_which_it_is_said_does_not_matter(said: dict[str, Any], random: Any, title: str) -> None:
    words = [words for words, _ in said.values()]
    random.shuffle(words)
    phrase = read_checkin(" ".join([title, *words]))
    assert phrase.title == title
    expected = {name: value for name, (_, value) in said.items()}
    days = expected.pop("days", None)
    assert phrase.weekdays == (None if days is None else frozenset(days))
    assert {name: getattr(phrase, name) for name in expected} == expected


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (read_checkin, read_question):
        try:
            read(text)
        except Refused as refusal:
            assert str(refusal)  # noqa: PT017


# ── a question ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("line", "understood"),
    [
        ("What is in the way?", QuestionPhrase("What is in the way?")),
        (
            "What is in the way? for the leader, becomes an obstacle",
            QuestionPhrase("What is in the way?", audience="leader", becomes="obstacle"),
        ),
        (
            "WHAT IS IN THE WAY? BECOMES AN OBSTACLE \u00a0 LEADER ONLY",
            QuestionPhrase("WHAT IS IN THE WAY?", audience="leader", becomes="obstacle"),
        ),
        ("How is it going? scale", QuestionPhrase("How is it going?", kind="scale")),
        ("How is it going? on a scale from 1 to 5", QuestionPhrase("How is it going?", kind="scale")),
        (
            "And the deal? choose red, amber or green for the team",
            QuestionPhrase("And the deal?", kind="choice", choices=("red", "amber", "green"), audience="team"),
        ),
        (
            "And the deal? choose “red or dead”, green",
            QuestionPhrase("And the deal?", kind="choice", choices=("red or dead", "green")),
        ),
        ("How many? number of demos", QuestionPhrase("How many?", kind="number", metric="demos")),
        ("number of new demos", QuestionPhrase("How many new demos?", kind="number", metric="new demos")),
        ("How many calls? number", QuestionPhrase("How many calls?", kind="number")),
        ("How far? number toward my goal", QuestionPhrase("How far?", kind="number", becomes="progress")),
        ("What then? if 3 is 1 or 2", QuestionPhrase("What then?", only_if=(3, ("1", "2")))),
        (
            "Why? if 1 is red, amber, choose a, b, for the leader",
            QuestionPhrase("Why?", kind="choice", choices=("a", "b"), only_if=(1, ("red", "amber")), audience="leader"),
        ),
        ("What did you sell? asked of reps", QuestionPhrase("What did you sell?", asked="reps")),
        ("What did you sell? for reps", QuestionPhrase("What did you sell?", asked="reps")),
        ("What did you remove? asked of the leaders only", QuestionPhrase("What did you remove?", asked="leaders")),
        ("Which would you choose, red or blue?", QuestionPhrase("Which would you choose, red or blue?")),
        ("What is it? Be honest for the leader", QuestionPhrase("What is it? Be honest", audience="leader")),
        ("Tell us what you learned for the team", QuestionPhrase("Tell us what you learned", audience="team")),
        ('"Tell us what you did for the team"', QuestionPhrase("Tell us what you did for the team")),
    ],
)
def test_a_question_is_what_stands_before_everything_that_says_what_it_is(
    line: str, understood: QuestionPhrase
) -> None:
    assert read_question(line) == understood


@pytest.mark.parametrize(
    "line",
    ["Why? becomes a banana", "Why? choose red", "Why? if 3", "Why? asked of rita", "Why? for the leader, becomes fun"],
)
def test_what_means_nothing_behind_the_question_is_refused_and_not_taken_for_words(line: str) -> None:
    with pytest.raises(Refused, match="I read the question “Why\\?”, but not") as refusal:
        read_question(line)
    assert "/checkin 2 ask What is in the way?" in refusal.value.message


WORDS = st.text(alphabet=st.characters(codec="utf-8", exclude_characters='"<>'), max_size=40)
OPTION = st.sampled_from(["red", "amber", "1", "2", "a or b", "yes, but", "half/half", "number of demos", "sì"])
ASKING = st.builds(
    QuestionPhrase,
    text=st.one_of(
        WORDS, st.sampled_from(["Why for the leader", "What? scale", "number", "if 3 is 1", "choose a, b", "Eh?"])
    ),
    kind=st.sampled_from(["", "number", "scale"]),
    audience=st.sampled_from(["", "team", "leader"]),
    becomes=st.sampled_from(["", *BECOMES]),
    asked=st.sampled_from(["", "reps", "leaders", "everyone"]),
    only_if=st.none() | st.tuples(st.integers(1, 5), st.lists(OPTION, min_size=1, max_size=3, unique=True).map(tuple)),
)


@given(
    ASKING,
    st.lists(OPTION, min_size=2, max_size=4, unique=True),
    st.booleans(),
    st.sampled_from(["", "demos", "sales calls"]),
)
def test_a_question_that_is_said_reads_the_same_again(
    asking: QuestionPhrase, choices: list[str], is_choice: bool, metric: str
) -> None:
    said = {name: getattr(asking, name) for name in QuestionPhrase.__dataclass_fields__}
    said["text"] = read_question(f'"{asking.text}"').text if one_line(asking.text) else ""
    if is_choice:
        said |= {"kind": "choice", "choices": tuple(choices)}
    elif asking.kind == "number":
        said["metric"] = metric
    if not any(letter.isalnum() for letter in said["text"]):
        said["text"] = "What now?"
    phrase = QuestionPhrase(**said)
    assert read_question(say_question(phrase)) == phrase


@pytest.mark.parametrize("blanks", ["," * 3000, ", " * 1500])
def test_a_line_of_commas_is_read_in_no_time(blanks: str) -> None:
    begun = perf_counter()
    read_checkin(f"Look{blanks}back")
    read_question(f"Why{blanks}not")
    assert perf_counter() - begun < 1  # tried from every comma it was twelve seconds
