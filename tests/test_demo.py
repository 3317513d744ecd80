"""`make demo`, used as a newcomer uses it: in the browser."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
SECONDS_TO_END = 20


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the demo's page is, as the terminal says."""
    words = [sys.executable, "-m", "bot", "demo", "--port", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout
        said = next(line for line in demo.stdout if "Open" in line)
        address = re.search(r"http://127\.0\.0\.1:\d+/", said)
        assert address, said
        yield address[0]
        demo.send_signal(signal.SIGINT)
        assert "Nothing is left running." in demo.communicate(timeout=SECONDS_TO_END)[0]
        assert demo.returncode == 0


@pytest.fixture
def page(address: str, browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.goto(address)
    yield page
    page.close()


def test_a_newcomer_logs_a_win_and_sees_it_celebrated(page: Page) -> None:
    page.get_by_role("combobox", name="You are").select_option(label="Rita Rossi")
    page.get_by_role("link", name="wins").click()
    message = page.get_by_role("textbox", name="Message")
    message.fill("/win 48k Acme: annual plan because we brought the CFO in early")
    message.press("Enter")

    confirmation = page.get_by_role("article").filter(has_text="Logged as win").last
    expect(confirmation).to_contain_text("Acme (annual plan), $48,000")
    expect(confirmation.get_by_role("button", name="Undo")).to_be_visible()
    celebration = page.get_by_role("article").filter(has_text="Why it worked").filter(has_text="Acme")
    expect(celebration).to_contain_text("$48,000")

    confirmation.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("article").filter(has_text="Taken back").last).to_be_visible()
    expect(celebration).to_have_count(0)


def test_the_demo_has_three_weeks_behind_it(page: Page) -> None:
    page.get_by_role("link", name="wins").click()
    expect(page.get_by_text("Massive Dynamic").first).to_be_visible()


def test_a_week_goes_by_while_one_watches_until_it_is_paused(page: Page) -> None:
    clock = page.get_by_role("region", name="Clock")
    clock.get_by_role("button", name="Play a week").click()
    page.get_by_role("link", name="wins", exact=True).click()
    announced = page.get_by_role("article").filter(has_text="This week Lee Chen looks at next steps after demos")
    expect(announced).to_be_visible(timeout=20_000)
    expect(clock).to_contain_text("Mon")
    clock.get_by_role("button", name="Pause").click()
    expect(clock.get_by_role("button", name="Play a week")).to_be_visible()
