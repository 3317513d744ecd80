"""Every message and view that the bot can make is within Slack's limits, which the sandbox enforces."""

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, insert, select

from bot.models import Account, Membership, MembershipRole, OutboxMessage, Person, PersonKind, Role, Win, WinCredit
from bot.sandbox.limits import check_message, check_view
from bot.slack import blocks
from bot.slack.blocks import Mrkdwn
from tests.office import Office
from tests.slack.talk import fills, hears

HUNDREDS = 300
LONG = "A&B <long> story, *told_ in ~full `with` everything " * 60
"""More than 3,000 characters, which escaping makes more than 4,000."""


def refused_by_slack(office: Office) -> list[str]:
    """What the sandbox or delivery found wrong with what the bot sent."""
    office.delivers()
    with office.bot.database.reading() as session:
        parked = list(
            session.scalars(select(OutboxMessage.parked_reason).where(OutboxMessage.parked_reason.is_not(None)))
        )
    return [*office.sandbox.troubles, *(reason or "" for reason in parked)]


@pytest.fixture
def crowded(west: Office) -> Office:
    """West with 300 people, each with the longest name that Slack takes, and a win each from one account."""
    now = west.clock.now()
    with west.bot.database.writing() as session:
        team = session.scalars(select(Membership)).first().team  # type: ignore[union-attr]
        first, joined = (session.scalar(select(func.max(each.id))) or 0 for each in (Person, Membership))
        ids = range(1, HUNDREDS + 1)
        person = {"workspace_id": team.workspace_id, "zone": "UTC", "kind": PersonKind.MEMBER, "refreshed_at": now}
        people = [
            person | {"id": first + each, "slack_id": f"U9{each:07}", "name": f"Rita & Co {each} " + "x" * 64}
            for each in ids
        ]
        session.execute(insert(Person), people)
        members = [
            {"id": joined + each, "team_id": team.id, "person_id": first + each, "joined_at": now} for each in ids
        ]
        session.execute(insert(Membership), members)
        roles = [{"membership_id": joined + each, "role": Role.REP, "given_at": now} for each in ids]
        session.execute(insert(MembershipRole), roles)
        win = {"team_id": team.id, "amount_minor": 480_000_000_00, "currency": "USD", "opening": 0, "recorded_at": now}
        win |= {"closed_on": (now - timedelta(days=1)).date(), "because": LONG[:2000]}
        account = Account(team_id=team.id, name=(LONG * 2)[:200], folded="long")
        session.add(account)
        session.flush()
        wins = [
            win | {"id": each, "number": each, "owner_id": first + each, "logged_by_id": first + each}
            | {"account_id": account.id, "title": LONG[:500]}
            for each in ids
        ]  # fmt: skip
        session.execute(insert(Win), wins)
        whole = {"share": 10_000, "amount_minor": win["amount_minor"]}
        session.execute(insert(WinCredit), [whole | {"win_id": each, "person_id": first + each} for each in ids])
        team.last_number = HUNDREDS
    return west


def test_a_team_of_hundreds_can_be_shown(crowded: Office) -> None:
    answer = hears(crowded.lee, "/pace team show")
    assert "304 people" in answer
    assert "[264 more]" in answer
    assert refused_by_slack(crowded) == []


def test_home_of_a_team_of_hundreds_fits_and_adds_up(crowded: Office) -> None:
    view = crowded.lee.opens_home()
    assert view is not None
    assert "West together: $144,000,000,000" in view.text
    assert "304 people" in view.text
    assert refused_by_slack(crowded) == []


def test_a_channel_of_thousands_costs_no_more_calls_than_one_of_five(west: Office) -> None:
    west.rita.types("/win 1k Acme: plan")
    west.delivers()
    before = len(west.sandbox.calls)
    west.rita.types("/win 1k Acme: plan")
    west.delivers()
    usual = len(west.sandbox.calls) - before
    for number in range(2000):
        west.wins.members.append(west.sandbox.add_person(f"p{number}", f"Person {number}").id)
    west.rita.types("/win 1k Acme: plan")
    west.delivers()
    assert len(west.sandbox.calls) - before == 2 * usual


def test_hundreds_of_wins_can_be_listed_to_the_last(crowded: Office) -> None:
    numbers = re.findall(r"^(\d+) ", hears(crowded.lee, "/win list"), re.MULTILINE)
    while crowded.lee.last("wins").buttons:
        crowded.lee.clicks("", on=crowded.lee.last("wins"))
        numbers += re.findall(r"^(\d+) ", crowded.lee.last("wins").plain, re.MULTILINE)
    assert [int(number) for number in numbers] == list(range(HUNDREDS, 0, -1))
    assert refused_by_slack(crowded) == []


