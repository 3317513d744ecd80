"""What calls over HTTPS trust."""

from bot import tls


def test_calls_to_slack_over_https_trust_what_was_read_once() -> None:
    trusted = tls.context_of("https://slack.com/api/")
    assert trusted is not None
    assert tls.context_of("https://hooks.slack.com/commands/1") is trusted
    assert tls.context_of("http://127.0.0.1:8765/api/") is None
