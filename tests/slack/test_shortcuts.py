"""What can be done with a message: log it as a win, thank whoever wrote it."""

from tests.office import Office, Person


def says(person: Person, text: str) -> None:
    person.types(text, in_="wins")


def fields(person: Person) -> dict[str, str]:
    assert person.form is not None
    return {label: person.form.value(label) for label in person.form.labels}


def test_a_message_logged_as_a_win_opens_the_form_with_what_it_says(west: Office) -> None:
    says(west.rita, "Acme: annual plan for 48k with @sam because we brought the CFO in early")
    west.rita.uses_shortcut("Log as a win", on=west.rita.last("wins"))
    assert fields(west.rita) == {
        "Amount": "$48,000",
        "Account": "Acme",
        "What they bought": "annual plan",
        "Closed on": "2026-11-18",
        "What made it work?": "we brought the CFO in early",
        "Who helped?": "@sam",
        "Whose win is it?": "@rita",
    }
    assert west.rita.submits()
    assert west.posted()[-1].startswith("🔔 @rita closed Acme (annual plan), $48,000.")


def test_whose_win_a_message_says_it_is_comes_before_who_wrote_it(west: Office) -> None:
    says(west.sam, "Closed 10k Globex yesterday for @mia")
    west.rita.uses_shortcut("Log as a win", on=west.rita.last("wins"))
    assert fields(west.rita)["Whose win is it?"] == "@mia"


def test_a_kind_in_a_message_is_the_kind_of_the_win(west: Office) -> None:
    west.lee.types("/pace team set kinds new, renewal", in_="wins")
    says(west.rita, "48k Acme: plan #renewal")
    west.rita.uses_shortcut("Log as a win", on=west.rita.last("wins"))
    assert (fields(west.rita)["What they bought"], fields(west.rita)["Kind"]) == ("plan", "renewal")


def test_a_message_that_was_logged_already_says_as_which_win_until_that_is_taken_back(west: Office) -> None:
    already = "Logged from this message already: win 1, Acme (plan), $48,000, by Rita Rossi."
    says(west.rita, "48k Acme: plan")
    message = west.rita.last("wins")
    for person, is_told in ((west.rita, False), (west.lee, True)):
        person.uses_shortcut("Log as a win", on=message)
        assert person.form is not None
        assert (already in person.form.text) is is_told
        if not is_told:
            assert person.submits()
    west.rita.types("/win undo 1", in_="wins")
    west.lee.closes()
    west.lee.uses_shortcut("Log as a win", on=message)
    assert west.lee.form is not None
    assert "already" not in west.lee.form.text


def test_a_win_told_last_week_is_closed_on_the_day_of_its_message(west: Office) -> None:
    says(west.rita, "Signed Acme for 48k today!")
    west.clock.wait(days=7)
    west.rita.uses_shortcut("Log as a win", on=west.rita.last("wins"))
    assert fields(west.rita)["Closed on"] == "2026-11-18"


def test_an_amount_that_can_be_read_in_two_ways_is_left_to_the_person(west: Office) -> None:
    says(west.rita, "Acme signed: 48.000 a year, 3.000 for training")
    west.rita.uses_shortcut("Log as a win", on=west.rita.last("wins"))
    assert fields(west.rita)["Amount"] == ""


def test_names_in_a_message_are_kept_as_names(west: Office) -> None:
    says(west.rita, "Acme: the plan that @mia drew up, 48k")
    west.rita.uses_shortcut("Log as a win", on=west.rita.last("wins"))
    assert fields(west.rita)["What they bought"] == "the plan that @Mia Sato drew up"


def test_channels_and_what_is_mentioned_between_quotes_are_kept_as_names_too(west: Office) -> None:
    says(west.rita, "48k Acme: the plan of #wins because of “the @mia rule”")
    west.rita.uses_shortcut("Log as a win", on=west.rita.last("wins"))
    assert fields(west.rita)["What they bought"] == "the plan of #wins"
    assert fields(west.rita)["What made it work?"] == "of “the @Mia Sato rule”"


def test_a_channel_that_slack_does_not_show_is_no_reason_to_lose_a_message(west: Office) -> None:
    says(west.rita, "48k Acme: the plan of #wins")
    west.sandbox.faults.on("conversations.info", "error:channel_not_found")
    west.rita.uses_shortcut("Log as a win", on=west.rita.last("wins"))
    assert fields(west.rita)["Account"] == "Acme"


