"""Checks what somebody sets up: Refused at the field that is wrong, with what would be right."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from bot import words
from bot.domain import teams
from bot.domain.checkins.questions import SCALE
from bot.domain.checkins.setting.facts import Condition, Facts, Question
from bot.domain.checkins.setting.lookup import find_titled
from bot.errors import Refused, check_length
from bot.models import Asked, Becomes, Checkin, Person, QuestionKind, Team
from bot.phrases.checkins import EXAMPLE, EXAMPLE_OF_ASKING

LONGEST_TITLE = 60
LONGEST_QUESTION = 200
LONGEST_METRIC = 60
LONGEST_CHOICE = 60
MOST_QUESTIONS = 5
"""People do not answer what takes longer than a minute."""
MOST_CHOICES = 10
MOST_NAMED = 100
LONGEST_DEADLINE = 40
CAN_BECOME = {
    QuestionKind.TEXT: {Becomes.NOTHING, Becomes.WIN, Becomes.OBSTACLE, Becomes.PROMISE, Becomes.OFFER},
    QuestionKind.NUMBER: {Becomes.NOTHING, Becomes.PROGRESS},
    QuestionKind.SCALE: {Becomes.NOTHING},
    QuestionKind.CHOICE: {Becomes.NOTHING},
}


def checked(session: Session, team: Team, facts: Facts, checkin: Checkin | None = None) -> Facts:
    """The facts as they are kept, or Refused at the field that is wrong; the third question's field is "question3"."""
    _check_title(session, team, facts.title, checkin)
    if not facts.weekdays:
        raise Refused(f"On which days? {EXAMPLE}", field="days")
    if facts.deadline_hours is not None and not 1 <= facts.deadline_hours <= LONGEST_DEADLINE:
        raise Refused(f"From 1 to {LONGEST_DEADLINE} working hours, such as 4.", field="deadline")
    facts = _with_people_of(session, team, facts, checkin)
    if not facts.questions:
        raise Refused("A check-in asks at least one question. Try “What is in the way?”.", field="question1")
    if len(facts.questions) > MOST_QUESTIONS:
        raise Refused(
            f"A check-in takes a minute, so it asks {MOST_QUESTIONS} questions at most. Drop one first: "
            f"`/checkin {checkin.number if checkin else 2} drop {MOST_QUESTIONS}`."
        )
    for number in range(1, len(facts.questions) + 1):
        _check_question(facts.questions, number)
    return facts


def _check_title(session: Session, team: Team, title: str, checkin: Checkin | None) -> None:
    if not title:
        raise Refused(f"What is it called? {EXAMPLE}", field="title")
    check_length(title, LONGEST_TITLE, field="title")
    same = find_titled(session, team, title)
    if same and same is not checkin:
        raise Refused(
            f"Check-in {same.number} is called that already. `/checkin {same.number} on Mon at 9:30` changes it; "
            "another one needs another title.",
            field="title",
        )


def _with_people_of(session: Session, team: Team, facts: Facts, checkin: Checkin | None) -> Facts:
    """The facts without people who were asked before and have left the team since."""
    here = {member.person_id for member in teams.members(session, team)}
    gone = {row.person_id for row in checkin.named} - here if checkin else set()
    people = tuple(person_id for person_id in facts.people if person_id not in gone)
    if (facts.asked is Asked.NAMED) != bool(people):
        raise Refused("Whom do I ask? Name somebody: `/checkin 2 for @rita @sam`.", field="people")
    if len(people) > MOST_NAMED:
        raise Refused(f"By name I ask {MOST_NAMED} people at most; `for everyone` asks all.", field="people")
    if strangers := [person_id for person_id in people if person_id not in here]:
        name = session.get_one(Person, strangers[0]).name
        raise Refused(f"{name} is not in *{team.name}*, and I ask the people of the team.", field="people")
    return replace(facts, people=people)


def _check_question(questions: Sequence[Question], number: int) -> None:
    question, field = questions[number - 1], f"question{number}"
    if not question.text:
        raise Refused(f"I read no question. {EXAMPLE_OF_ASKING}", field=field)
    for text, longest in ((question.text, LONGEST_QUESTION), (question.metric or "", LONGEST_METRIC)):
        check_length(text, longest, field=field)
    _check_becomes(question, field)
    _check_choices(question, field)
    if question.only_if:
        _check_condition(questions, number, question.only_if, field)
    said = [(before.text.casefold(), before.asked) for before in questions[: number - 1]]
    if (question.text.casefold(), question.asked) in said and not question.only_if:
        raise Refused(f"“{question.text}” is asked already.", field=field)


def _check_becomes(question: Question, field: str) -> None:
    able = sorted(CAN_BECOME[question.kind] - {Becomes.NOTHING})
    if question.becomes in (Becomes.NOTHING, *able):
        return
    looks = {QuestionKind.TEXT: "Words", QuestionKind.NUMBER: "A number"}.get(question.kind, "A choice")
    possible = f"can become {words.listed(able)} and nothing else" if able else "stays an answer"
    raise Refused(f"{looks} {possible}, and I read “becomes {question.becomes}”. Try it without.", field=field)


def _check_choices(question: Question, field: str) -> None:
    if question.kind is not QuestionKind.CHOICE:
        return
    if not 2 <= len(question.choices) <= MOST_CHOICES:
        raise Refused(f"From 2 to {MOST_CHOICES} choices, such as `choose red, amber, green`.", field=field)
    for choice in question.choices:
        check_length(choice, LONGEST_CHOICE, field=field)


def _check_condition(questions: Sequence[Question], number: int, only_if: Condition, field: str) -> None:
    if not 1 <= only_if.question < number:
        raise Refused(
            f"`if {only_if.question} is …` is about a question that comes before this one, which is {number}.",
            field=field,
        )
    other = questions[only_if.question - 1]
    possible = {QuestionKind.SCALE: SCALE, QuestionKind.CHOICE: other.choices}.get(other.kind)
    if possible is None:
        raise Refused(
            f"Question {only_if.question} has no choices that this one could depend on: it asks for words or a number.",
            field=field,
        )
    if wrong := [answer for answer in only_if.answers if answer not in possible]:
        raise Refused(
            f"Question {only_if.question} is answered by {' or '.join(possible)}, and not by “{wrong[0]}”.", field=field
        )
