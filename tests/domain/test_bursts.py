"""Bursts: the rule of how many posts stand before the next ones share a thread."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from bot import outbox
from bot.db import Database
from bot.domain import bursts, kudos, preferences, teams, wins
from bot.domain.wins import Facts
from bot.models import Burst, Kudos, Membership, OutboxMessage, Win
from bot.money import Money
from tests.sales import NOW, TODAY, Sales


class Channel:
    """West's channel: posts come into it after so many minutes each."""

    def __init__(self, sales: Sales, lee: Membership, rita: Membership) -> None:
        self.sales, self.lee, self.rita = sales, lee, rita
        self.now = NOW

    def win(self, *, after: float = 0) -> Win:
        self.now += timedelta(minutes=after)
        return self.sales.win(self.rita, 1000, at=self.now)

    def kudos(self, *, after: float = 0) -> Kudos:
        self.now += timedelta(minutes=after)
        thanked = [self.rita.person]
        return kudos.give(self.sales.session, self.lee.person, self.lee.team, thanked, "for that", now=self.now)

    def undo(self, post: Win | Kudos) -> None:
        if isinstance(post, Win):
            wins.undo(self.sales.session, self.rita, post, now=self.now)
        else:
            kudos.undo(self.sales.session, self.lee.person, post, now=self.now)

    def message(self, key: str) -> OutboxMessage:
        return self.sales.session.execute(select(OutboxMessage).where(OutboxMessage.key == key)).scalar_one()

    @property
    def bursts(self) -> list[Burst]:
        return list(self.sales.session.scalars(select(Burst).order_by(Burst.id)))


@pytest.fixture
def channel(sales: Sales, lee: Membership, rita: Membership) -> Channel:
    return Channel(sales, lee, rita)


def test_three_posts_within_five_minutes_stand_by_themselves(channel: Channel) -> None:
    posts = [channel.win(), channel.kudos(after=1), channel.win(after=1)]
    assert [post.burst_id for post in posts] == [None] * 3
    assert not channel.bursts


def test_the_fourth_within_five_minutes_opens_one_post_and_stands_in_its_thread(channel: Channel) -> None:
    for minutes in (0, 1, 1):
        channel.win(after=minutes)
    fourth = channel.win(after=3)
    (burst,) = channel.bursts
    assert fourth.burst_id == burst.id
    assert channel.message(wins.key(fourth)).thread_key == bursts.key(burst.id)
    assert channel.message(bursts.key(burst.id)).thread_key is None


def test_a_fourth_after_more_than_five_minutes_stands_by_itself(channel: Channel) -> None:
    for minutes in (0, 1, 1):
        channel.win(after=minutes)
    assert channel.win(after=3.01).burst_id is None


def test_a_burst_whose_post_was_deleted_by_hand_is_over(channel: Channel) -> None:
    for _ in range(4):
        channel.win()
    (burst,) = channel.bursts
    channel.message(bursts.key(burst.id)).is_gone = True
    assert channel.win(after=1).burst_id != burst.id


def test_a_burst_is_over_once_the_team_posts_elsewhere(channel: Channel) -> None:
    for _ in range(4):
        channel.win()
    (burst,) = channel.bursts
    opened = channel.message(bursts.key(burst.id))
    opened.ts, opened.shown = "1.0", opened.wanted
    teams.set_wins_channel(channel.sales.session, channel.lee, "C0ELSEWHERE")
    joined = channel.win(after=1)
    assert joined.burst_id != burst.id
    assert channel.message(wins.key(joined)).recipient == "C0ELSEWHERE"


def test_whatever_comes_before_a_quiet_gap_joins_the_burst_and_its_post_is_told_anew(channel: Channel) -> None:
    for _ in range(4):
        channel.win()
    (burst,) = channel.bursts
    told = channel.message(bursts.key(burst.id)).wanted
    joined = [channel.win(after=5), channel.kudos(after=5), channel.win(after=5)]
    assert {post.burst_id for post in joined} == {burst.id}
    assert channel.message(bursts.key(burst.id)).wanted == told + 3


