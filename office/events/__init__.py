"""What happened, to whom, by whom: written once, chained by MACs, never changed.

`record` is called once, last in a verb's transaction, with the facts of all subjects.
"""

from office.events.anchors import anchor
from office.events.beginning import began_on
from office.events.chains import Fault
from office.events.facts import JSON, Fact
from office.events.record import erase, record
from office.events.timeline import read_timeline, timeline
from office.events.verification import Report, fingerprint, verify, verify_chain

__all__ = [
    "JSON",
    "Fact",
    "Fault",
    "Report",
    "anchor",
    "began_on",
    "erase",
    "fingerprint",
    "read_timeline",
    "record",
    "timeline",
    "verify",
    "verify_chain",
]
