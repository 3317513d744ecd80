"""Lessons, asked for: what worked before, told to the one who asks alone."""

from tests.office import Office


def asks(office: Office, line: str) -> str:
    office.sam.types(line, in_="wins")
    return office.sam.sees(in_="wins")[-1].plain


def test_lessons_tell_whose_when_and_what_they_did(west: Office) -> None:
    west.rita.types("/win 48k Acme: annual plan because we talked pricing on the first call", in_="wins")
    told = asks(west, "/pace lessons price")
    assert "about “price”" in told
    assert "Rita Rossi, Wed 18 Nov · Acme: we talked pricing on the first call" in told


def test_where_there_are_none_it_says_how_one_comes_about(west: Office) -> None:
    told = asks(west, '/pace lessons "*" AND -')
    assert "Nothing yet about" in told
    assert "because" in told


def test_lessons_of_nothing_are_asked_about(west: Office) -> None:
    assert "/pace lessons pricing" in asks(west, "/pace lessons")


def test_a_lesson_is_for_the_one_who_asks(west: Office) -> None:
    west.rita.types("/win 48k Acme: annual plan because of pricing", in_="wins")
    asks(west, "/pace lessons pricing")
    assert not any("worked before" in told for told in west.posted())


def test_people_s_words_notify_nobody(west: Office) -> None:
    west.rita.types("/win 48k Acme: annual plan because pricing <!channel> & <b>", in_="wins")
    west.sam.types("/pace lessons pricing <!here>", in_="wins")
    message = west.sam.sees(in_="wins")[-1]
    assert "<!here>" not in message.text
    assert "<!channel>" not in str(message.blocks)


def test_an_obstacle_like_one_that_was_removed_is_answered_with_what_helped(west: Office) -> None:
    west.rita.types("/win 48k Acme: annual plan because Legal had a template for liability", in_="wins")
    answer = west.sam.types("/obstacle Legal: yes or no on the liability of Hooli by Friday", in_="wins")
    assert answer is not None
    assert "What helped with something like it:" in answer.plain
    assert "Legal had a template for liability" in answer.plain