def test_a_name_that_hundreds_have_can_be_asked_about(crowded: Office) -> None:
    question = crowded.lee.types("/win 48k Acme: plan with Rita")
    assert question is not None
    assert len(question.buttons) == 6
    assert refused_by_slack(crowded) == []


LINES = (
    "/win 48k Acme: {}",
    "/win 48k {}: plan",
    "/win 48k Acme: plan because {}",
    "/win {}",
    "/win 48.000 {}",
    "/win -48k {}",
    "/win 48k Acme with {}",
    "/win 48k Acme for {}",
    "/win edit 1 {}",
    "/win edit 1 Acme: plan because {}",
    "/win reverse {}",
    "/pace {}",
    "/pace help {}",
    "/pace team new {}",
    "/pace team add {}",
    "/pace team {}",
)


@pytest.mark.parametrize("text", [LONG, LONG.replace(" ", ""), "😀" * 3000, "\n" * 2999 + "x", "&" * 3000])
def test_three_thousand_characters_are_answered_wherever_they_are_typed(west: Office, text: str) -> None:
    west.rita.types("/win 48k Acme: plan")
    for line in LINES:
        west.rita.reloads()
        west.rita.types(line.format(text[:3000]))
        assert west.rita.answer or west.rita.form
        if west.rita.form:
            west.rita.submits()
            west.rita.closes() if west.rita.form else None
    assert refused_by_slack(west) == []


def test_a_win_as_long_as_can_be_is_told_whole_lifelong(west: Office) -> None:
    people = " ".join(f"@{person.handle}" for person in (west.sam, west.mia, west.lee))
    west.rita.types("/win")
    fills(
        west.rita,
        amount="48k",
        account=LONG[:200].strip(),
        what_they=LONG[200:700].strip(),
        what_made=(LONG * 2)[:2000].strip(),
    )
    west.rita.fills("Who helped?", people.split())
    assert west.rita.submits()
    west.delivers()
    west.clock.wait(hours=2)
    west.rita.types("/win edit 1")
    fills(west.rita, what_made=("Another " + LONG)[:2000].strip())
    assert west.rita.submits()
    hears(west.rita, "/win list")
    hears(west.rita, "/win reverse 1")
    assert refused_by_slack(west) == []
    assert len(west.dana.sees("wins")[0].replies) == 2


def test_an_undo_button_is_kept_whatever_was_sold(west: Office) -> None:
    answer = west.rita.types(f"/win 48k Acme: {'&' * 500}")
    assert answer is not None
    assert answer.buttons[:1] == ["Undo"]


# ── blocks, whatever they are given ──────────────────────────────────────────────────────────────────────

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=7000) | st.sampled_from([LONG, "&" * 5000, ""])
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=400).filter(str.strip)


@given(texts)
def test_any_words_are_a_message(text: str) -> None:
    said = blocks.words(text)
    if text.strip():
        check_message(said.text, said.blocks)


@given(texts, st.integers(2, 3000))
def test_escaped_text_is_cut_between_entities(text: str, limit: int) -> None:
    kept = blocks.cut(blocks.escape(text), limit)
    assert len(kept) <= limit
    assert re.search(r"&(?!amp;|lt;|gt;)", kept) is None


@given(texts)
def test_text_handed_back_is_whole(text: str) -> None:
    pieces = blocks.verbatim(text)
    assert "".join(piece["text"]["text"] for piece in pieces) == text


@given(words, st.integers(1, 5))
def test_any_buttons_are_a_message(label: str, count: int) -> None:
    row = blocks.actions(*(blocks.button(label, "act", "x", nth=nth) for nth in range(count)))
    check_message("text", [row])


@given(words, words, words)
def test_any_form_is_a_view(title: str, label: str, value: str) -> None:
    form = blocks.form(
        "form",
        title,
        blocks.section(value),
        blocks.text_field("text", label, value, hint=label, placeholder=label, longest=200),
        blocks.people_field("people", label, ["U1"]),
        blocks.person_field("person", label, "U1"),
        submit=title,
        metadata={"win": 1},
    )
    check_view(form, "modal")


@given(words, st.integers(40, 120))
def test_many_blocks_are_cut_to_what_a_message_takes(line: str, count: int) -> None:
    said = blocks.message(*(blocks.section(f"{number} {line}") for number in range(count)))
    check_message(said.text, said.blocks)


def test_text_is_escaped_once() -> None:
    once = blocks.mrkdwn("{what} & {who}", what="<a> & b", who=blocks.mention("U1"))
    assert once == "&lt;a&gt; &amp; b & <@U1>"
    assert blocks.escape(once) is once
    assert blocks.section(once)["text"]["text"] == once


def test_a_mention_is_not_split() -> None:
    assert blocks.cut(Mrkdwn("thanks <@U00000001>"), 12) == "thanks…"
