"""An obstacle in one line."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.phrases import Colleague, ObstaclePhrase, read_obstacle

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
"""A Wednesday."""
COLLEAGUES = [
    Colleague("U1", "Lee Chen", is_leader=True),
    Colleague("U2", "Sam O'Neil"),
    Colleague("U4", "Mia Sato"),
    Colleague("U5", "Will May"),
    Colleague("U6", "José Díaz"),
]
"""Of Rita, whose lines these are; Dana (U3) is in no team with her."""


def read(text: str) -> ObstaclePhrase:
    return read_obstacle(
        text, NOW, currency="USD", known_accounts=["Acme", "Acme Labs", "Globex"], colleagues=COLLEAGUES
    )


@pytest.mark.parametrize(
    ("line", "understood"),
    [
        ("a demo laptop", {"what": "a demo laptop", "asked_of": "", "account": None, "when": None, "kind": ""}),
        (
            "Legal: yes or no on clause 7 of the Acme contract",
            {"what": "yes or no on clause 7 of the Acme contract", "asked_of": "Legal", "account": "Acme"},
        ),
        ("Acme Labs: a reference call", {"what": "a reference call", "asked_of": "", "account": "Acme Labs"}),
        ("the trial of acme labs is stuck", {"account": "Acme Labs"}),
        ("the price at 14:00 doesn't load", {"what": "the price at 14:00 doesn't load", "asked_of": ""}),
        ("decision: 12 % off", {"kind": "decision", "what": "12 % off"}),
        ("disagreement with <@U1|sam>: who calls", {"kind": "disagreement", "other": "U1", "what": "who calls"}),
        ("call with <@U1|lee>: Acme's CFO", {"kind": "call", "other": None, "helpers": ("U1",), "account": "Acme"}),
        ("resource with <@U1|sam>: a laptop with <@U2|mia>", {"what": "a laptop", "helpers": ("U1", "U2")}),
        ("a laptop with <@U1|sam> and <@U2|mia>", {"what": "a laptop", "helpers": ("U1", "U2")}),
        ("<@U1|sam> to look at it", {"what": "<@U1|sam> to look at it", "helpers": ("U1",)}),
        ("a price, decides <@U3|dana> private", {"what": "a price", "decider": "U3", "is_private": True}),
        ("the forecast about my leader decides <@U3|dana>", {"what": "the forecast", "is_about_leader": True}),
        ("a laptop for goal 7", {"what": "a laptop", "goal": 7}),
        ("a laptop, cleared when it is on my desk", {"what": "a laptop", "clears": "it is on my desk"}),
        ("a laptop shared", {"what": "a laptop", "is_private": False}),
        ("a laptop with <!here>", {"crowds": ("<!here>",)}),
        ("private: my pay", {"what": "my pay", "is_private": True, "asked_of": ""}),
        ("private: the list that Dana wants shared", {"what": "the list that Dana wants shared", "is_private": True}),
        ("Privately: Legal: clause 7", {"what": "clause 7", "is_private": True, "asked_of": "Legal"}),
        ("from IT: a laptop", {"what": "a laptop", "asked_of": "IT"}),
        ("From the legal team: a yes", {"what": "a yes", "asked_of": "the legal team"}),
        ("from: a laptop", {"what": "a laptop", "asked_of": "from"}),
        ("decision: private: my pay", {"what": "my pay", "is_private": True, "kind": "decision"}),
        ("private: decision: my pay", {"what": "my pay", "is_private": True, "kind": "decision"}),
        ("private decision: my pay", {"what": "my pay", "is_private": True, "kind": "decision", "asked_of": ""}),
        ("resource, private: a laptop", {"what": "a laptop", "is_private": True, "kind": "resource", "asked_of": ""}),
        (
            "private disagreement with <@U1|sam>: who calls",
            {"what": "who calls", "is_private": True, "kind": "disagreement", "other": "U1"},
        ),
        ("Private banking: access to the portal", {"asked_of": "Private banking", "is_private": None}),
        ('"private: keep out" sign', {"what": '"private: keep out" sign', "is_private": None}),
    ],
)
def test_a_line_is_understood(line: str, understood: dict[str, Any]) -> None:
    phrase = read(line)
    assert {name: getattr(phrase, name) for name in understood} == understood


@pytest.mark.parametrize(
    ("line", "sounds"),
    [
        ("private my leader is never there", "about a leader"),
        ("my leader is never there, confidential", "about a leader"),
        ("not my leader: he is never there", "about a leader"),
        ("about lee: too many meetings", "about a leader"),
        ("too many meetings about <@U1|lee>", "about a leader"),
        ("(private) I am afraid of the renewal", "private"),
        ("Privat: my pay", "private"),
        ("I never get an answer, between us", "private"),
        ("Legal: a word about clause 7", ""),
        ("my leader's yes on 12 % shared", ""),
        ("the forecast about my leader decides <@U3|dana>", ""),
    ],
)
def test_what_reads_as_if_it_were_not_for_everybody_is_noticed(line: str, sounds: str) -> None:
    assert read(line).sounds == sounds


@pytest.mark.parametrize(
    "line",
    [
        "<@U2|sam> please review the Acme deck",
        "<@U2|sam> review the Acme deck by Friday",
        "<@U2|sam> to look at it",
        "<@U2|sam> could you look at it?",
        "<@U2|sam> a quote for Acme",
        "<@U2|sam>: a quote for Acme",
        "<@U2|sam>, the price list for Acme",
        "<@U2|sam> \u2013 send me the deck",
        "<@U2|sam> <@U4|mia> please review the Acme deck",
        "<@U2|sam> and Mia: a word on the deck",
        "<@U2|sam>",
        "Sam: a quote for Acme",
        "Sam O\u2019Neil: a quote for Acme",
        "SAM please review the Acme deck",
        "Sam's yes on clause 7",
        "Sam and I need a demo room",
        "my colleague Sam: a quote for Acme",
        "Lee: a yes to 12 %",
        "<@U1|lee> a yes or no on clause 7 by Friday",
        "with <@U2|sam>: a laptop",
        "a laptop with <@U2|sam>",
        "a laptop, Sam's is broken",
        "decision: may I give Acme 12 % off",
        "will Legal sign clause 7",
        "Samsung never answers",
        "Lee Industries: a reference call",
        '"Sam never answers" is our slogan, and it needs a picture',
        "Sam never sends me the deck shared",
        "private: Sam never sends me the deck",
        "<@U2|sam> can we get 12 %?",
        "<@U2|sam> when will the API be ready?",
        "<@U2|sam> is the API ready for Acme?",
        "<@U2|sam> needs to sign the Acme contract",
        "<@U2|sam> must approve it by Friday",
        "<@U2|sam> any news on the quote?",
        "<@U2|sam> I need the price list",
        "<@U2|sam> please fix the API, it isn't working",
        "Lee needs to approve 12 % by Friday",
        "Lee, can I offer 12 %?",
        "a reference from Lee Industries, they never answer",
        "the quote isn't signed, a word with Sam",
        "private: Lee: a yes to my days off",
        "private: <@U1|lee> please look at my pay",
        "private: my pay with <@U1|lee>",
        "disagreement with <@U1|lee>: he never answers",
        "disagreement with <@U2|sam>: he never answers",
        "disagreement with <@U2|sam>: Lee gave him my account Acme decides <@U3|dana>",
    ],
)
def test_a_request_to_a_colleague_stays_one_line(line: str) -> None:
    known = ["Lee Industries"] if "Lee Industries" in line else []
    assert not read_obstacle(line, NOW, currency="USD", known_accounts=known, colleagues=COLLEAGUES).sounds


@pytest.mark.parametrize(
    ("line", "sounds"),
    [
        ("<@U2|sam> never sends me the deck", "private"),
        ("<@U2|sam> and <@U4|mia> never send me the deck", "private"),
        ("<@U3|dana> is rude to customers", "private"),
        ("@sam never sends me the deck", "private"),
        ("Sam never sends me the deck by Friday", "private"),
        ("sam is lazy", "private"),
        ("Sam O\u2019Neil forgot the deck", "private"),
        ("O'Neil took my account", "private"),
        ("josé díaz refused to help", "private"),
        ("JOSE\u0301 is late", "private"),
        ("Will never answers", "private"),
        ("my colleague Sam is lazy", "private"),
        ("my colleagues Sam and Mia talk in my calls", "private"),
        ("Sam: never sends me the deck", "private"),
        ("Sam: the deck is late again", "private"),
        ("Sam the deck is late again", "private"),
        ("Sam, the deck is late again", "private"),
        ("<@U2|sam>, the deck is late again", "private"),
        ("<@U2|sam> for weeks sends me nothing", "private"),
        ("<@U2|sam> is never there, can you help?", "private"),
        ("I can't work with Sam, he is lazy", "private"),
        ("still no deck from <@U2|sam>, he never answers", "private"),
        ("I never get a deck from <@U3|dana>", "private"),
        ("a laptop: Sam never brings mine back", "private"),
        ("Sam's attitude", "private"),
        ("Sam's help was useless", "private"),
        ("Sam and I never get leads", "private"),
        ("Sam no longer answers me", "private"),
        ("Sam never answers with <@U4|mia>", "private"),
        ("resource: Sam never answers", "private"),
        ("Lee never answers me", "about a leader"),
        ("<@U1|lee> never answers me", "about a leader"),
        ("Sam and Lee never answer me", "about a leader"),
        ("Lee, the forecast you made is always wrong", "about a leader"),
        ("I never get an answer from Lee", "about a leader"),
        ("Sam: a word, Lee never answers me", "about a leader"),
        ("private: my leader is never there", "about a leader"),
        ("my leader never answers me private", "about a leader"),
        ("private: Lee never answers me", "about a leader"),
        ("private: <@U1|lee> never answers me", "about a leader"),
        ("private: I never get an answer from lee", "about a leader"),
        ("private: Sam says that <@U1|lee> gave him Acme", "about a leader"),
        ("disagreement: Lee never answers me", "about a leader"),
        ("disagreement with <@U2|sam>: Lee gave him my account Acme", "about a leader"),
        ("disagreement with <@U2|sam>: he says that Lee gave him Acme", "about a leader"),
    ],
)
def test_what_is_told_of_a_colleague_or_a_leader_is_asked_about_first(line: str, sounds: str) -> None:
    assert read(line).sounds == sounds


@pytest.mark.parametrize(
    ("line", "sounds"),
    [
        ("price list for Acme by Friday", ""),
        ("new laptop by Friday", ""),
        ("young customers don't know us", ""),
        ("Price never answers", "private"),
        ("mark price never answers", "private"),
        ("ben never answers", "private"),
    ],
)
def test_a_part_of_a_name_that_is_a_word_means_somebody_only_with_its_capital(line: str, sounds: str) -> None:
    team = [Colleague("U7", "Mark Price"), Colleague("U8", "Ben Young (new)")]
    assert read_obstacle(line, NOW, currency="USD", colleagues=team).sounds == sounds


@pytest.mark.parametrize("line", ["a laptop by Thu 14:00 private", "a laptop private by Thu 14:00"])
def test_by_when_and_who_sees_it_stand_in_either_order(line: str) -> None:
    phrase = read(line)
    assert phrase.when
    assert (phrase.what, phrase.is_private) == ("a laptop", True)
    assert (phrase.when.day, phrase.when.at) == (date(2026, 11, 19), time(14))


@pytest.mark.parametrize(
    "behind", ["with <@U1|lee>", "worth 48k", "decides <@U3|dana>", "for goal 7", "worth 48k with <@U1|lee> private"]
)
def test_by_when_may_be_said_before_everything_else(behind: str) -> None:
    phrase = read(f"call: Acme's CFO by Thu 14:00 {behind}")
    assert (phrase.kind, phrase.what) == ("call", "Acme's CFO")
    assert phrase.when
    assert (phrase.when.day, phrase.when.at) == (date(2026, 11, 19), time(14))


def test_what_is_at_stake_is_read_in_every_way_that_it_can_be() -> None:
    assert [amount.money.minor for amount in read("a laptop worth 48k").amounts] == [48_000_00]
    assert len(read("a laptop worth 48.000").amounts) == 2
    assert read("it is worth a try").what == "it is worth a try"


def test_a_day_that_is_over_is_refused() -> None:
    with pytest.raises(Refused, match="is over"):
        read("a laptop by 3 Nov 2026")


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read(text)
    except Refused as refusal:
        assert str(refusal)  # noqa: PT017