def test_after_a_quiet_gap_posts_stand_again_and_the_fourth_opens_a_new_burst(channel: Channel) -> None:
    for _ in range(5):
        channel.win()
    later = [channel.win(after=5.01), channel.win(), channel.win(), channel.win()]
    first, second = channel.bursts
    assert [post.burst_id for post in later] == [None, None, None, second.id]
    assert first.id != second.id


def test_what_was_undone_does_not_count_among_the_three_that_stand(channel: Channel) -> None:
    posts = [channel.win(), channel.kudos(), channel.win()]
    channel.undo(posts[1])
    assert channel.win().burst_id is None
    assert channel.win().burst_id is not None


def test_undoing_inside_a_burst_tells_its_post_anew_and_leaves_it_open(channel: Channel) -> None:
    for _ in range(3):
        channel.win()
    inside = [channel.win(), channel.kudos(after=1)]
    (burst,) = channel.bursts
    for post in inside:
        told = channel.message(bursts.key(burst.id)).wanted
        channel.undo(post)
        assert channel.message(bursts.key(burst.id)).wanted == told + 1
    assert bursts.told_in(channel.sales.session, burst) == ([], [])
    assert channel.win(after=4).burst_id == burst.id


def test_a_team_that_turned_bursts_off_has_every_post_stand(channel: Channel) -> None:
    preferences.set_for_team(channel.sales.session, channel.lee, "burst", "off")
    assert [channel.win().burst_id for _ in range(6)] == [None] * 6


def test_a_team_sets_how_many_posts_stand_within_how_long(channel: Channel) -> None:
    preferences.set_for_team(channel.sales.session, channel.lee, "burst", "1 post in 30 minutes")
    assert channel.win().burst_id is None
    assert channel.win(after=29).burst_id is not None


def test_a_win_that_its_owner_lets_nobody_see_is_no_post(channel: Channel) -> None:
    quiet = channel.sales.rep("Quinn", channel.lee)
    preferences.set_for_person(channel.sales.session, quiet.person, "wins", "off")
    for _ in range(3):
        channel.sales.win(quiet, 1000)
    assert channel.win().burst_id is None


def test_after_the_post_of_a_burst_is_gone_later_wins_stand_again(channel: Channel) -> None:
    for _ in range(4):
        channel.win()
    (burst,) = channel.bursts
    outbox.withdraw(channel.sales.session, bursts.key(burst.id))
    fifth = channel.win(after=1)
    assert fifth.burst_id != burst.id
    assert outbox.is_wanted(channel.sales.session, bursts.key(fifth.burst_id or 0))


def test_two_posts_at_once_open_one_burst(database: Database) -> None:
    with database.writing() as session:
        sales = Sales(session)
        lee = sales.team("West", sales.person("Lee"))
        rita = sales.rep("Rita", lee)
        for _ in range(3):
            sales.win(lee, 1000)
    meeting = Barrier(2, timeout=10)

    def post(what: str) -> None:
        with database.writing() as session:
            by, thanked = session.get_one(Membership, lee.id), session.get_one(Membership, rita.id).person
            team, giver = by.team, by.person
            if database.engine.dialect.name != "sqlite":
                meeting.wait()
            if what == "kudos":
                kudos.give(session, giver, team, [thanked], "for that", now=NOW)
            else:
                wins.record(session, by, Facts(Money(1000, "USD"), None, "a deal", TODAY), now=NOW)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(post, ("kudos", "win")))
    with database.reading() as session:
        assert len(session.scalars(select(Burst)).all()) == 1


def test_the_bursts_of_one_team_are_none_of_another(channel: Channel) -> None:
    east = channel.sales.team("East", channel.sales.person("Dana"))
    for _ in range(4):
        channel.win()
    assert channel.sales.win(east, 1000).burst_id is None


def test_kudos_that_were_not_posted_are_no_post_whatever_who_was_thanked_sets_later(channel: Channel) -> None:
    preferences.set_for_person(channel.sales.session, channel.rita.person, "thanks", "off")
    for _ in range(3):
        channel.kudos()
    preferences.set_for_person(channel.sales.session, channel.rita.person, "thanks", "loud")
    assert channel.win().burst_id is None
