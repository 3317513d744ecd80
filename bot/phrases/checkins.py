"""Check-ins in words: when, whom and how (`Friday look back on Fri at 15:00 for reps`), and a question of one."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import time

from bot.errors import Refused
from bot.phrases.text import BLANK, CROWD, USER, find_mentions, mask, normalise, one_line, plain
from bot.phrases.week import read_time, read_weekdays

EXAMPLE = "Try `/checkin new Friday look back on Fri at 15:00`."
EXAMPLE_OF_ASKING = "Try `/checkin 2 ask What is in the way? for the leader, becomes an obstacle`."
EVERY_DAY = frozenset(range(7))
EVERYONE, REPS, LEADERS, NAMED = "everyone", "reps", "leaders", "named"
TEAM, LEADER, CHANNEL = "team", "leader", "channel"
TEXT, NUMBER, SCALE, CHOICE = "text", "number", "scale", "choice"
PROGRESS = "progress"
BECOMES = ("nothing", PROGRESS, "win", "obstacle", "promise", "offer")

# Only from where a run of blanks and commas begins: tried from each of them, thousands would take seconds.
_BEFORE = r"(?:^|(?<![\s,;])[\s,;]+)(?:and\s+)?"
_PERSON = rf"[{USER}{CROWD}]{BLANK}*"


@dataclass(frozen=True, slots=True)
class CheckinPhrase:
    """What was understood; what was not said is empty. People are Slack ids."""

    title: str = ""
    weekdays: frozenset[int] | None = None
    at: time | None = None
    hours: int | None = None
    """Until the deadline."""
    asked: str = ""
    people: tuple[str, ...] = ()
    crowds: tuple[str, ...] = ()
    """Groups, which can't be asked."""
    told: str = ""


@dataclass(frozen=True, slots=True)
class QuestionPhrase:
    """What was understood of a question; what was not said is empty."""

    text: str = ""
    kind: str = ""
    metric: str = ""
    choices: tuple[str, ...] = ()
    audience: str = ""
    becomes: str = ""
    asked: str = ""
    only_if: tuple[int, tuple[str, ...]] | None = None
    """The number of another question, and the answers to it after which this one is put."""


# ── when and whom ────────────────────────────────────────────────────────────────────────────────────────

_DAILY = re.compile(
    rf"{_BEFORE}(?:daily|every (?:working ?)?day|on (?:all )?(?:weekdays|working days))$", re.IGNORECASE
)
_ON = re.compile(rf"{_BEFORE}(?:on|every|each)\s+", re.IGNORECASE)
_AT = re.compile(
    rf"{_BEFORE}(?:at\s+(?P<at>\d{{1,2}}(?:[:.h]\d\d)? ?(?:am|pm)?|noon|midday)"
    r"|(?P<bare>\d{1,2}[:.h]\d\d ?(?:am|pm)?|\d{1,2} ?(?:am|pm)))$",
    re.IGNORECASE,
)
_HOURS = re.compile(
    rf"{_BEFORE}(?:with\s+(?:a\s+)?)?(?:deadline(?:\s+(?:of|in|after|is))?|within)\s+(?P<hours>\d{{1,3}})"
    r"(?:\s*(?:working\s+)?(?:h|hrs?|hours?))?$",
    re.IGNORECASE,
)
_TOLD = re.compile(
    rf"{_BEFORE}(?:with\s+(?:a\s+)?)?summary(?:\s+(?:goes\s+)?(?:to|in|for))?\s+(?:the\s+|our\s+|my\s+)?"
    r"(?P<told>channel|team|leader)s?(?:\s+(?:only|alone))?$",
    re.IGNORECASE,
)
_FOR = re.compile(
    rf"{_BEFORE}for\s+(?:the\s+|all\s+)?(?P<asked>everyone|everybody|all|(?:whole\s+)?team|reps?|leaders?)"
    r"(?:\s+(?:only|alone))?$",
    re.IGNORECASE,
)
_FOR_PEOPLE = re.compile(rf"{_BEFORE}for\s+(?P<people>{_PERSON}(?:[\s,;&+]+(?:and\s+)?{_PERSON})*)$", re.IGNORECASE)


def read_checkin(text: str) -> CheckinPhrase:
    """The words for when and whom come last, in any order; all that comes before them is the title.

    Raises Refused for a time that no clock shows.
    """
    text, phrase = normalise(text), CheckinPhrase()
    readings = (_daily, _days, _at, _deadline, _told, _asked, _people)
    while found := next((found for reading in readings if (found := reading(text, phrase))), None):
        text, phrase = found
    return replace(phrase, title=one_line(text))


Read = tuple[str, CheckinPhrase] | None
"""The rest of the text, and what is understood so far; None where the reading found nothing."""


def _daily(text: str, phrase: CheckinPhrase) -> Read:
    found = _DAILY.search(mask(text)) if phrase.weekdays is None else None
    return (text[: found.start()], replace(phrase, weekdays=EVERY_DAY)) if found else None


