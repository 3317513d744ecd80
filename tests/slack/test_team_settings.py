"""Settings of a team: shown, set in words, said back, and refused to those who may not."""

import pytest

from bot.domain.preferences import TEAM
from bot.sandbox import Person
from tests.office import Office


def says(person: Person, text: str) -> str:
    answer = person.types(f"/pace team set {text}".strip(), in_="wins")
    assert answer
    return answer.plain


def test_without_a_name_every_setting_is_shown_with_an_example(west: Office) -> None:
    lines = says(west.lee, "").splitlines()
    names = [line.removeprefix("• ").partition(":")[0] for line in lines[1:]]
    assert names == ["name", "currency", "channel", "wins", "zone", "under", *TEAM]
    assert all(f"/pace team set {name} " in line for name, line in zip(names, lines[1:], strict=True))
    assert "undo: 60 minutes." in lines[7]


def test_every_example_that_is_shown_is_understood(west: Office) -> None:
    west.dana.types("/pace team new North", in_=west.sandbox.add_channel("north", [west.dana]))
    bell = west.sandbox.add_channel("bell", [west.lee])
    west.sandbox.add_channel("west", [west.lee])
    for line in says(west.lee, "").splitlines()[1:]:
        example = line.rpartition("/pace team set ")[2]
        answer = says(west.lee, example)
        assert answer.startswith("West Coast, ")
    assert bell.name in says(west.lee, "wins")


def test_a_team_is_called_otherwise(west: Office) -> None:
    west.dana.types("/pace team new North", in_=west.sandbox.add_channel("north", [west.dana]))
    assert says(west.lee, "name to west & co") == "west & co, name: West → west & co."
    assert says(west.lee, "name West & Co") == "West & Co, name: west & co → West & Co."
    assert "There is a team called NORTH already" in says(west.lee, "name NORTH")
    assert "I keep at most 60" in says(west.lee, f"name {'x' * 61}")
    assert "can change the settings of the team" in says(west.rita, "name East")


def test_a_name_alone_says_how_it_is_and_how_to_turn_it_off(west: Office) -> None:
    assert says(west.sam, "burst").splitlines() == [
        "• burst: 3 posts in 5 minutes. How many posts stand, within how many minutes, before the next ones share "
        "a thread. /pace team set burst 3 posts in 5 minutes",
        "/pace team set burst off: turns it off",
    ]


IN_EUR = (
    "An amount without a currency is in EUR from now on, and totals count EUR alone: what was said in USD stays so, "
    "beside them."
)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("currency EUR", f"West, currency: USD → EUR. {IN_EUR}"),
        ("currency to eur", f"West, currency: USD → EUR. {IN_EUR}"),
        ("undo 2 hours", "West, undo: 60 minutes → 120 minutes."),
        ("undo: off", "West, undo: 60 minutes → off."),
        ("undo 60", "West, undo: 60 minutes, as it was."),
        ("undo 1 minute", "West, undo: 60 minutes → 1 minute."),
        ("ask 1 time", "West, ask: 3 times → 1 time."),
        ("burst 1 post in 1 minute", "West, burst: 3 posts in 5 minutes → 1 post in 1 minute."),
        ("tiers 2, 4 and 8", "West, tiers: 1, 3 and 10 times → 2, 4 and 8 times."),
        ("burst off", "West, burst: 3 posts in 5 minutes → off."),
        ("zone Asia/Tokyo", "West, zone: Europe/Berlin → Asia/Tokyo."),
        ("zone new york", "West, zone: Europe/Berlin → America/New_York."),
        ("under nothing", "West, under: nothing, as it was."),
        ("name @sam and #wins", "@sam and #wins, name: West → @sam and #wins."),
        (
            "skills product, @sam",
            "West, skills: product, communication, resilience, strategic thinking → product, @sam.",
        ),
    ],
)
def test_what_was_and_what_is_are_said_back(west: Office, words: str, answer: str) -> None:
    assert says(west.lee, words) == answer


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("undu 30", "I know no setting “undu” of a team. Did you mean /pace team set undo?"),
        ("qqq", "I know no setting “qqq” of a team. /pace team set alone shows all there are."),
        ("currency euro", "I know no currency “euro”. Did you mean /pace team set currency EUR?"),
        ("zone berln", "I know no time zone “berln”. Did you mean /pace team set zone Europe/Berlin?"),
        ("name off", "off means no team, so none can be called that. Try a name such as West."),
        (
            "undo 90 days",
            "I read “90 days”, which undo can't be. Try /pace team set undo 30 minutes or /pace team set undo off.",
        ),
    ],
)
def test_what_is_unknown_gets_the_nearest_or_an_example(west: Office, words: str, answer: str) -> None:
    assert says(west.lee, words).splitlines() == [answer, "You typed:", f"/pace team set {words}"]


@pytest.mark.parametrize("words", ["undo off", "currency EUR", "zone Tokyo", "wins here", "wins off", "channel here"])
def test_a_rep_sets_nothing_for_the_team(west: Office, words: str) -> None:
    assert says(west.rita, words).startswith("Only a leader of the team or a manager of the team can change")


def test_a_setting_works_from_the_moment_on(west: Office) -> None:
    says(west.lee, "undo off")
    west.rita.types("/win 48k Acme", in_="wins")
    west.clock.wait(seconds=1)
    answer = west.rita.types("/win undo", in_="wins")
    assert answer
    assert answer.plain.startswith("Undo is off in West")


