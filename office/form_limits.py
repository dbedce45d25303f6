"""How often a public form may be sent, whatever it asks for: counted by network (office/networks.py).

What a limit refuses is refused for the hour; none that a stranger can fill refuses anybody else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from office import options, throttle
from office.calendar import local_date
from office.networks import networks_of
from office.throttle import Hit

HOUR = 3600
# Over its setting a form is doubtful, over ten times that it is refused.
REFUSED_AT = 10
# Whole numbers, which nobody is kept from: who found a code could try the numbers of the place.
LOOKUPS_BY_WHOLE_PHONE = 10


@dataclass(frozen=True)
class LookupTry:
    """One try to open something by a code and a telephone. `wait` are seconds, 0 where it is looked for.

    Counted before it is looked for and given back when it was right, so that only misses use up an allowance.
    """

    hits: tuple[Hit, ...]
    wait: int
    at: datetime

    def succeeded(self) -> None:
        throttle.give_back(self.hits, at=self.at)


def when_again(wait: int, *, at: datetime) -> str:
    """`10 分钟后再试，或拨打服务电话 …`: when, from the seconds to wait, and whom to call where there is a telephone."""
    phone = options.value("service_phone", local_date(at))
    return f"{max(1, -(-wait // 60))} 分钟后再试{f'，或拨打服务电话 {phone}' if phone else ''}"


def tries(address: str, at: datetime) -> list[Hit]:
    """One press on the button of any public form, whatever comes of it."""
    return by_network("form_tries", address, limit("forms_per_address", at) * REFUSED_AT)


def count_try(address: str, *, at: datetime) -> int:
    """Count one press; seconds to wait where it was too much, else 0."""
    return throttle.hit_in_order(tries(address, at), at=at)[-1].retry_after


def refused(
    request: HttpRequest, page: Callable[[str], HttpResponse], *, at: datetime
) -> HttpResponse | None:
    """Count one press; where it was too much, the answer that says when it may be pressed again: `page` with the words."""
    wait = count_try(request.META["REMOTE_ADDR"], at=at)
    if not wait:
        return None
    response = page(f"操作次数较多，请 {when_again(wait, at=at)}")
    response.status_code = 429
    response["Retry-After"] = str(wait)
    return response


def by_network(scope: str, address: str, limit: int) -> list[Hit]:
    """`limit` an hour for the narrowest network of the address, more for the wider ones."""
    return [Hit(scope, network.key, limit * network.share, HOUR) for network in networks_of(address)]


def limit(option: str, at: datetime) -> int:
    """The office's setting of that day."""
    return int(options.value(option, local_date(at)))
