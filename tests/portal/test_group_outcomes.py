"""后来怎样 of a group, and the same told by loops over all rows."""

from collections import defaultdict

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fieldwork.models import Activity
from groups.models import ProfessionalGroup
from portal.group_outcomes import outcomes_of
from requests_app.models import EnterpriseRequest, Finding
from suggestions.models import ExpertOpinion, Suggestion
from tests import canary_rows
from tests.conftest import NOW
from tests.people import SignIn
from tests.prototypes import one_of_everything
from tests.stories import Story

pytestmark = pytest.mark.django_db


def test_the_numbers_are_those_of_the_rows(story: Story, sign_in: SignIn) -> None:
    one_of_everything(story)
    activity = Activity.objects.order_by("pk")[0]
    for settled in (True, False):
        story.submit()
        Finding.objects.create(
            case=story.case, occasion=activity, activity=activity.title, present="徐经理", settled=settled,
            department=story.lead, agreed_on=NOW.date(), noted_by=story.people["liaison"],
        )  # fmt: skip
    canary_rows.suggestions(story, defaultdict(lambda: "在会上说的话"))
    group = ProfessionalGroup.objects.get(code="finance")
    EnterpriseRequest.objects.filter(finding__isnull=False).update(group=group)
    found = [row for row in Finding.objects.all() if not row.case.sealed]
    own = [row for row in Suggestion.objects.filter(group=group) if row.registered_on]
    opinions = [row for row in ExpertOpinion.objects.filter(asked__group=group) if row.submitted_on]
    with CaptureQueriesContext(connection) as queries:
        told = outcomes_of(group, 2026)
    assert len(queries) == 3
    assert [each.count for each in told] == [len(found), len(own), len(opinions)]
    assert found
    assert own
    assert f"已解决 {sum(row.settled or row.case.outcome == 'settled' for row in found)} 件" == told[0].words
    assert f"已答复 {sum(row.answered_on is not None for row in own)} 件" in told[1].words
    page = sign_in(story.people["staff"]).get("/desk/groups/finance/").content.decode()
    assert "后来怎样" in page
    # A sealed case is in no number.
    EnterpriseRequest.objects.filter(finding__isnull=False).update(
        sealed=True, sealed_for=story.people["staff"]
    )
    assert outcomes_of(group, 2026)[0].count == 0
