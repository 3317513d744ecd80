"""No gates: whatever a rep does counts at once, and nobody else has to say yes to it.

The story plays every act of the gate's table that somebody who leads nothing can do, and looks at each right after
it, as whoever is to see it. Nobody but those who act has a turn, and no worker runs.
"""

import pytest
from sqlalchemy import select

from bot.domain.gate import ACTS, Who
from bot.models import Team
from tests.office import Office, Person

REPS = {Who.TEAM, Who.OWNER, Who.ANYONE}
LEADS = {Who.LEADER, Who.MANAGER, Who.DIRECTOR}
LOOKING = {"team.show"}
"""Reading waits for nobody anyhow."""


class Story:
    def __init__(self, office: Office) -> None:
        self.office = office
        self.told: set[str] = set()

    @property
    def number(self) -> int:
        """The one that West gave last."""
        with self.office.bot.database.reading() as session:
            return session.scalars(select(Team.last_number).where(Team.name == "West")).one()

    def plays(self, act: str, who: Person, line: str, *, sees: str, by: Person | None = None, look: str = "") -> None:
        """Somebody types it, and the answer, or what another looks at, says that it holds; {n} is the last number."""
        answer = who.types(line.format(n=self.number), in_="wins")
        assert answer or who.form, f"{act}: nobody answered {line!r}"
        self._looks(act, (by or who), look, sees, answer.plain if answer else "")

    def clicks(self, act: str, who: Person, label: str, *, sees: str, by: Person | None = None, look: str = "") -> None:
        answer = who.clicks(label)
        self._looks(act, (by or who), look, sees, answer.plain if answer else who.sees()[-1].plain)

    def _looks(self, act: str, who: Person, look: str, sees: str, answered: str) -> None:
        if look == "home":
            view = who.opens_home()
            answered = view.text if view else ""
        elif look:
            looked = who.types(look.format(n=self.number), in_="wins")
            answered = looked.plain if looked else ""
        is_absent = sees.startswith("not ")
        assert (sees.removeprefix("not ") in answered) is not is_absent, f"{act}: {sees!r}, in\n{answered}"
        self.told.add(act)


@pytest.fixture
def story(west: Office) -> Story:
    return Story(west)


def acts_of_a_rep() -> set[str]:
    return {name for name, act in ACTS.items() if act.who & REPS} - LOOKING


def test_nothing_that_a_rep_does_waits_for_anybodys_approval(story: Story) -> None:
    west = story.office
    _in_the_team(story, west)
    _wins(story, west.rita, west.sam)
    _goals(story, west)
    _obstacles(story, west)
    _promises(story, west.rita, west.sam)
    _hours(story, west)
    _with_one_another(story, west)
    _alone(story, west)
    missing = acts_of_a_rep() - story.told
    assert not missing, f"show here that these hold at once: {', '.join(sorted(missing))}"


def test_no_act_is_only_there_to_approve() -> None:
    """An act for leaders alone whose words would let one through that a rep began."""
    letting = ("approve", "allow", "permit", "release", "unlock", "accept")
    gates = [name for name, act in ACTS.items() if act.who <= LEADS and any(word in act.in_words for word in letting)]
    assert gates == []


def _in_the_team(story: Story, west: Office) -> None:
    west.sandbox.add_channel("east", [west.dana])
    west.dana.types("/pace team new East", in_="east")
    story.plays("team.found", west.dana, "/pace team show East", sees="East")
    story.plays("team.join", west.dana, "/pace team join", sees="Dana Diaz", look="/pace team show", by=west.sam)
    story.plays("team.leave", west.dana, "/pace team leave", sees="not Dana Diaz", look="/pace team show", by=west.sam)


def _wins(story: Story, rita: Person, sam: Person) -> None:
    story.plays("win.record", rita, "/win 5k Acme: annual plan", sees="$5,000", look="/win list", by=sam)
    story.plays("win.amend", rita, "/win edit {n} 6k Acme: annual plan", sees="$6,000", look="/win list", by=sam)
    story.plays("win.undo", rita, "/win undo {n}", sees="not $6,000", look="/win list", by=sam)
    rita.types("/win 7k Globex: seats", in_="wins")
    story.plays("win.reverse", rita, "/win reverse {n}", sees="not $7,000", look="/win list", by=sam)
    rita.types("/win 1k Hooli: a deal", in_="wins")
    rita.types("/win 1k Hooli Inc: another deal", in_="wins")
    story.clicks("account.merge", rita, "Yes, the same", sees="Hooli")
    story.plays("no.log", rita, "/no 12 cold calls", sees="12 no's", look="/no")
    story.plays("no.undo", rita, "/no undo", sees="not 12 no's", look="/no")
    rita.types("/no 2", in_="wins")
    story.plays("confidence.share", rita, "/no share", sees="Lee Chen")


def _goals(story: Story, west: Office) -> None:
    rita, lee = west.rita, west.lee
    story.plays("goal.set", rita, "/goal new 12 demos by EOQ", sees="12 demos", look="/goal list team", by=lee)
    story.plays("goal.log", rita, "/goal demos +2", sees="2 of 12", look="/goal")
    story.plays("goal.edit", rita, "/goal edit {n} target 14", sees="2 of 14", look="/goal list team", by=lee)
    story.plays("goal.close", rita, "/goal close {n} fewer Fridays", sees="14 demos", look="/goal list closed")
    # What a leader set for her counts before she says a word, and after she says another number.
    lee.types("/goal new 20 calls this month for @rita", in_="wins")
    story.plays("goal.answer", rita, "/goal {n} differ 15 because it is late", sees="20 calls", look="/goal")


