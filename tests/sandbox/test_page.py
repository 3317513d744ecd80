"""The workspace's page in a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Page, expect
from slack_sdk import WebClient

import bot.sandbox
from bot.pictures import Chart, png
from bot.sandbox import Channel, Person, Sandbox
from tests.sandbox.blockkit import plain
from tests.sandbox.page_bot import FORM, WIN, add_listeners
from tests.sandbox.test_files import image, uploaded
from tests.sandbox.test_limits import chart
from tests.sandbox.tiny_bot import Bot

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("bot", "wins"),
]


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    tab = browser.new_page()
    tab.set_default_timeout(5_000)
    yield tab
    tab.close()


@pytest.fixture
def page(tab: Page, sandbox: Sandbox, bot: Bot, wins: Channel) -> Iterator[Page]:
    """Rita's page, with #wins before her; its console stays empty."""
    add_listeners(bot.app)
    said: list[str] = []

    def listen(message: ConsoleMessage | Error) -> None:
        said.append(str(message))

    tab.on("console", listen)
    tab.on("pageerror", listen)
    tab.set_viewport_size({"width": 1280, "height": 800})
    tab.goto(sandbox.page_url)
    expect(tab.get_by_role("heading", name=wins.name)).to_be_visible()
    yield tab
    tab.goto("about:blank")
    tab.remove_listener("console", listen)
    tab.remove_listener("pageerror", listen)
    assert said == []


def say(page: Page, text: str) -> None:
    message = page.get_by_role("textbox", name="Message")
    message.fill(text)
    message.press("Enter")


def message(page: Page, words: str) -> Locator:
    return page.get_by_role("log", name="Messages").get_by_role("article").filter(has_text=words)


