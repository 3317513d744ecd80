"""Who is in a team and as what: added, removed, shown, welcomed, and followed as Slack changes them."""

import pytest

from bot.sandbox import Person
from tests.office import BEGIN, Office
from tests.slack.talk import hears, presses


def shown(person: Person, name: str = "") -> list[str]:
    """The lines of the team's people."""
    return hears(person, f"/pace team show {name}".strip()).splitlines()[1:]


# ── added ────────────────────────────────────────────────────────────────────────────────────────────────


def test_people_are_added_by_mention_and_told_by_name(west: Office) -> None:
    assert hears(west.lee, "/pace team add @dana") == "Dana Diaz is a rep of West now."
    assert hears(west.dana, "/pace team show").splitlines() == [
        "West · #wins · 5 people · USD · Berlin time",
        "• Dana Diaz, rep",
        "• Lee Chen, leader and rep",
        "• Mia Sato, rep",
        "• Rita Rossi, rep",
        "• Sam O'Neil, rep",
    ]


def test_adding_somebody_twice_is_said_and_does_no_harm(west: Office) -> None:
    told = hears(west.lee, "/pace team add @rita, @sam and @dana")
    assert told == "Dana Diaz is a rep of West now. Rita Rossi and Sam O'Neil are reps of West already."


def test_whoever_coaches_them_already_is_said_to(west: Office) -> None:
    hears(west.lee, "/pace team add @sam as coach of @rita")
    once_more = hears(west.lee, "/pace team add @sam as coach of @rita")
    assert once_more == "Sam O'Neil is a coach of Rita Rossi in West already."
    with_mia = hears(west.lee, "/pace team add @sam as coach of @rita @mia")
    assert with_mia == "Sam O'Neil is a coach of Rita Rossi and Mia Sato in West now."


@pytest.mark.parametrize(
    ("said", "answer", "line"),
    [
        ("@sam as leader", "Sam O'Neil is a leader of West now.", "• Sam O'Neil, leader and rep"),
        ("@sam as a manager", "Sam O'Neil is a manager of West now.", "• Sam O'Neil, manager and rep"),
        ("@dana as Managers.", "Dana Diaz is a manager of West now.", "• Dana Diaz, manager"),
        (
            "@dana as coach of @rita and @sam",
            "Dana Diaz is a coach of Rita Rossi and Sam O'Neil in West now.",
            "• Dana Diaz, coach of Rita Rossi and Sam O'Neil",
        ),
        (
            "@sam, @mia as coaches of @rita",
            "Sam O'Neil and Mia Sato are coaches of Rita Rossi in West now.",
            "• Mia Sato, rep and coach of Rita Rossi",
        ),
    ],
)
def test_people_are_added_as_what_is_said(west: Office, said: str, answer: str, line: str) -> None:
    assert hears(west.lee, f"/pace team add {said}") == answer
    assert line in shown(west.lee)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("", "Whom do you mean? Try /pace team add @rita @mia or /pace team add @sam as coach of @rita."),
        ("rita", "I read “rita”, but no mention, and I don't guess who is meant. Try /pace team add @rita"),
        ("@channel", "“@channel” is no person. Name people one by one."),
        ("#wins", "“#wins” is no person. Name people one by one."),
        ("leader @dana", "I don't understand “leader” in that."),
        ("@dana please", "I don't understand “please” in that."),
        ("@dana as leader, @mia as manager", "I don't understand “as leader,” in that."),
        ("@dana as leader @mia", "One role at a time, and behind it nobody else."),
        ("@dana as leder", "I know no role “leder”. Did you mean leader?"),
        ("@dana as boss", "I know no role “boss”. There are leader, manager, rep and coach."),
        ("@dana as coach", "Whom shall Dana Diaz coach? Try /pace team add @sam as coach of @rita."),
        ("@rita as coach of @rita", "Rita Rossi can't coach themselves."),
        ("@sam as coach of @dana", "Dana Diaz is not in West."),
    ],
)
def test_what_cannot_be_read_adds_nobody(west: Office, said: str, answer: str) -> None:
    before = shown(west.lee)
    assert hears(west.lee, f"/pace team add {said}").startswith(answer)
    assert shown(west.lee) == before


