"""我也遇到，跟踪这件: a request of one's own that follows a case known already, with its own answer and verdict."""

from __future__ import annotations

from datetime import datetime

from casework import engine
from office.actors import Actor
from office.verbs import verb
from requests_app.intake import submission
from requests_app.intake.intake import Intake
from requests_app.intake.submission import Submitted
from requests_app.models import EnterpriseRequest
from requests_app.models.receipts import Grade
from requests_app.models.requests import OPEN, Status
from requests_app.steps.merging import MergeInputs

SYSTEM = Actor.system("following")


@verb
def follow(
    leading: EnterpriseRequest,
    given: Intake,
    *,
    scope: str,
    key: str,
    by: Actor,
    at: datetime,
    grade: str = Grade.FULL,
) -> Submitted:
    """Submit `given` and merge it into `leading`; where that one has ended meanwhile, it is a request like any.

    A repeat answers with the same case and receipt. Raises `Refused` as `intake.submit` does.
    """
    done = submission.submit(given, scope=scope, key=key, by=by, at=at, grade=grade)
    goes_on = EnterpriseRequest.objects.filter(
        pk=leading.pk, status__in=(*OPEN, Status.ANSWERED), sealed=False
    ).exists()
    if goes_on and not done.is_repeat:
        asked = MergeInputs(leading=leading, reason="我也遇到，跟踪这件")
        engine.take("merge", done.case, asked, by=SYSTEM, at=at)
    return done
