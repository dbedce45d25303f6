"""Which rows of this app are proven (office/events/proven.py)."""

from office.events.proven import ProvenRows
from stations.models import (
    Enterprise,
    Interest,
    Posting,
    PostingFunction,
    QRCode,
    Station,
    StationClerk,
)

TABLES = (
    ProvenRows(Station, "station"),
    ProvenRows(StationClerk, "user", "user"),
    ProvenRows(PostingFunction, "postingfunction"),
    ProvenRows(Posting, "representative", "representative"),
    ProvenRows(Enterprise, "enterprise"),
    ProvenRows(Interest, "representative", "representative"),
    # Of a station or of a representative: a chain of its own.
    ProvenRows(QRCode, "qrcode"),
)
