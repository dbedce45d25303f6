from stations.models.boards import BoardNotice, BoardScene
from stations.models.bookings import Booking, BookingState, BookingStatus, Matter
from stations.models.consultations import (
    Consultation,
    ConsultationSheet,
    ConsultationSheetPage,
    ConsultationState,
)
from stations.models.enterprises import Enterprise, FormerName, Interest
from stations.models.feeds import CalendarFeed
from stations.models.postings import Posting, PostingFunction
from stations.models.qr_codes import CodeScan, QRCode
from stations.models.receptions import (
    Reception,
    ReceptionKind,
    ReceptionPlan,
    ReceptionSheet,
    ReceptionState,
    ReceptionStatus,
)
from stations.models.shifts import DutyShift, ShiftPlan, ShiftSwap
from stations.models.slots import Seat, Sitting, SittingCell, Slot
from stations.models.stations import Station, StationClerk

__all__ = [
    "BoardNotice",
    "BoardScene",
    "Booking",
    "BookingState",
    "BookingStatus",
    "CalendarFeed",
    "CodeScan",
    "Consultation",
    "ConsultationSheet",
    "ConsultationSheetPage",
    "ConsultationState",
    "DutyShift",
    "Enterprise",
    "FormerName",
    "Interest",
    "Matter",
    "Posting",
    "PostingFunction",
    "QRCode",
    "Reception",
    "ReceptionKind",
    "ReceptionPlan",
    "ReceptionSheet",
    "ReceptionState",
    "ReceptionStatus",
    "Seat",
    "ShiftPlan",
    "ShiftSwap",
    "Sitting",
    "SittingCell",
    "Slot",
    "Station",
    "StationClerk",
]
