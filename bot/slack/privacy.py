"""`/pace privacy`: who can read each kind of record, told from the gate's own table."""

from bot import words
from bot.domain.gate import NO, NOT_YET, SEES, YES, Record, Sight
from bot.slack import blocks
from bot.slack.blocks import Mrkdwn, mrkdwn
from bot.slack.turn import Turn

HEAD = Mrkdwn("*Who can read each kind of record about you*")
LATER = Mrkdwn("*What I keep nothing of yet, and who will read it then*")
SERVER = (
    "Whoever runs my server can read in its database everything that is stored unencrypted, whatever stands above. "
    "Coaching notes, preparation, feedback, the words of no's and aims are encrypted there; whoever has the server and "
    "its keys could decrypt them. "
    "What I post or send stays in Slack, under the rules of your workspace."
)


def handle_privacy(turn: Turn) -> None:
    turn.admit()
    kept, later = (
        [f"• {told(SEES[name])}" for name in SEES if (name in NOT_YET) is is_later] for is_later in (False, True)
    )
    turn.reply(
        blocks.message(
            *blocks.sections(blocks.joined([HEAD, *map(Mrkdwn, kept)])),
            *blocks.sections(blocks.joined([LATER, *map(Mrkdwn, later)])),
            blocks.context(SERVER),
        )
    )


def told(record: Record) -> Mrkdwn:
    """ "*Goals and pace*: you, your leader and your coach; your team (goals made public); nobody else."."""
    parts = [_part(readers, sight) for readers, sight in _readers(record)]
    parts += [] if record.channel is not NO else ["nobody else"]
    parts += ["not you"] if record.owner is NO else []
    name = f"{record.in_words[:1].upper()}{record.in_words[1:]}"
    return mrkdwn("*{name}*: {parts}.", name=name, parts="; ".join(parts))


def _readers(record: Record) -> list[tuple[list[str], Sight]]:
    """Groups of people who see the same of a record, those who see everything first."""
    columns: list[tuple[str, Sight]] = [
        (record.owner_in_words, record.owner),
        ("your leader", record.leader),
        ("your coach", record.coach),
        ("your team", record.team),
        ("managers", record.manager),
        ("directors", record.director),
        ("the channel", record.channel),
    ]
    sights = list(dict.fromkeys(sight for _, sight in columns if sight is not NO))
    first_yes = sorted(sights, key=lambda sight: sight is not YES)
    return [([who for who, its in columns if its == sight], sight) for sight in first_yes]


def _part(readers: list[str], sight: Sight) -> str:
    who = words.listed(readers)
    return who if sight is YES else f"{who} ({sight})"


VERBS = {"privacy": handle_privacy}
HELP = {"privacy": ("*Who can read what* about you: `/pace privacy`",)}
