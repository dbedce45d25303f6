"""The doors through which a person's telephone, name, address or number comes in: each tells what it stored, or why not."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import uuid
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.forms import BaseForm
from django.http import QueryDict
from django.test import Client

from groups.models import Representative, Term
from groups.roster import import_roster, read_roster
from office.actors import Actor
from office.form_stamps import Stamp
from office.models import User
from office.typed.phones import Phone
from requests_app.models import EnterpriseRequest
from stations.api import BookingSerializer
from stations.consultations.forms import ConsultationForm
from stations.models import Enterprise, Sitting
from stations.receptions.desk_forms import WalkInForm
from stations.receptions.forms import BookingForm
from tests.groups.test_admin import inline
from tests.people import SignIn
from tests.requests_app.desk.pages import Desk
from tests.requests_app.public.pages import PAGE, stamp_in
from tests.stories import Story

FIELDS = {"phone": "phone", "email": "email", "uscc": "uscc", "name": "contact"}
SENT = {
    "requester_kind": "enterprise",
    "text": "贷款月底到期，银行要求先还后贷。",
    "contact": "徐经理",
    "phone": "13807135678",
}


@dataclass
class Doors:
    """Each door takes a kind and what is typed; it answers with what is stored, or with the page that says why not."""

    story: Story
    sign_in: SignIn
    term: Term
    now: dt.datetime

    def __post_init__(self) -> None:
        self.counted = itertools.count(1)

    def _typed(self, kind: str, typed: str) -> tuple[dict[str, Any], dict[str, Any]]:
        number = next(self.counted)
        sent = SENT | {"text": f"第 {number} 件：{SENT['text']}", FIELDS[kind]: typed}
        return sent, {"REMOTE_ADDR": f"10.0.{number // 250}.{number % 250 + 1}"}

    def form(self, kind: str, typed: str) -> tuple[str | None, str]:
        return self._page(Client(), PAGE, {}, kind, typed)

    def desk(self, kind: str, typed: str) -> tuple[str | None, str]:
        told = {"station": "gyllzx", "source": "consultation"}
        return self._page(self.sign_in(self.story.people["clerk"]), "/desk/intake/", told, kind, typed)

    def _page(
        self, client: Client, url: str, more: dict[str, str], kind: str, typed: str
    ) -> tuple[str | None, str]:
        sent, extra = self._typed(kind, typed)
        body = sent | more | {"category": "RZ", "enterprise_name": "某某公司", "share_contact": "yes"}
        body["stamp"] = stamp_in(client.get(url).content.decode())
        answer = client.post(url, body, **extra)
        if answer.status_code == 303:
            self.token = answer["Location"].strip("/").split("/")[-1]
            return stored_in_case(kind), ""
        assert answer.status_code == 422
        return None, unescape(answer.content.decode())

    def api(self, kind: str, typed: str) -> tuple[str | None, str]:
        sent, extra = self._typed(kind, typed)
        body = sent | {
            "station": "gyllzx",
            "category": "RZ01",
            "enterprise": "某某公司",
            "share_contact": True,
        }
        key = {"Idempotency-Key": str(uuid.uuid4())}
        url, text = "/api/v1/requests/", json.dumps(body)
        answer = Client().post(url, text, content_type="application/json", headers=key, **extra)
        if answer.status_code == 201:
            return stored_in_case(kind), ""
        assert answer.status_code == 422
        assert list(answer.json()["errors"]) == [FIELDS[kind]]
        return None, answer.json()["errors"][FIELDS[kind]][0]

    def correction(self, kind: str, typed: str) -> tuple[str | None, str]:
        # A case of its own: what stands already is no correction.
        story = self.story.submit()
        desk = Desk(story, self.sign_in)
        answer = desk.send("clerk", "correct", field=FIELDS[kind], value=typed, reason="本人来电更正")
        if answer.status_code == 303:
            return stored_in_case(kind, story.case.pk), ""
        return None, unescape(answer.content.decode())

    def roster(self, kind: str, typed: str) -> tuple[str | None, str]:
        row = {"name": "单国强", "phone": ""} | {kind: typed}
        text = f'姓名,代表证号,手机号\n"{row["name"]}",MCRD-0016,"{row["phone"]}"'
        roster = read_roster(BytesIO(text.encode()), "名册.csv", on=self.now.date())
        if roster.problems:
            return None, " ".join(map(str, roster.problems))
        import_roster(roster, term=self.term, on=self.now.date(), by=Actor.system("test"), at=self.now)
        return str(getattr(Representative.objects.get(certificate_number="MCRD-0016"), kind)), ""

    def representative(self, kind: str, typed: str) -> tuple[str | None, str]:
        number = next(self.counted)
        empty = [inline(name) for name in ("mandates", "professional_memberships", "regional_memberships")]
        body: dict[str, object] = {"name": "单国强", "certificate_number": f"NEW-{number}", "gender": "male"}
        body[{"phone": "new_phone"}.get(kind, kind)] = typed
        for each in empty:
            body |= each
        answer = self.sign_in(self.story.people["staff"]).post("/admin/groups/representative/add/", body)
        if answer.status_code == 302:
            return str(getattr(Representative.objects.get(certificate_number=f"NEW-{number}"), kind)), ""
        return None, unescape(answer.content.decode())

    def account(self, kind: str, typed: str) -> tuple[str | None, str]:
        username = f"account{next(self.counted)}"
        body = {"username": username, "name": "林", kind: typed}
        answer = self.sign_in(self.story.people["administrator"]).post("/admin/office/user/add/", body)
        if answer.status_code == 302:
            return str(getattr(User.objects.get(username=username), kind)), ""
        return None, unescape(answer.content.decode())

    def enterprise(self, kind: str, typed: str) -> tuple[str | None, str]:
        Enterprise.objects.update(uscc=None)
        client = self.sign_in(self.story.people["staff"])
        body = {"name": "某某公司", "is_another": "on", **inline("former_names"), kind: typed}
        answer = client.post("/admin/stations/enterprise/add/", body)
        if answer.status_code == 302:
            return str(Enterprise.objects.latest("pk").uscc), ""
        return None, unescape(answer.content.decode())

    def booking(self, kind: str, typed: str) -> tuple[str | None, str]:
        form = BookingForm(_query({FIELDS[kind]: typed}), stamp=Stamp.fresh(self.now))
        return self._read(form, FIELDS[kind])

    def booking_api(self, kind: str, typed: str) -> tuple[str | None, str]:
        serializer = BookingSerializer(data={FIELDS[kind]: typed})
        assert not serializer.is_valid()
        if errors := serializer.errors.get(FIELDS[kind]):
            return None, str(errors[0])
        return str(serializer.fields[FIELDS[kind]].run_validation(typed)), ""

    def consultation(self, kind: str, typed: str) -> tuple[str | None, str]:
        form = ConsultationForm(_query({FIELDS[kind]: typed}), stations=[], items=[], at=self.now)
        return self._read(form, FIELDS[kind])

    def walk_in(self, kind: str, typed: str) -> tuple[str | None, str]:
        field = {"name": "who"}.get(kind, kind)
        sittings = Sitting.objects.none()
        given = _query({field: typed, "requester_kind": "voter"})
        return self._read(WalkInForm(given, sittings=sittings, stamp=Stamp.fresh(self.now)), field)

    def _read(self, form: BaseForm, field: str) -> tuple[str | None, str]:
        """Of a form that takes a seat or a number, what it reads alone."""
        if errors := form.errors.get(field):
            return None, str(errors[0])
        return str(form.cleaned_data[field]), ""


def _query(given: dict[str, str]) -> QueryDict:
    return QueryDict(urlencode(given))


def stored_in_case(kind: str, pk: int = 0) -> str:
    case = EnterpriseRequest.objects.get(pk=pk) if pk else EnterpriseRequest.objects.latest("pk")
    if kind == "phone":
        return str(Phone(case.phone, case.phone_extension))
    return str(getattr(case, FIELDS[kind]))
