"""The picture of a goal's pace, as people ask for it and see it."""

import pytest

from tests.office import Office, Person
from tests.slack.talk import hears


@pytest.fixture
def rows(west: Office) -> Office:
    """Rita has set goal 1 on Tuesday, and some demos have come since."""
    hears(west.rita, "/goal new 12 demos by 18 Dec")
    hears(west.rita, "/goal 1 +1")
    west.clock.wait(days=2)
    hears(west.rita, "/goal 1 +2")
    return west


def drawn(person: Person) -> dict[str, list[float]]:
    chart = person.dms[-1].blocks[1]
    assert chart["type"] == "data_visualization"
    return {line["name"]: [point["value"] for point in line["data"]] for line in chart["chart"]["series"]}


def test_the_button_on_the_card_sends_the_picture(rows: Office) -> None:
    hears(rows.rita, "/goal 1")
    rows.rita.clicks("Picture")
    assert "direct messages with me" in rows.rita.last("wins").plain
    rows.delivers()
    assert drawn(rows.rita)["Done"] == [1, 1, 3]
    assert drawn(rows.rita)["Expected"] == sorted(drawn(rows.rita)["Expected"])


def test_it_can_be_asked_for_in_words(rows: Office) -> None:
    assert "goal 1" in hears(rows.rita, "/goal picture 1")
    rows.delivers()
    assert drawn(rows.rita)["Done"] == [1, 1, 3]
    assert "/goal picture 7" in hears(rows.rita, "/goal picture")


def test_asked_for_twice_in_a_day_it_is_one_message_that_is_up_to_date(rows: Office) -> None:
    hears(rows.rita, "/goal picture 1")
    rows.delivers()
    before = len(rows.rita.dms)
    hears(rows.rita, "/goal 1 +1")
    hears(rows.rita, "/goal picture 1")
    rows.delivers()
    assert len(rows.rita.dms) == before
    assert drawn(rows.rita)["Done"][-1] == 4


def test_where_slack_has_no_charts_it_is_a_picture(rows: Office) -> None:
    rows.sandbox.refuses_blocks("data_visualization")
    hears(rows.rita, "/goal picture 1")
    rows.delivers()
    image = rows.rita.dms[-1].blocks[1]
    assert image["type"] == "image"
    assert "Done 1 to 3" in image["alt_text"]


def test_only_who_sees_the_goal_sees_its_picture(rows: Office) -> None:
    assert "I know no goal 1 of yours" in hears(rows.sam, "/goal picture 1")
    hears(rows.lee, "/goal picture 1")
    rows.delivers()
    assert drawn(rows.lee)["Done"] == [1, 1, 3]


def test_on_its_first_day_there_is_no_line_yet(west: Office) -> None:
    hears(west.rita, "/goal new 12 demos by 18 Dec")
    hears(west.rita, "/goal picture 1")
    west.delivers()
    assert "before a goal's second day" in west.rita.dms[-1].plain
