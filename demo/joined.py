"""Several enterprises with one trouble, and one enterprise with two: merged, followed, split."""

from demo.scenario import Tale, Telling
from demo.verdicts import verdict
from demo.way_in import accept, contact
from requests_app.models import EnterpriseRequest
from requests_app.models.requests import OPEN, Status
from requests_app.steps import merging, splitting

# Working days within which a leading case of the demo is answered.
WATCHED = 45


def follow(tale: Tale) -> Telling:
    """Accepted and heard as any, then merged; its answer is confirmed the day after the leading one's."""
    told = tale.matter.turns["merged"]
    yield from accept(tale)
    yield tale.hours.soon(tale.at)
    contact(tale, tale.phrase("contact_notes", tale.matter.top))
    yield tale.hours.soon(tale.at)
    leading = EnterpriseRequest.objects.get(pk=tale.cast.cases[told["leading"]])
    if leading.status not in (*OPEN, Status.ANSWERED):
        return
    given = merging.MergeInputs(leading=leading, reason=told["reason"])
    tale.take("merge", given, by=tale.cast["staff"])
    for _ in range(WATCHED):
        yield tale.hours.later(tale.at, 1)
        answer = merging.leading_answer(EnterpriseRequest.objects.get(pk=tale.case.pk))
        if answer is not None:
            text = answer.text
            tale.take("follow", merging.FollowInputs(text=text), by=tale.cast["staff"])
            yield from verdict(tale)
            return


def split(tale: Tale) -> None:
    """Two matters in one message, told apart by the liaison."""
    first, second = tale.matter.turns["split"]["parts"]
    tale.take("split", splitting.SplitInputs(part_1=first, part_2=second), by=tale.liaison)