def _obstacles(story: Story, west: Office) -> None:
    rita, sam, listed = west.rita, west.sam, "/obstacle list"
    story.plays("obstacle.raise", rita, "/obstacle a demo laptop", sees="a demo laptop", look=listed, by=sam)
    story.plays("obstacle.take", sam, "/obstacle take {n}", sees="Sam O'Neil has it", look=listed, by=rita)
    story.plays(
        "obstacle.update", sam, "/obstacle update {n} It is ordered", sees="It is ordered", look="/obstacle {n}"
    )
    story.plays("obstacle.move", rita, "/obstacle move {n} next Friday", sees="27 Nov", look="/obstacle {n}")
    story.plays(
        "obstacle.clear", sam, "/obstacle removed {n} It came", sees="last word", look="/obstacle mine", by=rita
    )
    story.plays("obstacle.confirm", rita, "/obstacle gone {n}", sees="not last word", look="/obstacle mine")
    rita.types("/obstacle a quiet room", in_="wins")
    story.plays("obstacle.drop", rita, "/obstacle drop {n}", sees="not a quiet room", look=listed, by=sam)
    # To decide, or to take it further, is for whom it was put to.
    rita.types("/obstacle decision: may I give Acme 12 % off decides @sam", in_="wins")
    story.plays("obstacle.decide", sam, "/obstacle decide {n} yes", sees="last word", look="/obstacle mine", by=rita)
    west.lee.types("/pace team set under East", in_="wins")
    rita.types("/obstacle decision: may I give Globex 12 % off decides @sam", in_="wins")
    story.plays("obstacle.escalate", sam, "/obstacle up {n} Globex waits", sees="Dana Diaz")
    rita.types("/obstacle private: my pay", in_="wins")
    story.plays("obstacle.allow", rita, "/obstacle allow {n}", sees="Dana Diaz may hear of it")


def _promises(story: Story, rita: Person, sam: Person) -> None:
    mine = "/promise to me"
    story.plays("promise.make", rita, "/promise @sam the deck by Friday", sees="the deck", look=mine, by=sam)
    story.plays("promise.keep", rita, "/promise keep {n}", sees="waits for a word", look=mine, by=sam)
    story.plays("promise.confirm", sam, "/promise done {n}", sees="not the deck ·", look=mine)
    story.plays("promise.open", rita, "/promise to the team prices by Friday", sees="prices", look=mine, by=sam)
    # Nobody promises for another: what is asked stands as asked, and is the other's own to promise.
    story.plays(
        "promise.ask", rita, "/ask @sam a reference by Friday", sees="a reference", look="/promise mine", by=sam
    )


def _hours(story: Story, west: Office) -> None:
    rita, sam = west.rita, west.sam
    story.plays("hours.offer", rita, "/pace hours today 14:00-16:00 in 30 minutes", sees="14:00", look="/pace hours")
    # Sam reads the times by his own clock.
    story.plays("hours.book", sam, "/pace hours book {n} 13:30 Acme: a yes", sees="Acme", look="/pace hours", by=rita)
    story.plays("hours.cancel", sam, "/pace hours cancel {n}", sees="not Acme", look="/pace hours", by=rita)
    offered = story.number - 1
    sam.types(f"/pace hours book {offered} 13:30 Globex: a yes", in_="wins")
    west.clock.wait(hours=6)
    story.plays("hours.join", rita, "/pace hours joined {n}", sees="joined")


def _with_one_another(story: Story, west: Office) -> None:
    rita, sam, lee = west.rita, west.sam, west.lee
    story.plays("kudos.give", rita, "/kudos @sam for the demo", sees="for the demo", look="/kudos list", by=sam)
    story.plays("kudos.undo", rita, "/kudos undo", sees="not for the demo", look="/kudos list", by=sam)
    lee.types("/pace standards new Answer every lead within a day", in_="wins")
    story.plays("standards.answer", rita, "/pace standards in {n}", sees="You're in", look="/pace standards")
    story.plays(
        "coaching.ask", rita, "/coach me on pricing", sees="Rita Rossi asks to be coached", look="/pace", by=lee
    )
    lee.types("/coach @rita looked: the call; work on: the price", in_="wins")
    story.plays("coaching.answer", rita, "/coach reply {n} 4: that helped", sees="Lee Chen reads your words")
    said = "/feedback @sam saw: the call; did: they smiled; try: a pause"
    story.plays("feedback.give", rita, said, sees="Rita Rossi", look="/feedback list", by=sam)
    story.plays("feedback.undo", rita, "/feedback undo", sees="No feedback yet", look="/feedback list", by=sam)
    lee.types("/pace autonomy @rita Run the clinics as you see fit", in_="wins")
    story.plays("autonomy.return", rita, "/pace autonomy back", sees="not clinics", look="/pace autonomy", by=lee)
    story.clicks("autonomy.undo", rita, "Undo", sees="clinics", look="/pace autonomy", by=lee)


def _alone(story: Story, west: Office) -> None:
    rita, sam = west.rita, west.sam
    story.plays("preference.set", rita, "/pace settings wins quiet", sees="quiet", look="/pace settings wins")
    story.plays("aim.set", rita, "/pace aim A house by the sea", sees="A house by the sea", look="home")
    west.bot.scheduler.tick()
    story.plays("checkin.answer", sam, "/checkin answer 1: a pause helps; 2: one price list", sees="that's it")
    story.clicks("checkin.offer", sam, "Make it an obstacle", sees="one price list")
    story.plays("away.set", rita, "/pace away tomorrow", sees="Thu 19 Nov", look="/pace away list")
    # Nobody has to be there any more to say yes.
    west.lee.leaves_slack()
    story.plays(
        "team.rescue", west.mia, "/pace team add @mia as leader", sees="Mia Sato, leader", look="/pace team show"
    )
