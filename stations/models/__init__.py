from stations.models.boards import BoardNotice, BoardScene
from stations.models.bookings import Booking, BookingState, BookingStatus, Matter
from stations.models.enterprises import Enterprise, Interest
from stations.models.postings import Posting, PostingFunction
from stations.models.qr_codes import QRCode
from stations.models.receptions import (
    Reception,
    ReceptionKind,
    ReceptionPlan,
    ReceptionState,
    ReceptionStatus,
)
from stations.models.slots import Seat, Sitting, SittingCell, Slot
from stations.models.stations import Station, StationClerk

__all__ = [
    "BoardNotice",
    "BoardScene",
    "Booking",
    "BookingState",
    "BookingStatus",
    "Enterprise",
    "Interest",
    "Matter",
    "Posting",
    "PostingFunction",
    "QRCode",
    "Reception",
    "ReceptionKind",
    "ReceptionPlan",
    "ReceptionState",
    "ReceptionStatus",
    "Seat",
    "Sitting",
    "SittingCell",
    "Slot",
    "Station",
    "StationClerk",
]
