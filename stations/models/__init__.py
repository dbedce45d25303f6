from stations.models.enterprises import Enterprise, Interest
from stations.models.postings import Posting, PostingFunction
from stations.models.qr_codes import QRCode
from stations.models.stations import Station, StationClerk

__all__ = [
    "Enterprise",
    "Interest",
    "Posting",
    "PostingFunction",
    "QRCode",
    "Station",
    "StationClerk",
]