UNDOABLE = (
    ("rita", "/win 48k Acme"),
    ("rita", "/no Globex: too late"),
    ("rita", "/kudos @sam for the demo"),
    ("lee", "/pace cheer @rita that silence was brave"),
    ("lee", "/pace cheer dm @rita that silence was brave"),
    ("rita", "/goal new 12 demos by EOQ"),
    ("rita", "/goal demos +2"),
    ("rita", "/promise @sam the deck by Friday"),
    ("rita", "/feedback @sam saw: a; did: b; try: c"),
    ("lee", "/coach @rita looked: the Acme call; well: the silence; work on: the price"),
    ("lee", "/pace autonomy @rita I trust you with the north"),
    ("lee", "/pace autonomy @rita end we plan it together"),
)


@pytest.mark.parametrize("undo", ["30 minutes", "off"])
def test_undo_is_offered_exactly_where_the_team_allows_it(west: Office, undo: str) -> None:
    says(west.lee, f"undo {undo}")
    for who, line in UNDOABLE:
        answer = getattr(west, who).types(line, in_="wins")
        assert answer is not None
        assert ("Undo" in answer.buttons) is (undo != "off"), line


# ── above and below ──────────────────────────────────────────────────────────────────────────────────────


def test_a_team_is_placed_under_another_and_taken_out(west: Office) -> None:
    west.dana.types("/pace team new North", in_=west.sandbox.add_channel("north", [west.dana]))
    assert says(west.lee, "under Wes").startswith("I know no team “Wes”. /pace team new North, typed in its channel, ")
    unknown = says(west.lee, "under Nort").splitlines()
    assert unknown[0] == "I know no team “Nort”. Did you mean /pace team set under north?"
    assert says(west.lee, "under north") == "West, under: nothing → North."
    circle = west.dana.types("/pace team set under West", in_="north")
    assert circle
    assert "teams don't go in a circle" in circle.plain
    assert says(west.lee, "under nothing") == "West, under: North → nothing."


# ── the team's own channel ───────────────────────────────────────────────────────────────────────────────


def test_a_team_moves_to_a_channel_that_has_no_team(west: Office) -> None:
    west.sandbox.add_channel("bell", [west.lee, west.rita, west.dana], bot_is_in=False)
    west.dana.types("/pace team new North", in_=west.sandbox.add_channel("north", [west.dana, west.lee]))
    assert "This channel is already the one of North" in says(west.lee, "channel #north")
    assert "no channel that Slack shows me" in says(west.lee, "channel off")
    assert says(west.lee, "channel #bell") == "West, channel: #wins → #bell."
    assert says(west.lee, "wins").startswith("• wins: #bell.")
    west.rita.types("/obstacle a laptop", in_="wins")
    assert any("a laptop" in post for post in west.posted("bell"))


# ── the channel for wins ─────────────────────────────────────────────────────────────────────────────────


def test_the_bot_joins_a_public_channel_and_posts_wins_there(west: Office) -> None:
    bell = west.sandbox.add_channel("bell", [west.lee, west.dana], bot_is_in=False)
    assert says(west.lee, "wins #bell") == "West, wins: #wins → #bell."
    west.rita.types("/win 48k Acme", in_="wins")
    assert west.sandbox.workspace.app.user_id in bell.members
    assert any("Acme" in post for post in west.posted("bell"))
    assert says(west.lee, "wins off") == "West, wins: #bell → #wins."


def test_a_private_channel_is_asked_to_invite_the_bot(west: Office) -> None:
    west.sandbox.add_channel("secret", [west.lee], private=True, bot_is_in=False)
    answer = west.lee.types("/pace team set wins here", in_="secret")
    assert answer
    assert "/invite @Pacesetter" in answer.plain


def test_an_archived_channel_is_refused(west: Office) -> None:
    west.sandbox.add_channel("old", [west.lee])
    west.lee.archives("old")
    assert says(west.lee, "wins #old").startswith("#old is archived. Try a channel that is in use.")


def test_words_that_are_no_channel_are_refused(west: Office) -> None:
    assert "no channel that Slack shows me" in says(west.lee, "wins the bell channel")
    assert "no channel that Slack shows me" in says(west.lee, "wins @rita")


def test_a_channel_shared_with_another_organisation_waits_for_the_leaders_word(west: Office) -> None:
    partners = west.sandbox.add_channel("partners", [west.lee, west.dana], ext_shared=True, bot_is_in=False)
    answer = west.lee.types("/pace team set wins #partners", in_="wins")
    assert answer
    assert "shared with another organisation" in answer.plain
    assert west.sandbox.workspace.app.user_id not in partners.members
    assert says(west.lee, "wins").startswith("• wins: #wins")
    west.lee.clicks("Post our wins there", on=answer)
    assert says(west.lee, "wins").startswith("• wins: #partners")


def test_a_rep_cannot_say_that_sharing_is_fine(west: Office) -> None:
    west.sandbox.add_channel("partners", [west.lee], ext_shared=True)
    answer = west.lee.types("/pace team set wins #partners", in_="wins")
    assert answer
    answer.visible_to = None  # as if it had been forwarded to the channel
    refused = west.rita.clicks("Post our wins there", on=answer)
    assert refused
    assert "Only a leader of the team can let another organisation read" in refused.plain
