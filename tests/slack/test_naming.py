"""Naming: a mention, a name or nothing, as each person set it."""

import pytest

from bot.db import Database
from bot.domain import preferences
from bot.slack.naming import About, all_named, named, names_in
from tests.sales import Sales
from tests.statements import asked


@pytest.mark.parametrize("about", ["wins", "thanks"])
@pytest.mark.parametrize(("words", "name"), [("loud", "<@U1>"), ("quiet", "R &amp; D"), ("off", None)])
def test_a_person_is_named_as_they_set_it(database: Database, about: About, words: str, name: str | None) -> None:
    with database.writing() as session:
        rita = Sales(session).person("R & D")
        preferences.set_for_person(session, rita, about, words)
        assert named(session, rita, about) == name


def test_who_set_nothing_is_mentioned(database: Database) -> None:
    with database.writing() as session:
        assert named(session, Sales(session).person("Rita")) == "<@U1>"


def test_being_quiet_about_wins_leaves_thanks_loud(database: Database) -> None:
    with database.writing() as session:
        rita = Sales(session).person("Rita")
        preferences.set_for_person(session, rita, "wins", "quiet")
        assert named(session, rita, "wins") == "Rita"
        assert named(session, rita, "thanks") == "<@U1>"


def test_many_are_named_with_one_query_and_those_who_are_off_left_out(database: Database) -> None:
    with database.writing() as session:
        sales = Sales(session)
        crowd = [sales.person(f"Rep {nth}") for nth in range(50)]
        preferences.set_for_person(session, crowd[0], "thanks", "off")
        session.flush()
        with asked(database) as statements:
            assert names_in(session, crowd) == [f"<@{rep.slack_id}>" for rep in crowd[1:]]
            assert list(all_named(session, crowd, "thanks")) == [rep.id for rep in crowd]
    assert len(statements) == 2