def test_a_private_channel_has_no_name_for_whom_a_message_mentions_it_to(west: Office) -> None:
    west.sandbox.add_channel("layoffs-q1", [west.lee], private=True)
    says(west.lee, "48k Acme: the plan of #layoffs-q1")
    west.rita.uses_shortcut("Log as a win", on=west.lee.last("wins"))
    assert fields(west.rita)["Account"] == "Acme"
    assert "layoffs" not in str(fields(west.rita))


def test_somebody_whom_slack_does_not_show_is_no_reason_to_lose_a_message(west: Office) -> None:
    says(west.rita, "48k Acme: the plan that @mia drew up")
    message = west.rita.last("wins")
    message.text += " with <@U99999999>"
    for shortcut in ("Log as a win", "Give kudos", "Raise as an obstacle", "Make it a promise", "Ask for this"):
        west.sam.uses_shortcut(shortcut, on=message)
        assert west.sam.form is not None, shortcut
        assert "the plan that @Mia Sato drew up" in west.sam.form.text + str(fields(west.sam))
        west.sam.closes()


def test_of_a_message_whose_author_slack_does_not_show_everything_but_the_person_is_filled_in(west: Office) -> None:
    says(west.rita, "48k Acme: the plan that @mia drew up")
    message = west.rita.last("wins")
    message.user = "U99999999"
    for shortcut, whom in (
        ("Log as a win", "Whose win is it?"),
        ("Give kudos", "Whom do you thank?"),
        ("Make it a promise", "To whom?"),
        ("Ask for this", "Whom do you ask?"),
    ):
        west.sam.uses_shortcut(shortcut, on=message)
        assert west.sam.form is not None, shortcut
        assert "the plan that @Mia Sato drew up" in west.sam.form.text + str(fields(west.sam))
        assert fields(west.sam)[whom] == ("@sam" if shortcut == "Log as a win" else "")
        west.sam.closes()


def test_who_has_left_is_promised_nothing_and_asked_for_nothing_by_a_message(west: Office) -> None:
    says(west.rita, "The deck for Acme is not done")
    message = west.sam.last("wins")
    west.rita.leaves_slack()
    for shortcut, whom in (("Make it a promise", "To whom?"), ("Ask for this", "Whom do you ask?")):
        west.sam.uses_shortcut(shortcut, on=message)
        assert fields(west.sam)[whom] == ""
        west.sam.closes()


def test_of_a_message_that_mentions_a_whole_department_the_first_are_named(west: Office) -> None:
    says(west.rita, "48k Acme: plan")
    message = west.rita.last("wins")
    crowd = [west.sandbox.add_person(f"p{number}", f"Person {number}") for number in range(40)]
    message.text += " thanks to " + " ".join(f"<@{person.id}>" for person in crowd)
    west.sam.uses_shortcut("Raise as an obstacle", on=message)
    asked = fields(west.sam)["What do you need?"]
    assert "@Person 0 @Person 1" in asked
    assert f"@Person 29 @{crowd[30].id}" in asked


def test_a_day_that_an_app_wrote_is_kept_as_people_read_it(west: Office) -> None:
    says(west.rita, "48k Acme: the plan of")
    message = west.rita.last("wins")
    message.text += " <!date^1786000000^{date_short_pretty}^https://acme.com|6 August>"
    west.sam.uses_shortcut("Log as a win", on=message)
    assert fields(west.sam)["What they bought"] == "the plan of 6 August"


def test_links_in_a_message_are_kept_as_they_are_read(west: Office) -> None:
    says(west.rita, "Acme.com: the plan on https://acme.com/plan for jo@acme.com, 48k")
    west.rita.uses_shortcut("Log as a win", on=west.rita.last("wins"))
    assert fields(west.rita)["Account"] == "Acme.com"
    assert fields(west.rita)["What they bought"] == "the plan on https://acme.com/plan for jo@acme.com"


def test_a_win_told_by_a_message_has_a_draft_of_its_own(west: Office) -> None:
    west.rita.types("/win")
    west.rita.fills("Account", "Globex")
    west.rita.closes()
    says(west.sam, "Acme: annual plan, 48k")
    message = west.rita.last("wins")
    west.rita.uses_shortcut("Log as a win", on=message)
    west.rita.fills("Amount", "52k")
    west.rita.closes()
    west.rita.types("/win")
    assert (fields(west.rita)["Account"], fields(west.rita)["Amount"]) == ("Globex", "")
    west.rita.closes()
    west.rita.clicks("Finish your win: Acme", on=west.rita.opens_home())
    assert (fields(west.rita)["Account"], fields(west.rita)["Amount"]) == ("Acme", "52k")
    west.rita.closes()
    west.rita.uses_shortcut("Log as a win", on=message)
    assert fields(west.rita)["Amount"] == "52k"
    assert west.rita.submits()
    assert "Finish your win: Acme" not in west.rita.opens_home().text  # type: ignore[union-attr]


