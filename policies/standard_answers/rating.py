"""看懂了 / 没看懂 under a public answer: one word a visitor and day, the last one counts."""

from datetime import datetime

from django.http import HttpRequest

from office import throttle
from office.calendar import local_date
from office.networks import narrowest
from office.verbs import verb
from policies.models import AnswerRating, StandardAnswer
from policies.visits import is_person, visitor_of

PER_NETWORK, SECONDS = 60, 3600


def rate(request: HttpRequest, answer: StandardAnswer, *, understood: bool, at: datetime) -> bool:
    """Whether it was counted: not of robots and people of the desk, nor of a network that has sent very many."""
    network = narrowest(request.META.get("REMOTE_ADDR", ""))
    if (
        not is_person(request)
        or throttle.hit("answer_ratings", network, limit=PER_NETWORK, seconds=SECONDS, at=at).retry_after
    ):
        return False
    _store(answer, visitor_of(request, at), understood, at)
    return True


@verb
def _store(answer: StandardAnswer, visitor: str, understood: bool, at: datetime) -> None:
    AnswerRating.objects.update_or_create(
        answer=answer, visitor=visitor, on=local_date(at), defaults={"understood": understood}
    )