def _days(text: str, phrase: CheckinPhrase) -> Read:
    if phrase.weekdays is not None:
        return None
    for found in reversed(list(_ON.finditer(mask(text)))):
        if days := read_weekdays(text[found.end() :]):
            return text[: found.start()], replace(phrase, weekdays=days)
    return None


def _at(text: str, phrase: CheckinPhrase) -> Read:
    found = _AT.search(mask(text)) if phrase.at is None else None
    if found is None:
        return None
    said = found["at"] or found["bare"]
    at = read_time(said)
    if at is None or said.startswith("24"):  # 24:00 would be the next day
        raise Refused(f"I read *{said}* as a time, and no clock shows that. Try 9:30 or 3pm.", field="at")
    return text[: found.start()], replace(phrase, at=at)


def _deadline(text: str, phrase: CheckinPhrase) -> Read:
    found = _HOURS.search(mask(text)) if phrase.hours is None else None
    return (text[: found.start()], replace(phrase, hours=int(found["hours"]))) if found else None


def _told(text: str, phrase: CheckinPhrase) -> Read:
    found = None if phrase.told else _TOLD.search(mask(text))
    if found is None:
        return None
    told = LEADER if found["told"].lower() == LEADER else CHANNEL
    return text[: found.start()], replace(phrase, told=told)


def _asked(text: str, phrase: CheckinPhrase) -> Read:
    found = None if phrase.asked else _FOR.search(mask(text))
    if found is None:
        return None
    return text[: found.start()], replace(phrase, asked=_group(found["asked"]))


def _group(said: str) -> str:
    said = said.lower()
    return REPS if said.startswith("rep") else LEADERS if said.startswith("leader") else EVERYONE


def _people(text: str, phrase: CheckinPhrase) -> Read:
    found = None if phrase.asked else _FOR_PEOPLE.search(mask(text))
    if found is None:
        return None
    named = [mention for mention in find_mentions(text) if mention.start >= found.start("people")]
    people = dict.fromkeys(mention.id for mention in named if mention.kind == "user")
    crowds = tuple(mention.name or mention.id for mention in named if mention.kind != "user")
    return text[: found.start()], replace(phrase, asked=NAMED, people=tuple(people), crowds=crowds)


# ── a question ───────────────────────────────────────────────────────────────────────────────────────────

_AUDIENCE = re.compile(
    rf"{_BEFORE}(?:(?:read by|for|to)\s+(?:(?:the|my|our|their)\s+)?(?:whole\s+)?(?P<who>team|leader)s?"
    r"(?:\s+(?:only|alone))?|(?P<only>team|leader) only)$",
    re.IGNORECASE,
)
_BECOMES = re.compile(rf"{_BEFORE}becomes?\s+(?:an?\s+)?(?P<what>{'|'.join(BECOMES)})s?$", re.IGNORECASE)
_ASKED = re.compile(
    rf"{_BEFORE}(?:(?:asked (?:of|to)|put to)\s+(?:the\s+)?(?P<who>everyone|everybody|all|reps?|leaders?)(?:\s+only)?"
    r"|(?:for\s+)?(?:the\s+)?(?P<only>reps)(?:\s+only)?)$",
    re.IGNORECASE,
)
_SCALE = re.compile(
    rf"{_BEFORE}(?:(?:on\s+)?an?\s+)?(?:scale(?:\s+(?:of|from)?\s*1\s*(?:-|to)\s*5)?|(?:from\s+)?1 ?(?:-|to) ?5)$",
    re.IGNORECASE,
)
_ONLY_IF = re.compile(
    rf"{_BEFORE}(?:only\s+)?(?:if|when)\s+(?:question\s+)?(?P<number>\d{{1,2}})\s+(?:is|was|=)\s+"
    r"(?P<answers>(?:(?!\b(?:choose|number)\b).)+)$",
    re.IGNORECASE,
)
_TOWARD = re.compile(rf"{_BEFORE}(?:a\s+)?number\s+toward[s]?\s+(?:\S+ ){{0,3}}goal$", re.IGNORECASE)
_NUMBER = re.compile(
    rf"{_BEFORE}(?:(?:a|the)\s+)?number(?:\s+of\s+(?P<metric>[^\s,;?]+(?: [^\s,;?]+){{0,3}}))?$", re.IGNORECASE
)
_CHOOSE = re.compile(rf"{_BEFORE}choose\s+(?:from\s+)?(?P<choices>.+)$", re.IGNORECASE | re.DOTALL)
_OR = re.compile(r"\s*(?:[,;/]|\bor\b)\s*(?:or\s+)?", re.IGNORECASE)
_BEGUN = re.compile(r"(?:.*[\s,;])?(?:becomes?|asked (?:of|to)|if \d+)\b|(?:choose|scale|number)\b", re.IGNORECASE)


