"""An item of information as an A4 notice: what stands on it, who may print it, and that its code leads back."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import typst
from django.test import Client

from policies.models import Reading
from policies.notices import notice, notice_data
from tests.policies.rows import an_item
from tests.stations.test_qr_printing import read_back

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 23)
BODY = "# 一、条件\n\n- 营业执照\n- 申请表\n\n1. 网上申报\n2. 领证\n\n| 类别 | 时限 |\n|---|---|\n| 简单 | 5天 |\n\n<b>&#</b>"


def test_a_notice_holds_headings_lists_and_tables() -> None:
    item = an_item(body=BODY)
    kinds = [block["kind"] for block in notice_data(item, on=ON)["blocks"]]  # type: ignore[attr-defined]
    assert kinds == ["heading", "list", "list", "table", "paragraph"]
    assert notice(item, on=ON).startswith(b"%PDF")


def test_a_long_text_goes_on_over_pages_in_smaller_letters() -> None:
    short, long = an_item(), an_item(body=(BODY + "\n\n") * 60)
    assert notice_data(short, on=ON)["size"] > notice_data(long, on=ON)["size"]  # type: ignore[operator]
    assert len(notice(long, on=ON)) > len(notice(short, on=ON))


def test_its_code_leads_back_to_the_page(tmp_path: Path) -> None:
    item = an_item(slug="paiwu")
    (tmp_path / "notice.pdf").write_bytes(notice(item, on=ON))
    (tmp_path / "page.typ").write_text(
        '#set page(width: 210mm, height: 297mm, margin: 0mm)\n#image("notice.pdf")', encoding="utf-8"
    )
    sheet = typst.compile(str(tmp_path / "page.typ"), root=str(tmp_path), format="png", ppi=150)
    read = read_back(sheet)
    assert read.endswith("/information/bllc/paiwu/?from=qr")


@pytest.mark.parametrize(
    ("dates", "mark"),
    [
        ({"valid_until": dt.date(2026, 11, 22)}, "已到期，请以主管部门最新的说法为准"),
        ({"valid_from": dt.date(2027, 1, 1)}, "2027年1月1日起执行"),
        ({"valid_until": ON}, ""),
        ({}, ""),
    ],
)
def test_no_copy_hides_that_it_has_expired(dates: dict[str, Any], mark: str) -> None:
    assert notice_data(an_item(**dates), on=ON)["mark"] == mark


def test_what_nobody_has_checked_says_so() -> None:
    assert ("复核", "还没有对照来源核对，以责任单位的解释为准") in notice_data(an_item(), on=ON)["facts"]  # type: ignore[operator]


def test_a_visitor_prints_what_is_public_and_it_counts_as_a_download(client: Client) -> None:
    item = an_item(slug="paiwu")
    page = client.get("/information/bllc/paiwu/", headers={"user-agent": "Mozilla/5.0"})
    printed = client.get("/information/bllc/paiwu/notice.pdf", headers={"user-agent": "Edge"})
    assert "/information/bllc/paiwu/notice.pdf" in page.content.decode()
    assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf")
    assert Reading.objects.filter(item=item, kind="download").count() == 1


def test_a_draft_is_not_printed(client: Client) -> None:
    an_item("draft", slug="caogao")
    assert client.get("/information/bllc/caogao/notice.pdf").status_code == 404
