"""履职得分 of somebody without an account: told by message, read and objected to behind the link or on a sheet."""

import datetime as dt

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client

from evaluation.models import Evaluation, Scheme, ScoreObjection
from evaluation.yearly import life_cycle
from groups.models import Representative
from office.actors import Actor
from office.models import Message, Notice, User
from tests.office.uploads import photo
from tests.people import SignIn
from tests.proof import verify
from tests.stories import SHANGHAI

pytestmark = pytest.mark.django_db
COMPUTED = dt.datetime(2027, 2, 1, 2, tzinfo=SHANGHAI)
SHOWN = dt.datetime(2027, 2, 3, 10, tzinfo=SHANGHAI)
PAGE = "/desk/scores/shanxiong/"
SAID = {"score-line": "duties", "score-text": "六月的调研没有算"}


@pytest.fixture
def shown(db: None, representative: User, staff: User) -> Evaluation:
    """Of a member whose account was taken back before the result was shown."""
    Scheme.objects.create(first_year=2026, name="2026 年履职评价办法", status="used")
    person = Representative.objects.get(user=representative)
    person.user, person.phone = None, "19900050001"
    person.save()
    life_cycle.compute_due(at=COMPUTED)
    with time_machine.travel(SHOWN, tick=False):
        return life_cycle.show(Evaluation.objects.get(representative=person), by=Actor.of(staff), at=SHOWN)


def sent(person: Representative) -> tuple[str, str]:
    """The last message and the path of its link."""
    row = Message.objects.filter(recipient_key=f"representative:{person.pk}:phone").latest("pk")
    return row.secret, row.secret[row.secret.index("/duty-file/") :]


def test_the_link_that_tells_of_a_result_takes_an_objection_and_brings_its_answer(
    shown: Evaluation, staff: User, visitor: Client, sign_in: SignIn
) -> None:
    _, path = sent(shown.representative)
    with time_machine.travel(SHOWN, tick=False):
        page = visitor.get(path).content.decode()
        assert "31.30" in page
        assert "第 1 版，代表核对中" in page
        short = visitor.post(path, SAID | {"score-text": "不对"})
        assert (short.status_code, "5 到 500 字" in short.content.decode()) == (422, True)
        assert visitor.post(path, SAID).status_code == 303
        again = visitor.post(path, SAID)
        assert (again.status_code, "正在核实" in again.content.decode()) == (422, True)
        row = ScoreObjection.objects.get()
        assert (row.way, row.raised_by, row.sheet) == ("link", None, None)
        answer = {"year": "2026", "answer": "没有这次调研", "upheld": "no"}
        assert sign_in(staff).post(f"{PAGE}objections/{row.pk}/", answer).status_code == 303
        assert sent(shown.representative)[1] == path
        assert "答复：没有这次调研" in visitor.get(path).content.decode()
    with time_machine.travel(SHOWN + dt.timedelta(days=20), tick=False):
        late = visitor.post(path, SAID)
        assert (late.status_code, "核对期" in late.content.decode()) == (422, True)
    assert verify().faults == []


def test_who_has_no_account_is_told_of_the_approval_with_a_link_that_opens(
    shown: Evaluation, approver: User, visitor: Client
) -> None:
    approved_at = SHOWN + dt.timedelta(days=60)
    with time_machine.travel(approved_at, tick=False):
        life_cycle.approve(shown, by=Actor.of(approver), at=approved_at)
        assert Notice.objects.filter(channel="sms", title="您 2026 年的履职评价已审签").count() == 1
        assert "31.30" in visitor.get(sent(shown.representative)[1]).content.decode()


def test_a_signed_sheet_is_typed_by_the_liaison_and_answered_by_staff(
    shown: Evaluation, liaison: User, staff: User, stranger: User, sign_in: SignIn
) -> None:
    given = {"year": "2026", "line": "duties", "text": "六月的调研没有算"}
    with time_machine.travel(SHOWN, tick=False):
        desk = sign_in(liaison)
        unsigned = desk.post(f"{PAGE}objections/", given)
        assert (unsigned.status_code, "请附本人签字件" in unsigned.content.decode()) == (422, True)
        assert sign_in(stranger).post(f"{PAGE}objections/", given).status_code == 404
        assert (
            desk.post(
                f"{PAGE}objections/", given | {"sheet": ContentFile(photo(), name="签字.jpg")}
            ).status_code
            == 303
        )
        row = ScoreObjection.objects.get()
        assert (row.way, row.raised_by) == ("sheet", liaison)
        assert "看签字件" in sign_in(staff).get(PAGE, {"year": "2026"}).content.decode()
    assert verify().faults == []