def test_a_user_group_is_no_person(west: Office) -> None:
    answer = hears(west.lee, "/pace team add <!subteam^S0EMEA|@sales-emea>")
    assert answer.startswith("“@sales-emea” is no person. Name people one by one.")


@pytest.mark.parametrize(
    ("about", "answer"),
    [
        ({"guest": True}, "I work with full members of this workspace, and Gus is a guest."),
        ({"stranger": True}, "I work with people of this workspace, and Gus is of another one."),
        ({"bot": True}, "I work with people, and Gus is an app."),
        ({"deleted": True}, "Gus has left this workspace."),
    ],
)
def test_nobody_is_added_together_with_somebody_who_is_nobody_here(
    west: Office, about: dict[str, bool], answer: str
) -> None:
    west.sandbox.add_person("gus", "Gus", **about)
    assert hears(west.lee, "/pace team add @dana @gus").startswith(answer)
    assert not any("Dana" in line for line in shown(west.lee))


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("add @dana", "Only a leader of the team or a manager of the team can add or remove people."),
        ("add @rita as leader", "Only a leader of the team can say who leads and who manages it."),
        ("add @rita as coach of @sam", "Only a leader of the team or a manager of the team can add or remove"),
        ("remove @sam", "Only a leader of the team or a manager of the team can add or remove people."),
        ("remove @lee as leader", "Only a leader of the team can say who leads and who manages it."),
    ],
)
def test_a_rep_changes_nobody_and_gives_themselves_no_role(west: Office, said: str, answer: str) -> None:
    before = shown(west.lee)
    assert hears(west.rita, f"/pace team {said}").startswith(answer)
    assert shown(west.lee) == before


def test_a_manager_adds_people_and_appoints_nobody(west: Office) -> None:
    west.lee.types("/pace team add @sam as manager")
    assert hears(west.sam, "/pace team add @dana") == "Dana Diaz is a rep of West now."
    for said in ("add @sam as leader", "remove @lee", "remove @lee as leader"):
        assert hears(west.sam, f"/pace team {said}").startswith("Only a leader of the team can say who leads")


def test_thirty_people_are_added_at_once_and_more_are_not(west: Office) -> None:
    people = [f"@p{nth}" for nth in range(31) if west.sandbox.add_person(f"p{nth}", f"Person {nth}")]
    answer = hears(west.lee, f"/pace team add {' '.join(people)}")
    assert answer.startswith("31 of them are new to me, and Slack lets me look up 30 in one go.")
    assert "let people join by themselves with /pace team join" in answer
    assert len(shown(west.lee)) == 4
    assert "are reps of West now" in hears(west.lee, f"/pace team add {' '.join(people[:30])}")
    assert "Person 30 is a rep of West now. Person 0" in hears(west.lee, f"/pace team add {' '.join(people)}")


# ── removed ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "answer", "line"),
    [
        ("@rita", "Rita Rossi is no longer in West. Their wins stay.", None),
        ("@rita @sam", "Rita Rossi and Sam O'Neil are no longer in West. Their wins stay.", None),
        ("@mia as leader", "Mia Sato is no leader of West any more.", "• Mia Sato, rep and coach of Sam O'Neil"),
        ("@mia as rep", "Mia Sato is no rep of West any more.", "• Mia Sato, leader and coach of Sam O'Neil"),
        ("@mia as coach", "Mia Sato is no coach of anybody in West any more.", "• Mia Sato, leader and rep"),
        ("@mia as coach of @sam", "Mia Sato is no coach of Sam O'Neil in West any more.", "• Mia Sato, leader and rep"),
    ],
)
def test_people_and_roles_are_removed(west: Office, said: str, answer: str, line: str | None) -> None:
    west.lee.types("/pace team add @mia as leader")
    west.lee.types("/pace team add @mia as coach of @sam")
    assert hears(west.lee, f"/pace team remove {said}") == answer
    assert line is None or line in shown(west.lee)
    assert line is not None or not any("Rita" in told for told in shown(west.lee))


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("", "Whom do you mean? Try /pace team remove @sam or /pace team remove @sam as leader."),
        ("@dana", "Dana Diaz is not in West."),
        ("@rita as leader", "Rita Rossi is no leader of West."),
        ("@rita as coach", "Rita Rossi coaches nobody of that name in West."),
        ("@lee", "Lee Chen is the only leader of West, and a team keeps at least one."),
        ("@lee as leader", "Lee Chen is the only leader of West, and a team keeps at least one."),
    ],
)
def test_what_cannot_be_removed_is_said(west: Office, said: str, answer: str) -> None:
    before = shown(west.lee)
    assert hears(west.lee, f"/pace team remove {said}").startswith(answer)
    assert shown(west.lee) == before


