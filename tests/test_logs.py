"""The log tells what happened and where, and nothing that people wrote."""

import logging

import pytest

from bot.logs import Discreet, log


def fail() -> None:
    try:
        raise KeyError("platypus")
    except KeyError as error:
        raise ValueError("platypus again") from error


def test_an_error_is_told_by_its_cause_and_its_place_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        fail()
    except ValueError as error:
        log.warning("test.failed", key="win:1", reason=None, exc_info=error)
    line = capsys.readouterr().err
    assert "event=test.failed key=win:1" in line
    assert f"KeyError at {__file__}:" in line
    assert "platypus" not in line
    assert "reason" not in line
    assert line.count("\n") == 1


@pytest.mark.parametrize("end", ["\n", "\r", "\x85", "\u2028", "\x1b[2K"])
def test_no_value_begins_a_line_of_its_own_or_a_field_of_its_own(capsys: pytest.CaptureFixture[str], end: str) -> None:
    log.info("test.told", key=f"win:1{end}level=error", name='a" level=error b="')
    line = capsys.readouterr().err
    assert len(line.splitlines()) == 1
    assert line.removesuffix("\n").isprintable()
    assert line.endswith(' name="a\\" level=error b=\\""\n')


def test_a_library_that_logs_an_exception_does_not_tell_its_words() -> None:
    record = logging.makeLogRecord({"msg": "job failed", "exc_text": "platypus, as another handler told it"})
    try:
        fail()
    except ValueError as error:
        record.exc_info = (type(error), error, error.__traceback__)
    line = Discreet().format(record)
    assert line.startswith("job failed")
    assert f"KeyError at {__file__}:" in line
    assert "platypus" not in line


@pytest.mark.parametrize("name", ["slack_bolt", "slack_sdk.web", "websockets"])
def test_libraries_that_put_whole_requests_into_their_messages_are_silent(name: str) -> None:
    assert not logging.getLogger(name).isEnabledFor(logging.ERROR)
