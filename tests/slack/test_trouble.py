"""Messages that Slack does not take: told to the leader once, and posted by themselves once it is mended."""

from tests.office import Office


def _ticks(office: Office) -> None:
    """The worker's ten minutes are over."""
    office.clock.wait(minutes=10)
    office.bot.scheduler.tick()
    office.delivers()


def _told(office: Office) -> list[str]:
    return [message.plain for message in office.lee.dms if "could not be posted" in message.plain]


def _loses_the_bot(office: Office) -> None:
    with office.sandbox.workspace.lock:
        office.wins.members.remove(office.sandbox.workspace.app.user_id)


def test_the_leader_is_told_once_a_day_that_the_bot_was_removed_from_the_channel(west: Office) -> None:
    west.delivers()
    _loses_the_bot(west)
    west.rita.types("/win 48k Acme", in_="wins")
    west.delivers()
    _ticks(west)
    assert _told(west) == [
        "1 message for West could not be posted. I'm not in #wins any more. Type /invite @Pacesetter there. "
        "Then they follow by themselves."
    ]
    _ticks(west)
    west.rita.types("/win 20k Globex", in_="wins")
    _ticks(west)
    assert len(_told(west)) == 1


def test_what_waited_is_posted_once_the_bot_is_back(west: Office) -> None:
    west.delivers()
    _loses_the_bot(west)
    west.rita.types("/win 48k Acme", in_="wins")
    west.delivers()
    _ticks(west)
    with west.sandbox.workspace.lock:
        west.wins.members.append(west.sandbox.workspace.app.user_id)
    _ticks(west)
    assert len([text for text in west.posted() if "Acme" in text]) == 1


def test_what_could_not_be_posted_for_days_is_news_no_more(west: Office) -> None:
    west.delivers()
    _loses_the_bot(west)
    west.rita.types("/win 48k Acme", in_="wins")
    west.delivers()
    west.clock.wait(days=3)
    with west.sandbox.workspace.lock:
        west.wins.members.append(west.sandbox.workspace.app.user_id)
    _ticks(west)
    assert not [text for text in west.posted() if "Acme" in text]
    assert not _told(west)