def test_of_several_nobody_is_removed_where_one_cannot_be(west: Office) -> None:
    hears(west.lee, "/pace team remove @rita @dana")
    assert len(shown(west.lee)) == 4


def test_the_last_leader_cannot_leave_and_others_can(west: Office) -> None:
    assert hears(west.rita, "/pace team leave") == "You've left West. Your wins there stay."
    assert hears(west.lee, "/pace team leave").startswith("Lee Chen is the only leader of West")
    west.lee.types("/pace team add @sam as leader")
    assert hears(west.lee, "/pace team leave") == "You've left West. Your wins there stay."
    assert shown(west.sam) == ["• Mia Sato, rep", "• Sam O'Neil, leader and rep"]


def test_a_manager_may_step_down_by_themselves(west: Office) -> None:
    west.lee.types("/pace team add @sam as manager")
    assert hears(west.sam, "/pace team remove @sam as manager") == "Sam O'Neil is no manager of West any more."


def test_a_former_leader_loses_at_once_what_belonged_to_the_role_old_buttons_too(west: Office) -> None:
    west.rita.types("/win 48k Acme: plan")
    west.lee.types("/pace team add @sam as leader")
    west.sam.types("/win list")
    edit = west.rita.answer
    assert edit is not None
    edit.visible_to = None  # as if it had been forwarded to the channel
    west.lee.types("/pace team remove @sam as leader")
    for label in ("Edit", "Undo"):
        refused = west.sam.clicks(label, on=edit)
        assert refused
        assert refused.plain.startswith("Only its owner or a leader of the team can")
    assert "Only a leader" in hears(west.sam, "/pace team set undo off")
    assert "Only a leader" in hears(west.sam, "/pace team remove @lee as leader")


def test_the_wins_of_somebody_who_was_removed_stay(west: Office) -> None:
    west.rita.types("/win 48k Acme: plan")
    west.lee.types("/pace team remove @rita")
    assert "Acme" in hears(west.lee, "/win list")
    assert "$48,000" in west.posted()[0]


# ── welcomed ─────────────────────────────────────────────────────────────────────────────────────────────


def welcomes(office: Office, person: Person) -> list[str]:
    """Once work has begun in Dana's New York, too."""
    office.clock.to(BEGIN.replace(hour=15))
    office.delivers()
    return [message.plain for message in person.dms if "added you" in message.plain]


def test_whoever_is_added_is_welcomed_once(west: Office) -> None:
    west.lee.types("/pace team add @dana")
    west.lee.types("/pace team add @dana as manager")
    assert welcomes(west, west.dana) == [
        "Lee Chen added you to West. /win posts to #wins: try /win 48k Acme: annual plan. "
        "I'll ask you two things a week, Monday and Friday: /checkin list shows what. "
        "Your no's and shortfalls never go to the channel: /pace privacy says who reads what. "
        "/pace settings turns me down."
    ]


def test_whoever_is_removed_before_the_welcome_was_sent_gets_none(west: Office) -> None:
    west.lee.types("/pace team add @dana")
    west.lee.types("/pace team remove @dana")
    assert welcomes(west, west.dana) == []


def test_whoever_is_added_after_another_was_removed_is_welcomed(west: Office) -> None:
    west.lee.types("/pace team add @dana")
    west.lee.types("/pace team remove @dana")
    newcomer = west.sandbox.add_person("nina", "Nina")
    west.lee.types("/pace team add @nina")
    assert len(welcomes(west, newcomer)) == 1
    assert welcomes(west, west.dana) == []


def test_whoever_turned_notices_off_is_not_welcomed(west: Office) -> None:
    west.dana.types("/pace settings notices off")
    west.lee.types("/pace team add @dana")
    assert welcomes(west, west.dana) == []