def test_the_bots_own_celebration_is_not_logged_again(west: Office) -> None:
    west.rita.types("/win 48k Acme", in_="wins")
    west.delivers()
    answer = west.sam.uses_shortcut("Log as a win", on=west.dana.last("wins"))
    assert answer is not None
    assert "recorded" in answer.plain
    assert west.sam.form is None


def test_the_global_shortcut_opens_the_form_of_a_win(west: Office) -> None:
    west.rita.uses_shortcut("Win")
    west.rita.fills("Amount", "48k")
    west.rita.fills("Account", "Acme")
    assert west.rita.submits()
    assert "Acme" in west.posted()[-1]


def test_the_global_shortcut_tells_whoever_is_in_no_team_how_to_get_into_one(west: Office) -> None:
    west.dana.uses_shortcut("Win")
    assert "You're in no team yet" in west.dana.dms[-1].plain


def test_kudos_on_a_message_go_to_whoever_wrote_it(west: Office) -> None:
    says(west.sam, "Stayed up with Acme's security people until 2, all green now")
    west.rita.uses_shortcut("Give kudos", on=west.sam.last("wins"))
    assert west.rita.form is not None
    assert "About: “Stayed up with Acme's security people until 2, all green now”" in west.rita.form.text
    assert fields(west.rita) == {"Whom do you thank?": "@sam", "For what?": ""}
    west.rita.fills("For what?", "for the night shift")
    assert west.rita.submits()
    assert west.posted()[-1] == "👏 Rita Rossi thanks @sam for the night shift."


def test_each_message_has_a_draft_of_its_own(west: Office) -> None:
    says(west.sam, "The audit is green")
    says(west.mia, "The deck is done")
    deck, audit = west.dana.sees("wins")[-1], west.dana.sees("wins")[-2]
    west.rita.uses_shortcut("Give kudos", on=audit)
    west.rita.fills("For what?", "for the audit")
    west.rita.closes()
    west.rita.uses_shortcut("Give kudos", on=deck)
    assert fields(west.rita) == {"Whom do you thank?": "@mia", "For what?": ""}
    west.rita.closes()
    west.rita.uses_shortcut("Give kudos", on=audit)
    assert fields(west.rita) == {"Whom do you thank?": "@sam", "For what?": "for the audit"}


def test_kudos_on_ones_own_message_or_on_an_apps_say_why_not(west: Office) -> None:
    says(west.rita, "I did it")
    own = west.rita.uses_shortcut("Give kudos", on=west.rita.last("wins"))
    assert own is not None
    assert "You wrote that yourself" in own.plain
    west.rita.types("/win 48k Acme", in_="wins")
    west.delivers()
    apps = west.sam.uses_shortcut("Give kudos", on=west.dana.last("wins"))
    assert apps is not None
    assert "An app wrote that" in apps.plain


def test_a_guest_uses_no_shortcut(west: Office) -> None:
    gus = west.sandbox.add_person("gus", "Gus Guest", guest=True)
    gus.joins("wins")
    says(west.sam, "The audit is green")
    for name in ("Give kudos", "Log as a win"):
        answer = gus.uses_shortcut(name, on=west.sam.last("wins"))
        assert answer is not None
        assert answer.plain.startswith("I work with full members of this workspace, and Gus Guest is a guest.")
        assert gus.form is None


# ── by somebody in no team yet ───────────────────────────────────────────────────────────────────────────


def test_a_message_logged_as_a_win_opens_the_form_after_joining(west: Office) -> None:
    says(west.rita, "Acme: annual plan for 48k")
    west.dana.uses_shortcut("Log as a win", on=west.rita.last("wins"))
    west.dana.clicks("Join West")
    assert (fields(west.dana)["Amount"], fields(west.dana)["Whose win is it?"]) == ("$48,000", "@rita")
    assert west.dana.submits()
    assert west.posted()[-1].startswith("🔔 @rita closed Acme (annual plan), $48,000.")


def test_a_message_raised_as_an_obstacle_opens_the_form_after_joining(west: Office) -> None:
    says(west.rita, "Legal has no answer on clause 7")
    west.dana.uses_shortcut("Raise as an obstacle", on=west.rita.last("wins"))
    west.dana.clicks("Join West")
    assert "Legal has no answer on clause 7" in fields(west.dana).values()
