"""The same form from several taps at the same moment: one request, one receipt, whoever wins."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from requests_app.models import EnterpriseRequest, Submission
from stations.models import Station
from tests.requests_app.public.pages import PAGE, filled

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

# Below the limit of an hour: each counts until one of them is stored.
TAPS = 4


def test_taps_at_the_same_moment_are_one_request(open_station: Station, clock: Any) -> None:
    browser = Client()
    body = filled(browser, clock)

    def tap(_: int) -> tuple[int, str]:
        try:
            tab = Client()
            tab.cookies = browser.cookies
            sent = tab.post(PAGE, body)
            return sent.status_code, sent.get("Location", "")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TAPS) as pool:
        answers = set(pool.map(tap, range(TAPS)))
    assert len(answers) == 1
    assert next(iter(answers))[0] == 303
    assert EnterpriseRequest.objects.count() == Submission.objects.count() == 1
