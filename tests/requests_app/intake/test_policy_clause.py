"""从政策到诉求: the request keeps the clause that did not work out, as it was worded then."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from office.events import timeline
from policies.models import PolicyVersion
from requests_app.models import EnterpriseRequest
from stations.models import Station
from tests.policies.rows import LONG_AGO, a_version
from tests.requests_app.public.pages import filled
from tests.stories import Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def clause(db: None) -> PolicyVersion:
    return a_version(title="无还本续贷", document_number="金规〔2024〕13号", policy_options={"slug": "xudai"})


def test_a_policy_s_code_opens_the_form_with_its_clause(
    visitor: Client, open_station: Station, clause: PolicyVersion, clock: Any
) -> None:
    html = visitor.get("/p/xudai/").content.decode()
    assert "无还本续贷" in html
    assert "您反映的政策，会自动附上" in html
    sent = visitor.post("/p/xudai/", filled(visitor, clock))
    assert sent.status_code == 303
    case = EnterpriseRequest.objects.get()
    assert (case.source, case.policy, case.clause) == ("qr_policy", clause.policy, clause)
    assert timeline(case.subject).first().data["policy"] == "xudai"  # type: ignore[union-attr]
    assert "无还本续贷" in visitor.get(sent["Location"]).content.decode()


def test_the_clause_stays_as_it_was_read(
    visitor: Client, open_station: Station, clause: PolicyVersion, clock: Any
) -> None:
    visitor.post("/p/xudai/", filled(visitor, clock))
    PolicyVersion.objects.filter(pk=clause.pk).update(state="superseded", superseded_at=LONG_AGO)
    a_version(policy=clause.policy, number=2, title="无还本续贷（新）")
    assert EnterpriseRequest.objects.get().clause.title == "无还本续贷"  # type: ignore[union-attr]


def test_a_withdrawn_policy_leaves_the_plain_form_and_says_so(
    visitor: Client, open_station: Station, clause: PolicyVersion, clock: Any
) -> None:
    PolicyVersion.objects.filter(pk=clause.pk).update(state="superseded", superseded_at=LONG_AGO)
    assert "这条政策已经撤下" in visitor.get("/p/xudai/").content.decode()
    assert visitor.post("/p/xudai/", filled(visitor, clock)).status_code == 303
    assert EnterpriseRequest.objects.get().clause is None


@pytest.mark.parametrize("code", ["nothing", "XUDAI", "%00", "a" * 300, "代码"])
def test_an_unknown_policy_leads_to_the_stations(
    visitor: Client, open_station: Station, clause: PolicyVersion, code: str
) -> None:
    page = visitor.get(f"/p/{code}/")
    assert page.status_code == 404
    assert "二维码已失效" in page.content.decode()


def test_a_draft_has_no_code(visitor: Client, open_station: Station) -> None:
    a_version("draft", policy_options={"slug": "soon"})
    assert visitor.get("/p/soon/").status_code == 404


def test_the_desk_sees_the_clause(story: Story, sign_in: Any, clause: PolicyVersion) -> None:
    story.submit(clause=clause, source="qr_policy")
    page = sign_in(story.people["liaison"]).get(f"/desk/requests/{story.case.ledger_number}/")
    assert 'href="/policies/xudai/"' in page.content.decode()


def test_the_api_takes_a_policy(client: Client, story: Story, clause: PolicyVersion) -> None:
    body = {
        "station": story.station.code,
        "policy": "xudai",
        "requester_kind": "enterprise",
        "category": story.category.code,
        "text": "银行说没有听说过无还本续贷。",
        "enterprise": "湖北锦绣蓝天服饰有限公司",
        "contact": "徐经理",
        "phone": "13807135678",
        "share_contact": True,
    }
    sent = client.post(
        "/api/v1/requests/",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )
    assert sent.status_code == 201, sent.content
    assert EnterpriseRequest.objects.get().clause == clause


@pytest.mark.postgres
def test_a_policy_without_its_clause_is_refused(story: Story, clause: PolicyVersion) -> None:
    story.submit()
    with pytest.raises(IntegrityError, match="case_policy_with_its_clause"), transaction.atomic():
        EnterpriseRequest.objects.update(policy=clause.policy)