def test_whoever_joins_by_themselves_is_told_the_same_in_the_answer_and_not_welcomed(west: Office) -> None:
    west.sandbox.add_channel("bell", [west.lee])
    west.lee.types("/pace team set wins #bell")
    assert hears(west.dana, "/pace team join") == (
        "You're in West now. /win posts to #bell: try /win 48k Acme: annual plan. "
        "I'll ask you two things a week, Monday and Friday: /checkin list shows what. "
        "Your no's and shortfalls never go to the channel: /pace privacy says who reads what. "
        "/pace settings turns me down."
    )
    assert hears(west.dana, "/pace team join") == "You're in West already."
    assert welcomes(west, west.dana) == []


# ── shown ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_large_team_is_shown_in_pages(west: Office) -> None:
    people = [f"@p{nth:02}" for nth in range(41) if west.sandbox.add_person(f"p{nth:02}", f"Person {nth:02}")]
    for begin in (0, 25):
        west.lee.types(f"/pace team add {' '.join(people[begin : begin + 25])}")
    first = hears(west.lee, "/pace team show").splitlines()
    assert first[0].startswith("West · #wins · 45 people")
    assert first[-1] == "[5 more]"
    rest = presses(west.lee, "5 more").splitlines()
    assert rest[0] == first[0]
    assert len(rest) == 6
    assert not set(rest[1:]) & set(first)


@pytest.fixture
def north(west: Office) -> Office:
    """Dana leads North, above West; East is a team of Nina's."""
    west.dana.types("/pace team new North", in_=west.sandbox.add_channel("north", [west.dana]))
    west.lee.types("/pace team set under North", in_="wins")
    nina = west.sandbox.add_person("nina", "Nina")
    nina.types("/pace team new East", in_=west.sandbox.add_channel("east", [nina]))
    return west


def test_a_director_sees_the_team_below(north: Office) -> None:
    assert hears(north.dana, "/pace team show west").startswith("West · #wins · 4 people · USD · Berlin time · under")


@pytest.mark.parametrize(("said", "head"), [("West", "month"), ("month west", "month"), ("Quarter  West", "quarter")])
def test_a_director_lists_the_wins_of_the_team_below(north: Office, said: str, head: str) -> None:
    for amount in range(1, 17):
        north.rita.types(f"/win {amount} Acme: plan", in_="wins")
    answer = north.dana.types(f"/win list {said}", in_="north")
    assert answer
    assert answer.plain.startswith(f"West, this {head}: 16 wins, $136.")
    north.dana.clicks("1 more")
    (rest,) = [message.plain for message in north.dana.sees("north") if message.ephemeral][-1:]
    assert rest.splitlines()[1].endswith("· Rita Rossi · Acme · $1")


def test_whoever_leads_no_team_above_does_not_list_its_wins(north: Office) -> None:
    north.rita.types("/win 5k Acme: plan", in_="wins")
    for who, name in ((north.dana, "East"), (north.rita, "North")):
        assert hears(who, f"/win list {name}").splitlines()[0] == (
            "You're not in that team, so I don't show you what it shares. "
            "The same line without the team's name shows what your own does, once you're in one."
        )


def test_a_win_may_begin_with_the_word_list(west: Office) -> None:
    assert hears(west.rita, "/win list price deal 48k Acme").startswith("Logged as win 1")


def test_a_director_sees_no_team_that_is_not_below(north: Office) -> None:
    assert "can see the team" in hears(north.dana, "/pace team show East")


def test_a_director_changes_nothing_in_the_team_below(north: Office) -> None:
    answer = north.dana.types("/pace team add @sam as leader", in_="wins")
    assert answer
    assert "• Sam O'Neil, rep" in shown(north.lee)


def test_who_is_below_does_not_see_the_team_above(north: Office) -> None:
    assert hears(north.lee, "/pace team show North").startswith("Only people of the team or a leader of the team above")


def test_a_rep_of_the_team_above_is_no_director(north: Office) -> None:
    rep = north.sandbox.add_person("otto", "Otto")
    north.dana.types("/pace team add @otto", in_="north")
    rep.joins("wins")
    assert "can see the team" in hears(rep, "/pace team show West")


