"""What the tests of the visitor's pages share: opening and filling in the form, files to send along."""

import io
import re
from html import unescape
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

PAGE = "/s/gyllzx/"
TEXT = "贷款月底到期，银行要求先还后贷，希望协调续贷。"


def stamp_of(client: Client, page: str = PAGE) -> str:
    """Opens the form and reads its stamp, as a browser does."""
    return stamp_in(client.get(page).content.decode())


def stamp_in(html: str) -> str:
    found = re.search(r'name="stamp" value="([^"]+)"', html)
    assert found, html[:2000]
    return found.group(1)


def filled(client: Client, clock: Any = None, **given: Any) -> dict[str, Any]:
    """A complete form; with `clock` it is sent some seconds after it was opened."""
    values = {
        "stamp": given["stamp"] if "stamp" in given else stamp_of(client),
        "requester_kind": "enterprise",
        "category": "RZ",
        "text": TEXT,
        "enterprise_name": "湖北锦绣蓝天服饰有限公司",
        "contact": "徐经理",
        "phone": "138 0713-5678",
        "share_contact": "yes",
    }
    if clock is not None:
        clock.shift(20)
    return {name: value for name, value in (values | given).items() if value is not None}


def hidden_in(html: str) -> dict[str, Any]:
    """The hidden values of the confirming page, as a press on its first button sends them."""
    values: dict[str, Any] = {}
    for tag in re.findall(r'<input type="hidden"[^>]*>', html):
        attributes = dict(re.findall(r'(name|value)="([^"]*)"', tag))
        values.setdefault(attributes["name"], []).append(unescape(attributes.get("value", "")))
    assert values
    return values


def jpeg(name: str, size: tuple[int, int] = (40, 30)) -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.new("RGB", size, "#a8141a").save(written, "JPEG")
    return SimpleUploadedFile(name, written.getvalue(), "image/jpeg")


def pdf(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 1\ntrailer\n<< /Root 1 0 R >>\nstartxref\n50\n%%EOF\n"
