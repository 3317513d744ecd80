"""A personal aim over the wire: in a line or a form, private until it is shared, and back to private."""

from tests.office import Office
from tests.slack.talk import fills, form, hears


def test_an_aim_in_a_line_is_said_back_and_is_private(west: Office) -> None:
    told = hears(west.rita, "/pace aim A house by the sea by 2028")
    assert "Your aim: A house by the sea by 2028" in told
    assert "Only you see it." in told
    home = west.rita.opens_home()
    assert home
    assert "A house by the sea by 2028" in home.text


def test_the_form_holds_what_there_is_and_shares_it_where_one_says_so(west: Office) -> None:
    west.rita.types("/pace aim A house by the sea")
    west.rita.types("/pace aim")
    assert form(west.rita) == {"What do you work for?": "A house by the sea", "Who reads it?": "You alone"}
    fills(west.rita, what_do="A boat", who_reads="Lee Chen too, should a word to you help")
    assert west.rita.submits()
    assert "Seen by you, and by Lee Chen should a word to you help." in west.rita.last("wins").plain
    west.rita.types("/pace aim")
    assert form(west.rita)["Who reads it?"].startswith("Lee Chen too")
    fills(west.rita, who_reads="You alone")
    assert west.rita.submits()
    assert "Only you see it." in west.rita.last("wins").plain


def test_the_form_lets_in_nobody_unasked_when_there_is_one_more_leader(west: Office) -> None:
    west.rita.types("/pace aim A boat")
    west.rita.types("/pace aim share")
    west.lee.types("/pace team add @mia as leader", in_="wins")
    west.rita.types("/pace aim")
    assert form(west.rita)["Who reads it?"] == "You alone"


def test_an_emptied_form_forgets_it(west: Office) -> None:
    west.rita.types("/pace aim A house by the sea")
    west.rita.types("/pace aim")
    fills(west.rita, what_do="")
    assert west.rita.submits()
    assert "no aim of yours" in west.rita.last("wins").plain
    home = west.rita.opens_home()
    assert home
    assert "Change it" not in home.text


def test_a_closed_form_loses_nothing(west: Office) -> None:
    west.rita.types("/pace aim")
    fills(west.rita, what_do="A boat of my own")
    west.rita.closes()
    home = west.rita.opens_home()
    assert home
    assert "Finish your aim" in home.text
    west.rita.types("/pace aim")
    assert form(west.rita)["What do you work for?"] == "A boat of my own"


def test_a_verb_with_words_behind_it_is_an_aim(west: Office) -> None:
    assert "Your aim: share what I know" in hears(west.rita, "/pace aim share what I know")


def test_there_is_nothing_to_share_before_there_is_an_aim(west: Office) -> None:
    assert "no aim yet" in hears(west.rita, "/pace aim share")


def test_shared_private_and_cleared_in_words(west: Office) -> None:
    west.rita.types("/pace aim A boat")
    assert "Lee Chen may read your aim" in hears(west.rita, "/pace aim share")
    assert hears(west.rita, "/pace aim unshare") == "Your aim is yours alone."
    assert "no aim of yours" in hears(west.rita, "/pace aim clear")


def test_who_is_in_no_team_has_an_aim_for_themselves(west: Office) -> None:
    assert "Your aim: A boat" in hears(west.dana, "/pace aim A boat")
    west.dana.types("/pace aim")
    assert list(form(west.dana)) == ["What do you work for?"]


def test_what_people_write_notifies_nobody(west: Office) -> None:
    answer = west.rita.types("/pace aim <!channel> & <b>")
    assert answer is not None
    assert "<!channel>" not in str(answer.blocks)