def test_a_team_nobody_knows_is_said(west: Office) -> None:
    assert hears(west.lee, "/pace team show Wset").startswith("I know no team called Wset.")


# ── followed as Slack changes them ───────────────────────────────────────────────────────────────────────


def test_names_follow_at_once(west: Office) -> None:
    west.rita.renames("Rita Russo")
    assert "• Rita Russo, rep" in shown(west.lee)


def test_zones_follow_at_once(west: Office) -> None:
    west.dana.types("/pace privacy")
    west.dana.moves_to("Asia/Tokyo")
    west.dana.types("/pace team new East", in_=west.sandbox.add_channel("east", [west.dana]))
    answer = west.dana.types("/pace team show", in_="east")
    assert answer
    assert "Tokyo time" in answer.plain


def test_a_guest_who_became_a_member_can_be_added_at_once(west: Office) -> None:
    gus = west.sandbox.add_person("gus", "Gus", guest=True)
    assert "Gus is a guest" in hears(west.lee, "/pace team add @gus")
    gus.user.guest = False
    gus.renames("Gus Gray")
    assert hears(west.lee, "/pace team add @gus") == "Gus Gray is a rep of West now."


def test_a_member_who_became_a_guest_does_nothing_any_more(west: Office) -> None:
    west.rita.user.guest = True
    west.rita.renames("Rita Rossi")
    assert "Rita Rossi is a guest" in hears(west.rita, "/win 48k Acme")


def test_whoever_left_is_hidden_and_their_wins_stay(west: Office) -> None:
    west.mia.types("/win 5k Acme: seat")
    west.mia.leaves_slack()
    assert hears(west.lee, "/pace team show").startswith("West · #wins · 3 people")
    assert not any("Mia" in line for line in shown(west.lee))
    assert "Acme" in hears(west.lee, "/win list")
    assert hears(west.lee, "/pace team add @mia").startswith("Mia Sato is a rep of West already")


def test_somebody_unknown_stays_so_when_slack_changes_them(west: Office) -> None:
    west.sandbox.add_person("nina", "Nina").renames("Nina Novak")
    assert not any("Nina" in line for line in shown(west.lee))


def test_where_no_leader_is_left_anybody_of_the_team_may_appoint_one_and_is_told(west: Office) -> None:
    west.lee.leaves_slack()
    told = "West has no leader left in Slack, so anybody of the team may appoint one"
    assert told in hears(west.rita, "/pace team show")
    assert told in hears(west.rita, "/pace team add @dana")
    assert told in hears(west.rita, "/pace team add @sam as manager")
    assert hears(west.rita, "/pace team add @sam as leader") == "Sam O'Neil is a leader of West now."
    assert told not in hears(west.rita, "/pace team show")
    assert hears(west.rita, "/pace team add @rita as leader").startswith("Only a leader of the team can say")


def test_where_no_leader_is_left_nobody_from_outside_appoints_one(west: Office) -> None:
    west.lee.leaves_slack()
    assert "You're in no team yet" in hears(west.dana, "/pace team add @dana as leader")


IN_TROUBLE = ["http:503", "ratelimited", "lost_before", "error:internal_error", "garbled"]


@pytest.mark.parametrize("fault", IN_TROUBLE)
def test_while_slack_is_in_trouble_people_are_taken_as_they_were_known(west: Office, fault: str) -> None:
    west.clock.wait(hours=25)
    west.sandbox.faults.on("users.info", fault, times=2)
    assert hears(west.rita, "/win 48k Acme: plan with @sam").startswith("Logged as win 1")


def test_somebody_unknown_is_not_counted_in_while_slack_is_in_trouble(west: Office) -> None:
    west.sandbox.faults.on("users.info", "http:503")
    hears(west.lee, "/pace team add @dana")
    assert len(shown(west.lee)) == 4


def test_whom_slack_does_not_show_any_more_is_refused_though_known(west: Office) -> None:
    west.clock.wait(hours=25)
    west.sandbox.faults.on("users.info", "error:user_not_found")
    assert "Slack doesn't show me the person" in hears(west.rita, "/win 48k Acme: plan")
