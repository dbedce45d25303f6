"""Rows that a test's fixtures stored without a verb, taken up so that `verify` knows them."""

from office import events
from office.database import written
from office.events import Report
from office.verbs import verb


@verb
def take_up_fixtures() -> None:
    """Record the rows and columns that no event holds yet; what one holds already stays as it was recorded."""
    notes = written.current()
    assert notes is not None
    for fault in events.verify().faults:
        if fault.row and not fault.seq:
            label, _, key = fault.row.partition(":")
            model = next(each for each in written.watched if each._meta.label_lower == label)
            named = (
                tuple(map(int, key.split("-"))) if model._meta.auto_created else model._meta.pk.to_python(key)
            )
            notes.add(model, [named], frozenset({fault.column}) if fault.column else None)


def verify() -> Report:
    """`events.verify` of all that verbs did, after the test's fixtures are taken up."""
    take_up_fixtures()
    return events.verify()
