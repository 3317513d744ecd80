"""What a check-in and its questions are made of while they are being said, in a line or in a form."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from bot import phrases
from bot.domain import preferences
from bot.domain.checkins.setting import Condition, Facts, Question, usual_audience
from bot.errors import Refused
from bot.models import Asked, Audience, Becomes, Person, QuestionKind, Team, Told
from bot.phrases import CheckinPhrase, QuestionPhrase
from bot.slack.said import readable
from bot.slack.turn import Turn

# ── a check-in ───────────────────────────────────────────────────────────────────────────────────────────


def people_of(turn: Turn, phrase: CheckinPhrase) -> tuple[Person, ...]:
    """The people whom the line names. Slack is asked who they are, so not to be called within a transaction."""
    if phrase.crowds:
        raise Refused("A group can't be asked, people can. Try `/checkin 2 for @rita @sam` or `for everyone`.")
    known = turn.people(phrase.people)
    return tuple(known[slack_id] for slack_id in phrase.people)


def applied(facts: Facts, phrase: CheckinPhrase, people: Sequence[Person], weekdays: frozenset[int] | None) -> Facts:
    """The facts with all that was said."""
    facts = replace(
        facts,
        title=phrase.title or facts.title,
        weekdays=weekdays or facts.weekdays,
        at=phrase.at or facts.at,
        told=Told(phrase.told) if phrase.told else facts.told,
        deadline_hours=facts.deadline_hours if phrase.hours is None else phrase.hours,
    )
    if phrase.asked:
        facts = replace(facts, asked=Asked(phrase.asked), people=tuple(sorted(person.id for person in people)))
    return facts


def weekdays_of(session: Session, team: Team, said: frozenset[int] | None) -> frozenset[int] | None:
    """Every day is every day that the team works."""
    return frozenset(preferences.of_team(session, team)["workweek"]) if said == phrases.EVERY_DAY else said


# ── its questions ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Sort:
    """A usual kind of question, to choose from in a form; what is typed behind the question has priority."""

    label: str
    kind: QuestionKind
    audience: Audience
    becomes: Becomes = Becomes.NOTHING


SORTS = {
    "team": Sort("Words, read by the team", QuestionKind.TEXT, Audience.TEAM),
    "leader": Sort("Words, read by the leaders alone", QuestionKind.TEXT, Audience.LEADER),
    "obstacle": Sort("Becomes an obstacle, read by the leaders", QuestionKind.TEXT, Audience.LEADER, Becomes.OBSTACLE),
    "promise": Sort("Becomes a promise, read by the team", QuestionKind.TEXT, Audience.TEAM, Becomes.PROMISE),
    "win": Sort("Becomes a win, read by the team", QuestionKind.TEXT, Audience.TEAM, Becomes.WIN),
    "goal": Sort(
        "A number toward each one's goal, read by the leaders",
        QuestionKind.NUMBER, Audience.LEADER, Becomes.PROGRESS,
    ),
    "scale": Sort("From 1 to 5, read by the leaders", QuestionKind.SCALE, Audience.LEADER),
    "offer": Sort(
        "An ask of the leaders, who can make it an obstacle", QuestionKind.TEXT, Audience.LEADER, Becomes.OFFER
    ),
}  # fmt: skip
USUAL = "team"


def read_question(text: str, sort: str | None = None) -> Question:
    """The question that a line says; its sort is `sort`, or else follows from its own words."""
    return question_of(phrases.read_question(text), SORTS[sort] if sort else None)


def question_of(phrase: QuestionPhrase, sort: Sort | None = None) -> Question:
    kind = QuestionKind(phrase.kind) if phrase.kind else sort.kind if sort else QuestionKind.TEXT
    becomes = Becomes.PROGRESS if phrase.metric else Becomes.NOTHING
    if sort and kind is sort.kind:
        becomes = sort.becomes
    if phrase.becomes:
        becomes = Becomes(phrase.becomes)
    usual = sort.audience if sort else usual_audience(kind, becomes)
    return Question(
        readable(phrase.text),
        kind,
        Audience(phrase.audience) if phrase.audience else usual,
        becomes,
        Asked(phrase.asked) if phrase.asked else Asked.EVERYONE,
        readable(phrase.metric) or None,
        tuple(map(readable, phrase.choices)),
        Condition(*phrase.only_if) if phrase.only_if else None,
    )


def sort_of(question: Question) -> str:
    """The name of the sort that describes the question best."""
    exact = (question.kind, question.audience, question.becomes)
    named = (name for name, sort in SORTS.items() if (sort.kind, sort.audience, sort.becomes) == exact)
    return next(named, str(question.audience))


def line_of(question: Question) -> str:
    """The text for the form's field: together with its sort, it is read as the same question again."""
    sort = SORTS[sort_of(question)]
    is_other = (question.kind, question.becomes) != (sort.kind, sort.becomes)
    usual = Becomes.PROGRESS if question.metric else Becomes.NOTHING
    only_if = question.only_if
    return phrases.say_question(
        QuestionPhrase(
            question.text,
            kind=question.kind if is_other or question.metric else "",
            metric=question.metric or "",
            choices=question.choices,
            becomes=question.becomes if is_other and question.becomes is not usual else "",
            asked="" if question.asked is Asked.EVERYONE else question.asked,
            only_if=(only_if.question, only_if.answers) if only_if else None,
        )
    )
