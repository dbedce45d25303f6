"""A few cases in words that visitors may read: written by staff, signed by the approver."""

from datetime import datetime

from demo.cast import Cast
from evaluation.wording import approve, reword
from office.actors import Actor
from portal.reference_data.files import read
from requests_app.models import EnterpriseRequest


def publish(cast: Cast, *, at: datetime) -> None:
    """Those of data/demo/public_words.json whose case is there and may be public."""
    staff, approver = Actor.of(cast.users["staff"]), Actor.of(cast.users["approver"])
    for row in read("demo/public_words.json"):
        case = EnterpriseRequest.objects.filter(
            text__startswith=row["begins"], private=False, sealed=False
        ).first()
        if case is not None:
            words = {"title": row["title"], "text": row["text"], "on_supervision_scene": False}
            approve(reword(case, **words, by=staff, at=at), by=approver, at=at)
