"""A suggestion begins by an account: nobody's draft and nobody's record are refused, and nothing is left of them."""

import datetime as dt

import pytest

from groups.models import Representative
from office.actors import Actor
from office.models import User
from office.refusals import Refused
from suggestions.drafting import beginning
from suggestions.models import Suggestion

pytestmark = pytest.mark.django_db


def test_a_job_drafts_and_records_none(representative: User, now: dt.datetime) -> None:
    author, job = Representative.objects.get(user=representative), Actor.system("reminders")
    with pytest.raises(Refused, match="起草建议须登录"):
        beginning.draft(author, beginning.Text("增加夜间公交"), by=job, at=now)
    told = beginning.Elsewhere("province", "增加跨江通道", "第 12 号", "省交通厅")
    with pytest.raises(Refused, match="登记建议须登录"):
        beginning.record_elsewhere([author], told, by=job, at=now)
    assert not Suggestion.objects.exists()