def form(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Log a win")


def fill_form(page: Page, amount: str) -> None:
    form(page).get_by_label("Account").press_sequentially("ac")
    page.get_by_role("listbox", name="Options").get_by_role("option", name="Acorn").click()
    form(page).get_by_label("Amount").fill(amount)
    form(page).get_by_label("Closed").fill("2026-11-20")
    form(page).get_by_label("Kind").select_option("Old")
    form(page).get_by_role("group", name="Tell").get_by_label("Lee").check()


# ── talking


def test_a_command_is_answered_only_to_whoever_typed_it(page: Page) -> None:
    say(page, "/win 48k Acme")
    answer = message(page, "Logged: 48k Acme")
    expect(answer).to_contain_text("Only visible to you")
    page.get_by_label("You are").select_option("Lee Chen")
    expect(message(page, "Acme closed")).to_be_visible()
    expect(answer).to_have_count(0)


def test_what_others_say_appears_by_itself(page: Page, lee: Person) -> None:
    lee.types("Good morning, @rita", in_="wins")
    said = message(page, "Good morning, @Rita Rossi")
    expect(said).to_have_accessible_name("Lee Chen, 10:00")


def test_shift_and_enter_begin_a_new_line(page: Page, rita: Person) -> None:
    box = page.get_by_role("textbox", name="Message")
    box.press_sequentially("one")
    box.press("Shift+Enter")
    box.press_sequentially("two")
    box.press("Enter")
    expect(message(page, "one")).to_contain_text("two")
    assert rita.last("wins").text == "one\ntwo"


def test_a_command_is_suggested_with_its_usage(page: Page) -> None:
    box = page.get_by_role("textbox", name="Message")
    box.press_sequentially("/wi")
    suggestions = page.get_by_role("listbox", name="Suggestions")
    expect(suggestions.get_by_role("option")).to_contain_text("48k Acme")
    box.press("Tab")
    expect(box).to_have_value("/win ")


def test_a_name_is_completed_to_a_mention(page: Page, rita: Person, lee: Person) -> None:
    box = page.get_by_role("textbox", name="Message")
    box.press_sequentially("thanks @chen")
    box.press("Enter")
    expect(box).to_have_value("thanks @lee ")
    box.press("Enter")
    expect(message(page, "thanks @Lee Chen")).to_be_visible()
    assert rita.last("wins").text == f"thanks <@{lee.id}>"


def test_what_people_write_never_becomes_markup(page: Page) -> None:
    say(page, "<img src=x onerror=alert(1)> & <b>bold</b>")
    expect(message(page, "<img src=x onerror=alert(1)> & <b>bold</b>")).to_be_visible()


def test_a_command_that_fails_is_told(page: Page) -> None:
    say(page, "/deaf")
    expect(message(page, "/deaf failed with the error")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("trouble connecting")


def test_a_reply_stands_in_the_thread_beside_the_channel(page: Page) -> None:
    say(page, "Acme signed")
    message(page, "Acme signed").hover()
    message(page, "Acme signed").get_by_role("link", name="Reply in thread").click()
    thread = page.get_by_role("complementary", name="Thread")
    thread.get_by_role("textbox", name="Reply").fill("At last")
    thread.get_by_role("button", name="Send").click()
    expect(thread.get_by_role("article").filter(has_text="At last")).to_be_visible()
    expect(message(page, "Acme signed").get_by_role("link", name="1 reply")).to_be_visible()
    thread.get_by_role("link", name="Close thread").click()
    expect(thread).to_be_hidden()


def test_a_reaction_is_given_and_taken_back(page: Page) -> None:
    say(page, "Acme signed")
    message(page, "Acme signed").hover()
    message(page, "Acme signed").get_by_role("button", name="React with tada").click()
    given = message(page, "Acme signed").get_by_role("button", name="tada, 1")
    expect(given).to_have_attribute("aria-pressed", "true")
    given.click()
    expect(given).to_have_count(0)


def test_unread_messages_are_counted_until_they_are_read(page: Page, client: WebClient, rita: Person) -> None:
    client.chat_postMessage(channel=rita.id, text="Good morning")
    unread = page.get_by_label("1 unread")
    expect(unread).to_be_visible()
    page.get_by_role("link", name="Pacesetter").click()
    expect(message(page, "Good morning")).to_be_visible()
    page.get_by_role("link", name="wins").click()
    expect(unread).to_have_count(0)


# ── pressing


def test_a_button_acts_and_its_message_says_how_things_stand(page: Page) -> None:
    say(page, "/win 48k Acme")
    page.get_by_role("button", name="Cheer").click()
    changed = message(page, "@Rita Rossi chose cheer")
    expect(changed).to_contain_text("(edited)")
    expect(changed.get_by_role("button", name="Cheer")).to_have_count(0)


def test_a_button_that_asks_first_can_be_let_go(page: Page) -> None:
    say(page, "/win 48k Acme")
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("dialog", name="Take it back?").get_by_role("button", name="Keep it").click()
    expect(message(page, "Acme closed")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Take it back").click()
    expect(message(page, "chose undo")).to_be_visible()


def test_an_option_of_an_overflow_menu_can_be_chosen(page: Page) -> None:
    say(page, "/win 48k Acme")
    page.get_by_role("button", name="More options").click()
    page.get_by_role("menuitem", name="Amend").click()
    expect(message(page, "chose amend")).to_be_visible()


def test_an_option_of_a_select_can_be_chosen(page: Page) -> None:
    say(page, "/win 48k Acme")
    page.get_by_label("Tier").select_option("Big")
    expect(message(page, "chose big")).to_be_visible()


# ── forms


def test_a_form_sends_what_was_filled_in_and_closes(page: Page, rita: Person) -> None:
    say(page, "/form")
    fill_form(page, "48k")
    form(page).get_by_role("button", name="Log it").click()
    expect(form(page)).to_have_count(0)
    assert rita.dms[-1].text == "Acorn, 48k, 2026-11-20, told lee"


def test_enter_in_a_field_of_one_line_submits_the_form(page: Page) -> None:
    say(page, "/form")
    fill_form(page, "48k")
    form(page).get_by_label("Amount").press("Enter")
    expect(form(page)).to_have_count(0)


def test_what_is_typed_is_told_before_the_field_is_left(page: Page) -> None:
    say(page, "/form")
    with page.expect_response("**/page/input"):
        form(page).get_by_label("Amount").press_sequentially("48k")
    page.reload()
    expect(form(page).get_by_label("Amount")).to_have_value("48k")


def test_an_error_stands_under_its_field_and_what_was_typed_stays(page: Page) -> None:
    say(page, "/form")
    fill_form(page, "many")
    form(page).get_by_role("button", name="Log it").click()
    expect(form(page).get_by_role("alert")).to_have_text("I read no amount in many. Try 48k.")
    amount = form(page).get_by_label("Amount")
    expect(amount).to_be_focused()
    expect(amount).to_have_value("many")
    expect(form(page).get_by_label("Account")).to_have_value("Acorn")


def test_a_required_field_left_empty_is_pointed_at(page: Page) -> None:
    say(page, "/form")
    form(page).get_by_role("button", name="Log it").click()
    expect(form(page).get_by_role("alert")).to_have_count(3)


def test_a_view_that_is_updated_keeps_what_is_being_typed(page: Page, rita: Person, client: WebClient) -> None:
    say(page, "/form")
    amount = form(page).get_by_label("Amount")
    amount.press_sequentially("48")
    assert rita.form is not None
    changed = {**FORM, "blocks": [*FORM["blocks"], {"type": "divider"}]}
    client.views_update(view_id=rita.form.id, view=changed)
    expect(form(page).get_by_role("separator")).to_be_visible()
    amount.press_sequentially("k")
    expect(amount).to_have_value("48k")


def test_escape_closes_a_form(page: Page, rita: Person) -> None:
    say(page, "/form")
    expect(form(page).get_by_label("Account")).to_be_focused()
    page.keyboard.press("Escape")
    expect(form(page)).to_have_count(0)
    assert rita.form is None


def test_a_view_pushed_onto_a_form_gives_it_back_when_closed(page: Page, sandbox: Sandbox, rita: Person) -> None:
    say(page, "/form")
    form(page).get_by_label("Amount").fill("48k")
    sandbox.workspace.push_view(rita.user, {**FORM, "title": plain("Which one?")})
    page.get_by_role("dialog", name="Which one?").get_by_role("button", name="Not now").click()
    expect(page.get_by_role("dialog")).to_have_count(1)
    expect(form(page).get_by_label("Amount")).to_have_value("48k")


def test_a_global_shortcut_opens_its_form(page: Page) -> None:
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="Log a win").click()
    expect(form(page)).to_be_visible()


def test_a_message_shortcut_opens_its_form(page: Page) -> None:
    say(page, "Acme signed")
    message(page, "Acme signed").hover()
    message(page, "Acme signed").get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Log as a win").click()
    expect(form(page)).to_be_visible()


def test_app_home_shows_what_was_published_and_its_buttons_act(page: Page) -> None:
    page.get_by_role("link", name="App Home").click()
    expect(page.get_by_role("heading", name="My day")).to_be_visible()
    page.get_by_role("button", name="Log one").click()
    expect(form(page)).to_be_visible()


# ── time and place


def test_the_clock_is_moved_to_the_next_such_hour_of_the_zone(page: Page) -> None:
    clock = page.get_by_role("region", name="Clock")
    expect(clock).to_contain_text("Mon 23 Nov 2026, 10:00 · Europe/Berlin")
    for button, shown in [
        ("+1 hour", "Mon 23 Nov 2026, 11:00"),
        ("Next morning 09:00", "Tue 24 Nov 2026, 09:00"),
        ("Friday 15:00", "Fri 27 Nov 2026, 15:00"),
        ("Monday 09:00", "Mon 30 Nov 2026, 09:00"),
    ]:
        clock.get_by_role("button", name=button).click()
        expect(clock).to_contain_text(shown)


def test_a_week_is_played_until_it_is_paused(page: Page) -> None:
    clock = page.get_by_role("region", name="Clock")
    clock.get_by_role("button", name="Play a week").click()
    clock.get_by_role("button", name="Pause").click()
    expect(clock.get_by_role("button", name="Play a week")).to_be_visible()


@pytest.mark.usefixtures("lee")
def test_out_of_hours_the_clock_says_so_and_leads_to_the_next_morning(page: Page) -> None:
    clock = page.get_by_role("region", name="Clock")
    page.get_by_role("combobox", name="You are").select_option(label="Rita Rossi")
    expect(clock).not_to_contain_text("Out of hours")
    page.get_by_role("combobox", name="You are").select_option(label="Lee Chen")
    expect(clock).to_contain_text("Out of hours: nobody is written to unasked until Tue 24 Nov 2026, 07:00.")
    clock.get_by_role("button", name="Go to Tuesday 09:00").click()
    expect(clock).to_contain_text("Tue 24 Nov 2026, 09:00 · America/New_York")


def test_the_sidebar_is_a_drawer_on_a_telephone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    sidebar = page.get_by_role("navigation", name="Workspace")
    expect(sidebar).to_have_count(0)
    page.get_by_role("button", name="Show sidebar").click()
    page.get_by_role("link", name="App Home").click()
    expect(page.get_by_role("heading", name="My day")).to_be_visible()
    expect(sidebar).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_drawer_closes_by_escape_and_by_the_place_where_one_is(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    sidebar = page.get_by_role("navigation", name="Workspace")
    menu = page.get_by_role("button", name="Show sidebar")
    menu.click()
    page.keyboard.press("Escape")
    expect(sidebar).to_have_count(0)
    expect(menu).to_be_focused()
    menu.click()
    sidebar.get_by_role("link", name="wins").click()
    expect(sidebar).to_have_count(0)


# ── drawing

LINKED = 'target="_blank" rel="noopener noreferrer"'
DRAWN = {
    "*bold* _soft_ ~gone~": "<span><strong>bold</strong> <em>soft</em> <s>gone</s></span>",
    "a*b*c 2 * 3 * 4 snake_case_name": "<span>a*b*c 2 * 3 * 4 snake_case_name</span>",
    "*_both_*": "<span><strong><em>both</em></strong></span>",
    "`*code* &lt;b&gt;`": "<span><code>*code* &lt;b&gt;</code></span>",
    "```\n*raw*\n```": "<pre>*raw*</pre>",
    "&gt; said\nand more": "<blockquote>said</blockquote><span>and more</span>",
    ":tada: :nobody:": "<span>🎉 :nobody:</span>",
    "&amp;lt;": "<span>&amp;lt;</span>",
    "<javascript:alert(1)|here>": "<span>here</span>",
    "<!date^1795424400^{date_short_pretty} at {time}|x>": '<span><time title="x">today at 10:00</time></span>',
    "<@UNOBODY>": '<span><span class="mention">@UNOBODY</span></span>',
    "@here": '<span><span class="mention mention-me">@here</span></span>',
    "<https://a.example/?a=1&amp;b=2|a *site*>": f'<span><a href="https://a.example/?a=1&amp;b=2" {LINKED}>'
    "a *site*</a></span>",
    "&lt;https://a.example/?a=1&amp;b=2&gt;": f'<span>&lt;<a href="https://a.example/?a=1&amp;b=2" {LINKED}>'
    "https://a.example/?a=1&amp;b=2</a>&gt;</span>",
}


def test_mrkdwn_is_drawn_as_slack_draws_it(page: Page) -> None:
    assert {text: drawn(page, text) for text in DRAWN} == DRAWN


def test_verbatim_text_leaves_bare_names_and_addresses_alone(page: Page) -> None:
    text = "@everyone see #wins on https://a.example"
    assert drawn(page, text, verbatim=True) == f"<span>{text}</span>"
    assert drawn(page, text).count('class="mention') == 2


def drawn(page: Page, text: str, **options: Any) -> str:
    draw = """async ([text, options]) => {
        const { mrkdwn } = await import("/static/mrkdwn.js");
        return mrkdwn(text, options).map((node) => node.outerHTML).join("");
    }"""
    return str(page.evaluate(draw, [text, options]))


def test_every_block_that_it_knows_is_drawn(page: Page, client: WebClient, wins: Channel) -> None:
    cells = [[{"type": "raw_text", "text": text} for text in row] for row in (("Rep", "Closed"), ("Rita", "48k"))]
    rich = {"type": "rich_text_section", "elements": [{"type": "text", "text": "so far", "style": {"bold": True}}]}
    blocks = [
        *WIN,
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Owner*\nRita"}]},
        {"type": "context", "elements": [{"type": "plain_text", "text": "Seen by all"}]},
        {"type": "divider"},
        {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": [rich]}]},
        {"type": "markdown", "text": "# Pace\n31 of **43**\n\n1. first\n2. second"},
        {"type": "table", "rows": cells},
    ]
    client.chat_postMessage(channel=wins.id, text="All of it", blocks=blocks)
    expect(message(page, "Acme closed")).to_contain_text("Seen by all")
    expect(message(page, "Acme closed").get_by_role("listitem")).to_have_text(["so far", "first", "second"])
    expect(message(page, "Acme closed").get_by_role("cell")).to_have_text(["Rita", "48k"])
    expect(message(page, "Acme closed")).not_to_contain_text("does not draw")


def test_every_module_and_every_sheet_is_fetched_at_once() -> None:
    files = Path(bot.sandbox.__file__).parent / "page"
    named = re.findall(
        r'<link rel="(?:stylesheet|modulepreload)" href="/static/(.*?)">', (files / "index.html").read_text()
    )
    assert sorted(named) == sorted(file.name for file in files.iterdir() if file.suffix in (".js", ".css"))


def test_a_chart_is_drawn_with_its_last_values(page: Page, client: WebClient, wins: Channel) -> None:
    client.chat_postMessage(channel=wins.id, text="Pace", blocks=[chart(2, 20)])
    drawn = message(page, "S1: 19 (W19)")
    expect(drawn.get_by_role("img", name="Pace")).to_be_visible()
    expect(drawn.locator("polyline")).to_have_count(2)


def test_an_uploaded_picture_is_shown(page: Page, client: WebClient, wins: Channel) -> None:
    pixel = png(Chart("Pace", ["Mon", "Tue"], {"Done": [1, 2]}))
    client.chat_postMessage(channel=wins.id, text="Pace", blocks=[image(uploaded(client, pixel))])
    shown = page.get_by_role("log", name="Messages").get_by_role("img", name="Pace")
    expect(shown).to_have_js_property("naturalWidth", 960)
