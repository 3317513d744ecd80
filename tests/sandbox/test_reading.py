"""What a person reads: blocks as lines, mentions as names, and who hears a sound."""

from typing import Any

import pytest

from bot.sandbox.blocks import with_ids
from bot.sandbox.messages import Message
from bot.sandbox.rendering import lines, plain_mrkdwn
from tests.sandbox.blockkit import Json, actions, button, mrkdwn, options, plain, section


def names(id: str) -> str:
    return {"U1": "@rita", "C1": "#wins"}.get(id, id)


def message(*blocks: Json, text: str = "") -> Message:
    return Message("C1", "U0", "1.0", text, with_ids(list(blocks)), names)


@pytest.mark.parametrize(
    ("mrkdwn", "read"),
    [
        ("*Acme* _closed_ ~not~ `now`", "Acme closed not now"),
        ("<@U1> in <#C1|wins>", "@rita in #wins"),
        ("<!here> <!date^1^{date}|Monday>", "@here Monday"),
        ("<https://acme.example|Acme> <https://x.example>", "Acme https://x.example"),
        ("a &lt;b&gt; &amp; 2*3*4 snake_case_name", "a <b> & 2*3*4 snake_case_name"),
        ("*<@U1>* did _*it*_", "@rita did it"),
        ("&lt;@U1&gt;", "<@U1>"),
    ],
)
def test_mrkdwn_is_read_without_its_marks(mrkdwn: str, read: str) -> None:
    assert plain_mrkdwn(mrkdwn, names) == read


RICH: Json = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "user", "user_id": "U1"},
                {"type": "text", "text": " won "},
                {"type": "emoji", "name": "tada"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}],
        },
    ],
}
TABLE: Json = {"type": "table", "rows": [[{"type": "raw_text", "text": "Rita"}, {"type": "raw_number", "text": "48"}]]}


@pytest.mark.parametrize(
    ("block", "read"),
    [
        ({"type": "header", "text": plain("Week & 48")}, ["Week & 48"]),
        ({"type": "divider"}, []),
        ({"type": "section", "fields": [mrkdwn("*a*"), mrkdwn("b")]}, ["a", "b"]),
        ({"type": "context", "elements": [mrkdwn("by <@U1>"), plain("today")]}, ["by @rita today"]),
        (section("x", accessory={"type": "overflow", "options": options("Edit", "Remove")}), ["x", "[Edit] [Remove]"]),
        (actions(button("Undo", "a"), button("Amend", "b")), ["[Undo] [Amend]"]),
        (actions({"type": "users_select", "action_id": "a", "initial_user": "U1"}), ["[@rita]"]),
        (actions({"type": "checkboxes", "action_id": "a", "options": options("Mon")}), ["( ) Mon"]),
        ({"type": "image", "image_url": "https://x.example/p.png", "alt_text": "The pace"}, ["The pace"]),
        ({"type": "markdown", "text": "**Acme**"}, ["**Acme**"]),
        ({"type": "card", "title": mrkdwn("*Acme*"), "actions": [button("Open", "a")]}, ["Acme", "[Open]"]),
        ({"type": "alert", "text": mrkdwn("Mind")}, ["Mind"]),
        ({"type": "container", "title": plain("Box"), "child_blocks": [section("inside")]}, ["Box", "inside"]),
        (RICH, ["@rita won :tada:", "• one"]),
        (TABLE, ["Rita | 48"]),
    ],
)
def test_a_block_is_read_as_lines(block: Json, read: list[str]) -> None:
    assert lines(with_ids([block]), names) == read


def test_a_chart_is_read_with_its_names_and_points() -> None:
    series = [{"name": "West", "data": [{"label": "Mon", "value": 3}]}]
    chart = {"type": "data_visualization", "title": "Pace", "chart": {"type": "line", "series": series}}
    assert lines(with_ids([chart]), names) == ["Pace", "West", "Mon: 3"]


def test_a_table_is_read_last_wherever_it_stands() -> None:
    assert message(TABLE, section("below")).plain == "below\nRita | 48"


def test_a_message_without_blocks_is_read_as_its_text() -> None:
    assert message(text="*48k* by <@U1>").plain == "48k by @rita"


@pytest.mark.parametrize(
    ("block", "heard"),
    [
        (section("<@U1> and <!channel>"), {"U1", "channel"}),
        (section("bare @everyone"), {"everyone"}),
        ({"type": "section", "text": mrkdwn("bare @everyone <@U1>", verbatim=True)}, {"U1"}),
        ({"type": "section", "text": plain("plain @here <@U1>")}, set()),
        (section("&lt;!here&gt; rita@here.example"), set()),
        (RICH, {"U1"}),
    ],
)
def test_a_mention_is_heard_where_slack_makes_it_live(block: Json, heard: set[str]) -> None:
    assert message(block).notifies == heard


def test_buttons_are_listed_by_their_labels() -> None:
    menu: dict[str, Any] = {"type": "static_select", "action_id": "s", "options": options("One")}
    assert message(actions(button("Undo", "a"), menu)).buttons == ["Undo"]
