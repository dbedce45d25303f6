"""What was typed into the public form outlives its page for an hour: by its own address, and for nobody else."""

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from office import form_drafts, options, terminals, upload_quota
from office.models import FormDraft
from requests_app.models import EnterpriseRequest
from stations.models import Station
from tests.requests_app.public.pages import PAGE, TEXT, filled, jpeg

pytestmark = pytest.mark.django_db


def address_in(html: str) -> str:
    found = re.search(r'<form method="post" action="([^"]+)"', html)
    assert found, html[:2000]
    return PAGE + unescape(found[1])


def kept(visitor: Client, clock: Any, **given: Any) -> str:
    """The address under which the browser's script has kept what was typed."""
    address = address_in(visitor.get(PAGE).content.decode())
    stamp = address.split("form=")[1].replace("%3A", ":")
    answer = visitor.post(address, filled(visitor, clock, stamp=stamp, keep="1", **given))
    assert (answer.status_code, answer.content) == (204, b"")
    return address


def test_a_reload_opens_what_was_typed(visitor: Client, open_station: Station, clock: Any) -> None:
    address = kept(visitor, clock, email="a@example.com", private="on", phone="138 07")
    html = visitor.get(address).content.decode()
    assert "已恢复" in html
    assert TEXT in html
    assert all(
        f'value="{value}"' in html
        for value in ("徐经理", "138 07", "湖北锦绣蓝天服饰有限公司", "a@example.com")
    )
    for name in ("requester_kind", "category", "share_contact", "private"):
        assert re.search(rf'<input [^>]*name="{name}"[^>]* checked', html), name
    assert address_in(html) == address
    assert not EnterpriseRequest.objects.exists()


def test_what_was_opened_again_is_sent_once(visitor: Client, open_station: Station, clock: Any) -> None:
    address = kept(visitor, clock)
    stamp = re.search(r'name="stamp" value="([^"]+)"', visitor.get(address).content.decode())[1]  # type: ignore[index]
    for _ in range(2):
        assert visitor.post(address, filled(visitor, clock, stamp=stamp)).status_code == 303
    assert EnterpriseRequest.objects.count() == 1
    html = visitor.get(address).content.decode()
    assert "已恢复" not in html
    assert TEXT not in html


@pytest.mark.parametrize("wrong", [{"phone": ""}, {"edit": "1"}, {"share_contact": "maybe"}])
def test_a_form_that_came_back_is_found_by_its_address(
    visitor: Client, open_station: Station, clock: Any, wrong: dict[str, Any]
) -> None:
    """A telephone that slept asks for the page anew, by GET: the answer to a press was lost."""
    address = address_in(visitor.get(PAGE).content.decode())
    page = visitor.post(address, filled(visitor, clock, **wrong, files=[jpeg("现场.jpg")]))
    again = visitor.get(address_in(page.content.decode())).content.decode()
    assert TEXT in again
    assert "已上传：现场.jpg" in again


def test_after_an_hour_it_is_gone(visitor: Client, open_station: Station, clock: Any) -> None:
    address = kept(visitor, clock)
    clock.shift(3599)
    assert TEXT in visitor.get(address).content.decode()
    clock.shift(2)
    assert TEXT not in visitor.get(address).content.decode()
    assert form_drafts.purge(timezone.now()) == 1
    assert not FormDraft.objects.exists()


def test_it_is_stored_encrypted_and_without_its_key(
    visitor: Client, open_station: Station, clock: Any
) -> None:
    address = kept(visitor, clock)
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, data FROM office_formdraft")
        row = cursor.fetchone()
    stored = " ".join(map(str, row))
    assert "徐经理" not in stored
    assert address.split("form=")[1].split(".")[0] not in stored


