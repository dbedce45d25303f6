"""What a county needs on its first day beside the rows: the links of new accounts, and the first poster."""

import csv
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings

from office.actors import Actor
from office.calendar import local_date
from portal.counties.import_run import FirstLink
from stations import posters, qr
from stations.models import Station


def write_links(links: Sequence[FirstLink], *, at: datetime) -> Path:
    """A CSV in VAR_DIR that this account alone may read; whoever has a link has the account."""
    file = Path(settings.VAR_DIR) / f"first-links-{at:%Y%m%d-%H%M%S}.csv"
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["姓名", "用户名", "首次登录链接（三天内有效，只用一次）"])
        writer.writerows(
            [link.user.name, link.user.username, f"{settings.SITE_URL}{link.path}"] for link in links
        )
    return file


def poster(*, by: Actor, at: datetime) -> tuple[str, bytes] | None:
    """Name and PDF of the default station's poster, its code issued where there was none; None without a station."""
    station = Station.objects.open(local_date(at)).filter(is_default=True).first()
    if station is None:
        return None
    qr.issue(station, by=by, at=at)
    return f"{station.name}-海报", posters.poster(station, on=local_date(at))


def write_poster(folder: Path, *, by: Actor, at: datetime) -> Path | None:
    """`poster` as a file of the folder."""
    made = poster(by=by, at=at)
    if made is None:
        return None
    name, content = made
    file = folder / f"{name}.pdf"
    file.write_bytes(content)
    return file
