"""A complaint about a unit in which everything that can be said is said, and whoever looks for who said it."""

import datetime as dt
import io
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from PIL import Image

from groups.models import Absence, Department, DepartmentOfficer
from office.crypto import EncryptedTextField
from office.files import store
from office.models import StoredFile, User
from office.roles import Role
from requests_app.models import Assignment, Attachment, EnterpriseRequest, Release, Reply
from requests_app.texts import indexing
from stations.models import Enterprise
from tests.people import SINCE, person
from tests.stories import Story

NAME, SHORT = "湖北锦绣蓝天服饰有限公司", "锦绣蓝天"
CONTACT, PHONE, EMAIL = "徐经理", "19900020011", "jinxiu@example.com"
USCC = "91421181MA4KXXXX1Y"
WORDS = "办事窗口多次推诿"
RELEASED = "有企业反映窗口办件重复要材料，请核实。"
CANARY = "雀"
# Columns whose values are numbers and codes of the case itself, or what was released.
NOT_SOWN = {"ledger_number", "phone_index", "external_id", "uscc"}


@pytest.fixture
def complaint(story: Story) -> Story:
    """A case about `co`, which handles it with others; everything that may be written to a case is written."""
    enterprise = Enterprise.objects.create(name=NAME, address="龙池大道88号", main_business="服装")
    files = (picture(story, f"{SHORT}营业执照.png"),)
    story.submit(
        text=f"{NAME}反映开发区{WORDS}，{SHORT}的材料交了三遍。",
        enterprise_name=NAME,
        contact=CONTACT,
        phone=PHONE,
        email=EMAIL,
        files=files,
    )
    EnterpriseRequest.objects.filter(pk=story.case.pk).update(enterprise=enterprise, uscc=USCC)
    story.case.refresh_from_db()
    story.accept(expected_outcome=f"{SHORT}不再跑第四趟")
    story.contact(said=f"{CONTACT}说窗口态度差")
    story.take("propose_assignment", "representative", lead=story.lead, co=(story.co,), text=f"{SHORT}的事")
    story.take("name_complained", "liaison", departments=(story.co,))
    story.assign(story.co, text=f"请上门听{SHORT}的意见", expected_outcome=f"{SHORT}不再跑第四趟")
    story.sign().sign("co_handler")
    story.take(
        "propose_consult", "representative", departments=(story.lead, story.co), reason=f"{SHORT}三次来访"
    )
    story.take_default(
        "consult",
        departments=(story.lead, story.co),
        place=f"{SHORT}二楼",
        text=f"{SHORT}的材料",
        meets_at=story.at + dt.timedelta(days=1),
    )
    story.take("ask", "liaison", text=f"请{SHORT}补充清单")
    story.take(
        "supplement",
        "requester",
        text=f"{SHORT}的清单，找{CONTACT}",
        files=(picture(story, f"{NAME}清单.png"),),
    )
    story.take("supervise", "approver", reason=f"{SHORT}反映强烈", until_on=story.on + dt.timedelta(days=20))
    story.take("urge", "liaison", text=f"{SHORT}来电三次")
    return story.wait(days=1, hours=2).take_default(
        "record_consult",
        came=(story.lead, story.co),
        minutes=f"{SHORT}到会，开发区当面说明了情况",
        outcome=f"给{SHORT}道歉",
    )


def picture(story: Story, name: str) -> StoredFile:
    content = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(content, "PNG")
    return store(SimpleUploadedFile(name, content.getvalue()), by=story.people["staff"], at=story.at)


@pytest.fixture
def readers(complaint: Story) -> dict[str, User]:
    """Officer, head, the delegate of each: one of another unit, and the liaison of the case's own group."""
    story = complaint
    head = person("cohead", "会首", Role.HEAD)
    DepartmentOfficer.objects.create(user=head, department=story.co, duty="head", since=SINCE)
    delegate = person("delegate", "代办", Role.HANDLER)
    DepartmentOfficer.objects.create(user=delegate, department=story.paper, duty="handler", since=SINCE)
    for absent, instead in ((story.people["co_handler"], delegate), (head, story.people["liaison"])):
        Absence.objects.create(
            user=absent, delegate=instead, from_on=story.on, to_on=story.on + dt.timedelta(days=90)
        )
    officer = {"officer": story.people["co_handler"], "head": head, "delegate": delegate}
    return officer | {"liaison as delegate": story.people["liaison"]}


def sow(case: EnterpriseRequest, unit: Department) -> list[str]:
    """A canary in every text of every row of the case, but of what the unit itself wrote and of releases."""
    sown: list[str] = []
    for model, path in rows_of_cases():
        rows = model._base_manager.filter(**{path: case.pk})
        for column in texts_of(model):
            for row in rows:
                if getattr(row, column) and not is_of_unit(row, unit):
                    sown.append(
                        f"{CANARY}{len(sown):03d}{model.__name__[:4]}{column[:4]}"[: longest(model, column)]
                    )
                    model._base_manager.filter(pk=row.pk).update(**{column: sown[-1]})
    for row in StoredFile.objects.filter(pk__in=Attachment.objects.filter(case=case).values("file")):
        sown.append(f"{CANARY}{len(sown):03d}文件")
        StoredFile.objects.filter(pk=row.pk).update(name=f"{sown[-1]}.png")
    case.refresh_from_db()
    indexing.index(case)
    return sown


def is_of_unit(row: models.Model, unit: Department) -> bool:
    """The unit's own part and replies: its own words."""
    part = row.assignment if isinstance(row, Reply) else row
    return isinstance(part, Assignment) and part.department_id == unit.pk


def rows_of_cases() -> Iterator[tuple[type[models.Model], str]]:
    """Every model with a way to the case, and the shortest such way."""
    yield EnterpriseRequest, "pk"
    for model in apps.get_models():
        if model in (EnterpriseRequest, Release) or model._meta.app_label not in (
            "requests_app",
            "evaluation",
        ):
            continue
        paths = [
            field.name if field.related_model is EnterpriseRequest else f"{field.name}__case"
            for field in model._meta.concrete_fields
            if field.related_model is EnterpriseRequest
            or (isinstance(field, models.ForeignKey) and has_case(field.related_model))
        ]
        if paths:
            yield model, min(paths, key=len)


def has_case(model: object) -> bool:
    meta = getattr(model, "_meta", None)
    return any(field.name == "case" for field in meta.concrete_fields) if meta else False


def texts_of(model: type[models.Model]) -> list[str]:
    """Columns that hold somebody's words."""
    kinds = (models.TextField, EncryptedTextField, models.CharField)
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, kinds)
        and not field.choices
        and not field.unique
        and field.name not in NOT_SOWN
        and not field.name.endswith(("_hash", "_key", "token"))
        and (not isinstance(field, models.CharField) or (field.max_length or 0) >= 20)
    ]


def longest(model: type[models.Model], column: str) -> int:
    return model._meta.get_field(column).max_length or 200  # type: ignore[union-attr]


@pytest.fixture
def secrets(complaint: Story) -> list[str]:
    return [
        NAME,
        SHORT,
        CONTACT,
        PHONE,
        EMAIL,
        USCC,
        WORDS,
        *sow(complaint.case, complaint.co),
    ]