@pytest.mark.parametrize("form", ["", "forged", "x.1:y", "\x00"])
def test_a_made_up_address_opens_a_blank_form(
    visitor: Client, open_station: Station, clock: Any, form: str
) -> None:
    kept(visitor, clock)
    page = visitor.get(PAGE, {"form": form})
    assert page.status_code == 200
    assert TEXT not in page.content.decode()
    answer = visitor.post(PAGE, filled(visitor, stamp=form, keep="1"))
    assert answer.status_code == 204
    assert FormDraft.objects.count() == 1


def test_the_next_visitor_of_a_terminal_does_not_open_it(
    visitor: Client, open_station: Station, clock: Any
) -> None:
    visitor.get(f"/counter/{open_station.code}/")
    address = kept(visitor, clock)
    assert TEXT in visitor.get(address).content.decode()
    visitor.get(f"/counter/{open_station.code}/")
    assert terminals.COOKIE in visitor.cookies
    assert TEXT not in visitor.get(address).content.decode()


def test_it_takes_no_more_than_a_network_may_upload(
    visitor: Client, open_station: Station, clock: Any, now: dt.datetime
) -> None:
    allowed = options.value("upload_megabytes_per_address", now.date()) * upload_quota.MEGABYTE
    assert upload_quota.spend("127.0.0.1", allowed - 40 * upload_quota.KILOBYTE, at=now)
    for _ in range(5):
        kept(visitor, clock, text="长" * 18_000)
    assert FormDraft.objects.count() == 2
    assert visitor.post(PAGE, filled(visitor, clock)).status_code == 303


@pytest.fixture
def refusing(open_station: Station) -> Client:
    """A browser that takes no cookie."""
    return Client(enforce_csrf_checks=True)


def test_refused_cookies_lose_nothing(refusing: Client, visitor: Client, clock: Any) -> None:
    """Short answers and choices were left out, and what was long stood there as 第 1 项."""
    typed = filled(visitor, clock, email="a@example.com", private="on", files=[jpeg("现场.jpg")])
    page = refusing.post(PAGE, typed)
    html = page.content.decode()
    assert page.status_code == 403
    assert "没有收下本站的 Cookie" in html
    shown = {
        "我是": "企业", "问题类别": "融资贷款", "问题或建议": TEXT, "企业名称": "湖北锦绣蓝天服饰有限公司", "联系人": "徐经理",
        "联系电话": "138 0713-5678", "电子邮箱": "a@example.com", "不公开": "是", "照片或材料": "现场.jpg",
        "同意将联系方式提供给承办单位用于办理": "同意将联系方式提供给承办单位用于办理",
    }  # fmt: skip
    pairs = dict(re.findall(r'<label for="typed-\d+">(.*?)</label><textarea[^>]*>(.*?)</textarea>', html))
    assert pairs == shown
    assert not re.search(r"第 \d 项|stamp|csrf", " ".join(pairs))
    again = unescape(re.search(r'href="([^"]+form=[^"]+)"', html)[1])  # type: ignore[index]
    opened = visitor.get(again).content.decode()
    assert TEXT in opened
    assert "已上传：现场.jpg" in opened


@pytest.mark.parametrize(
    ("path", "typed", "shown"),
    [
        ("/desk/requests/2026-00001/steps/contact/", {"how": "visit", "said": "去过了"}, {"联系方式": "上门走访", "沟通情况": "去过了"}),
        ("/desk/intake/", {"contact": "徐经理", "source": "telephone"}, {"联系人": "徐经理", "怎样反映的": "电话"}),
        ("/desk/policies/new/", {"title": "稳岗", "who": "企业"}, {"标题": "稳岗", "适用对象": "企业"}),
    ],
)  # fmt: skip
def test_forms_of_the_desk_name_their_fields_too(
    refusing: Client, path: str, typed: dict[str, str], shown: dict[str, str]
) -> None:
    html = refusing.post(path, typed).content.decode()
    pairs = dict(re.findall(r'<label for="typed-\d+">(.*?)</label><textarea[^>]*>(.*?)</textarea>', html))
    assert pairs == shown
