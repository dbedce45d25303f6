"""Which rows of this app are proven (office/events/proven.py)."""

from office.events.proven import ProvenRows, UnprovenRows
from stations.models import (
    BoardNotice,
    BoardScene,
    Booking,
    BookingState,
    CodeScan,
    Consultation,
    ConsultationSheet,
    ConsultationState,
    Enterprise,
    Interest,
    Matter,
    Posting,
    PostingFunction,
    QRCode,
    Reception,
    ReceptionPlan,
    ReceptionSheet,
    ReceptionState,
    Seat,
    Sitting,
    SittingCell,
    Slot,
    Station,
    StationClerk,
)

TABLES = (
    ProvenRows(Station, "station"),
    ProvenRows(BoardScene, "station", "station"),
    ProvenRows(BoardNotice, "station", "station"),
    ProvenRows(StationClerk, "user", "user"),
    ProvenRows(PostingFunction, "postingfunction"),
    ProvenRows(Posting, "representative", "representative"),
    ProvenRows(Enterprise, "enterprise"),
    ProvenRows(Interest, "representative", "representative"),
    # Of a station or of a representative: a chain of its own.
    ProvenRows(QRCode, "qrcode"),
    ProvenRows(ReceptionPlan, "receptionplan"),
    ProvenRows(Reception, "reception"),
    ProvenRows(ReceptionSheet, "reception", "reception", files=("file",)),
    ProvenRows(ReceptionState, "reception", "reception"),
    ProvenRows(Sitting, "reception", "reception"),
    ProvenRows(SittingCell, "reception", "sitting__reception"),
    ProvenRows(Slot, "reception", "sitting__reception"),
    ProvenRows(Seat, "reception", "slot__sitting__reception"),
    # A chain of its own: a hundred who book at once do not wait for one head, and it is erased with the person.
    ProvenRows(Booking, "booking", personal=frozenset({"enterprise_name", "phone_index"})),
    ProvenRows(BookingState, "booking", "booking"),
    ProvenRows(Matter, "booking", "booking", personal=frozenset({"source"})),
    UnprovenRows(CodeScan, "That a code was opened, by anybody: nothing is decided by it."),
    ProvenRows(ConsultationSheet, "station", "station"),
    # A chain of its own, as it is erased with the person.
    ProvenRows(Consultation, "consultation", personal=frozenset({"enterprise_name", "source"})),
    ProvenRows(ConsultationState, "consultation", "consultation"),
)
