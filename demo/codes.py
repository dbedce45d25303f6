"""QR codes of stations and representatives: one replaced, one of a station that has closed."""

from datetime import datetime, timedelta

from demo.directory import Directory
from groups.models import Representative
from office.actors import Actor
from portal.reference_data.files import read
from stations import qr
from stations.models import Station

SEED = Actor.system("seed")


def issue(directory: Directory, *, begin: datetime, at: datetime) -> None:
    """Every station and every representative with an account has a code; one was defaced and replaced."""
    for station in directory.stations.values():
        qr.issue(station, by=SEED, at=begin)
    left = [entry["certificate_number"] for entry in read("demo/people.json")["out_of_office"]]
    for person in [
        *directory.representatives.values(),
        *Representative.objects.filter(certificate_number__in=left),
    ]:
        qr.issue(person, by=SEED, at=begin)
    worn = next(iter(directory.representatives.values()))
    replaced = qr.issue(worn, by=SEED, at=begin)
    qr.replace(replaced, reason=read("demo/phrases.json")["qr_replaced"], by=SEED, at=at - timedelta(days=45))
    _close_a_station(begin=begin, at=at)


def _close_a_station(*, begin: datetime, at: datetime) -> None:
    """Its poster still hangs; whoever scans it is told where to go."""
    values = read("demo/people.json")["closed_station"]
    station = Station.objects.create(**values, opened_on=begin.date() - timedelta(days=90))
    qr.issue(station, by=SEED, at=begin)
    station.closed_on = (at - timedelta(days=100)).date()
    station.save(update_fields=["closed_on"])
