"""A few cases in a wording for visitors: written by staff, approved by the approver."""

from datetime import datetime

from demo.directory import Directory
from evaluation.wording import approve, reword
from office.actors import Actor
from portal.reference_data.files import read
from requests_app.models import EnterpriseRequest


def publish(directory: Directory, *, at: datetime) -> None:
    """Those of data/demo/public_wording.json whose case is there and may be public."""
    staff, approver = Actor.of(directory.users["staff"]), Actor.of(directory.users["approver"])
    for row in read("demo/public_wording.json"):
        case = EnterpriseRequest.objects.filter(
            text__startswith=row["begins"], private=False, sealed=False
        ).first()
        if case is not None:
            wording = {"title": row["title"], "text": row["text"], "on_supervision_scene": False}
            approve(reword(case, **wording, by=staff, at=at), by=approver, at=at)
