"""Lessons: what worked before, found by the words of wins and of removed obstacles."""

import re
import unicodedata
from itertools import combinations

from sqlalchemy import ColumnElement, Select, column, delete, literal_column, select, table
from sqlalchemy.dialects.postgresql import REGCONFIG
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql import func

from bot.db import insert_or_update
from bot.domain import teams
from bot.models import Account, Lesson, Obstacle, ObstacleState, Person, Win

OFFERED = 3
MOST_WORDS = 5
"""Only the longest words of a text are searched for, since they say most."""
LONGEST_WORD = 64
A_WORD = re.compile(r"[^\W_]+")
_COMMON = (
    "a about after all also an and any are as at be because been before but by can could did do does for from get got "
    "had has have he her here him his how i if in into is it its just let me more most my need needs no not now of on "
    "one only or other our out over she should so some than that the their them then there these they this to too up "
    "us was we were what when where which who why will with would yes you your"
)
COMMON = frozenset(_COMMON.split())
"""Words that are in nearly every text and so do not help to find one."""


# ── kept ─────────────────────────────────────────────────────────────────────────────────────────────────


def keep(session: Session, subject: Win | Obstacle) -> None:
    """Create, update or delete the lesson of a win or obstacle, as that is now."""
    key = {"win_id": subject.id} if isinstance(subject, Win) else {"obstacle_id": subject.id}
    texts = _of_win(subject) if isinstance(subject, Win) else _of_obstacle(subject)
    if texts is None:
        session.execute(delete(Lesson).filter_by(**key), execution_options={"synchronize_session": False})
        return
    account = session.get(Account, subject.account_id) if subject.account_id else None
    said = " ".join((*texts, account.name if account else ""))
    insert_or_update(session, Lesson, key, team_id=subject.team_id, words=" ".join(_words(said)))


def _of_win(win: Win) -> tuple[str, ...] | None:
    return (win.title, win.because, win.kind or "") if win.is_standing and win.because else None


def _of_obstacle(obstacle: Obstacle) -> tuple[str, ...] | None:
    is_removed = obstacle.state in (ObstacleState.CLEARED, ObstacleState.GONE) and obstacle.resolution
    if obstacle.is_private or not is_removed:
        return None
    return (obstacle.what, obstacle.asked_of, obstacle.clears, obstacle.resolution)


def _words(text: str) -> list[str]:
    """The words of the text, each once, in lower case and without accents or signs."""
    said = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in said if not unicodedata.combining(letter))
    return list(dict.fromkeys(A_WORD.findall(bare)))


# ── found ────────────────────────────────────────────────────────────────────────────────────────────────


def like(session: Session, person: Person, text: str) -> list[Lesson]:
    """At most three lessons that share two words (or the only one) with `text`, the nearest first."""
    words = _telling(text)
    alike = [[*pair] for pair in combinations(words, 2)] or [words]
    return _found(session, person, alike, OFFERED) if words else []


def search(session: Session, person: Person, text: str, *, limit: int) -> list[Lesson]:
    """The lessons that have all the words, the nearest first."""
    words = _telling(text)
    return _found(session, person, [words], limit) if words else []


def _telling(text: str) -> list[str]:
    words = [word for word in _words(text) if 1 < len(word) <= LONGEST_WORD and word not in COMMON]
    return sorted(words, key=len, reverse=True)[:MOST_WORDS]


def _found(session: Session, person: Person, any_of: list[list[str]], limit: int) -> list[Lesson]:
    """The lessons with all words of any one list, from teams that the person is in or leads, also from above."""
    places = teams.memberships_of(session, person)
    led = teams.descent(session, [place.team_id for place in places if place.is_leader])
    seen = {place.team_id for place in places}.union(*led.values())
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    matching = _in_fts5(any_of) if is_sqlite else _in_tsvector(any_of)
    rows = matching.where(Lesson.team_id.in_(seen)).limit(limit)
    return list(session.scalars(rows.options(*WHOLE)))


WHOLE = (
    joinedload(Lesson.win).options(joinedload(Win.owner), joinedload(Win.account_row)),
    joinedload(Lesson.obstacle).options(
        joinedload(Obstacle.team), joinedload(Obstacle.raiser), joinedload(Obstacle.cleared_by)
    ),
)


def _in_fts5(any_of: list[list[str]]) -> Select[Lesson]:
    index = table("lesson_words", column("rowid"), column("rank"))
    said = _query(any_of, '"{}"', " AND ", " OR ")
    is_match: ColumnElement[bool] = literal_column("lesson_words").op("MATCH", is_comparison=True)(said)
    rows = select(Lesson).join(index, index.c.rowid == Lesson.id)
    return rows.where(is_match).order_by(index.c.rank, Lesson.id.desc())


def _in_tsvector(any_of: list[list[str]]) -> Select[Lesson]:
    vector: ColumnElement[str] = literal_column("lessons.vector")
    said = func.to_tsquery(literal_column("'english'", REGCONFIG), _query(any_of, "'{}'", " & ", " | "))
    is_match: ColumnElement[bool] = vector.op("@@", is_comparison=True)(said)
    return select(Lesson).where(is_match).order_by(func.ts_rank(vector, said).desc(), Lesson.id.desc())


def _query(any_of: list[list[str]], quoted: str, both: str, either: str) -> str:
    """The query in the index's syntax; words are quoted, so that none is taken for an operator (they hold no signs)."""
    return either.join(f"({both.join(quoted.format(word) for word in words)})" for words in any_of)
