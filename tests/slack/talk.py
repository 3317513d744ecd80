"""Acts of people in one breath with what only they are answered."""

from tests.office import Message, Person


def hears(person: Person, line: str) -> str:
    """Types the line, and reads the answer."""
    answer = person.types(line)
    assert answer is not None, f"nobody answered {line!r}"
    return answer.plain


def presses(person: Person, label: str, *, on: Message | None = None) -> str:
    """Clicks the button, and reads what comes of it: a new answer, or one in the place of the old."""
    before = {message.plain for message in person.sees()}
    answer = person.clicks(label, on=on)
    changed = [message.plain for message in person.sees() if message.plain not in before]
    assert answer or changed, f"nothing came of {label!r}"
    return answer.plain if answer else changed[-1]


def fills(person: Person, **fields: object) -> None:
    """Fills fields of the open form by the first words of their labels, as `what_made`."""
    for label, value in fields.items():
        person.fills(label.replace("_", " ").capitalize(), value)


def form(person: Person) -> dict[str, str]:
    """What stands in the fields of the open form, by label."""
    assert person.form is not None, "no form is open"
    return {label: person.form.value(label) for label in person.form.labels}


def refused_at(person: Person) -> dict[str, str]:
    """Submits the open form, which is refused; reads what each field is told."""
    assert not person.submits()
    assert person.form is not None
    return person.form.errors


def home(person: Person) -> str:
    """Opens App Home, and reads it."""
    view = person.opens_home()
    assert view
    return view.text