def read_question(text: str) -> QuestionPhrase:
    """The question, followed in any order by who reads the answer, what it becomes and what kind of answer it is.

    Raises Refused where such a clause begins after the question mark but cannot be understood.
    """
    text, phrase = normalise(text), QuestionPhrase()
    # Everything up to the last question mark is the question, whatever words are in it.
    begin = mask(text).rfind("?") + 1
    question, tail = text[:begin], text[begin:]
    while found := next((found for name, reading in _PARTS if (found := _part(tail, phrase, name, reading))), None):
        tail, phrase = found
    left = tail.strip(" \n,;.-")
    if begin and _BEGUN.match(left):
        raise Refused(
            f"I read the question “{question.strip()[-60:]}”, but not “{left[:60]}”. {EXAMPLE_OF_ASKING}", field="text"
        )
    said = one_line(question + (tail if left else ""))
    if not said and phrase.metric:
        said = f"How many {phrase.metric}?"
    return replace(phrase, text=said)


Reading = Callable[[str], tuple[int, dict[str, object]] | None]
"""Reads the last clause of a line: where it begins and what it says, or None."""


def _part(tail: str, phrase: QuestionPhrase, name: str, reading: Reading) -> tuple[str, QuestionPhrase] | None:
    if getattr(phrase, name):
        return None
    found = reading(tail)
    return (tail[: found[0]], replace(phrase, **found[1])) if found else None  # type: ignore[arg-type]


def _read_audience(tail: str) -> tuple[int, dict[str, object]] | None:
    found = _AUDIENCE.search(mask(tail))
    return (found.start(), {"audience": (found["who"] or found["only"]).lower()}) if found else None


def _read_becomes(tail: str) -> tuple[int, dict[str, object]] | None:
    found = _BECOMES.search(mask(tail))
    return (found.start(), {"becomes": found["what"].lower()}) if found else None


def _read_asked(tail: str) -> tuple[int, dict[str, object]] | None:
    found = _ASKED.search(mask(tail))
    return (found.start(), {"asked": _group(found["who"] or found["only"])}) if found else None


def _read_kind(tail: str) -> tuple[int, dict[str, object]] | None:
    masked = mask(tail)
    if found := _SCALE.search(masked):
        return found.start(), {"kind": SCALE}
    if found := _TOWARD.search(masked):
        return found.start(), {"kind": NUMBER, "becomes": PROGRESS}
    if found := _NUMBER.search(masked):
        return found.start(), {"kind": NUMBER, "metric": one_line(found["metric"] or "")}
    found = _CHOOSE.search(masked)
    choices = _options(tail[found.start("choices") :]) if found else ()
    return (found.start(), {"kind": CHOICE, "choices": choices}) if found and len(choices) > 1 else None


def _read_only_if(tail: str) -> tuple[int, dict[str, object]] | None:
    found = _ONLY_IF.search(mask(tail))
    answers = _options(tail[found.start("answers") :]) if found else ()
    return (found.start(), {"only_if": (int(found["number"]), answers)}) if found and answers else None


# "kind" comes last since a list of choices may hold any words: the clauses behind it must be gone by then.
_PARTS: tuple[tuple[str, Reading], ...] = (
    ("audience", _read_audience),
    ("becomes", _read_becomes),
    ("asked", _read_asked),
    ("only_if", _read_only_if),
    ("kind", _read_kind),
)


def _options(text: str) -> tuple[str, ...]:
    """The options that are separated by commas, slashes or an "or", each once."""
    return tuple(dict.fromkeys(option for part in _split(text) if (option := one_line(part).rstrip("."))))


def _split(text: str) -> Iterator[str]:
    last = 0
    for found in _OR.finditer(mask(text)):
        yield text[last : found.start()]
        last = found.end()
    yield text[last:]


def say_question(phrase: QuestionPhrase) -> str:
    """A line from which `read_question` reads the same."""
    clauses = ", ".join(_clauses(phrase))
    plainly = f"{phrase.text} {clauses}".strip()
    if _reads(plainly, phrase):
        return plainly
    return f"{_quoted(phrase.text)} {clauses}".strip()


def _reads(line: str, phrase: QuestionPhrase) -> bool:
    try:
        return read_question(line) == phrase
    except Refused:
        return False


def _clauses(phrase: QuestionPhrase) -> Iterator[str]:
    if phrase.kind == CHOICE:
        yield f"choose {', '.join(map(_option, phrase.choices))}"
    elif phrase.kind not in ("", TEXT):
        yield f"{phrase.kind} of {phrase.metric}" if phrase.metric else phrase.kind
    if phrase.only_if:
        number, answers = phrase.only_if
        yield f"if {number} is {' or '.join(map(_option, answers))}"
    if phrase.asked:
        yield f"asked of {phrase.asked}"
    if phrase.becomes:
        article = {"nothing": "", PROGRESS: "", "obstacle": "an ", "offer": "an "}.get(phrase.becomes, "a ")
        yield f"becomes {article}{phrase.becomes}"
    if phrase.audience:
        yield f"for the {phrase.audience}"


def _option(text: str) -> str:
    is_clause = any(reading(f" {text}") for _, reading in _PARTS)
    return _quoted(text) if is_clause or _options(text) != (text,) else text


def _quoted(text: str) -> str:
    unquoted = "".join("'" if plain(letter) == '"' else letter for letter in text)
    return f'"{unquoted}"'
