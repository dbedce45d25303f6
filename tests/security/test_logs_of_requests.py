"""What the log of requests says of a visit, and that no private address ever stands in it."""

import re
from typing import Any

import pytest
from django.test import Client
from structlog.testing import capture_logs

from office.models import User
from tests.people import SignIn
from tests.sources import ROOT
from tests.stories import Story


def lines_of(client: Client, path: str, method: str = "get", **given: Any) -> list[Any]:
    import structlog

    from config import middleware

    with capture_logs() as captured:
        middleware.log = structlog.get_logger("request")
        getattr(client, method)(path, **given)
    return [line for line in captured if line["event"] == "request"]


def test_who_is_signed_in_leaves_a_line_for_each_request(liaison: User, sign_in: SignIn) -> None:
    (line,) = lines_of(sign_in(liaison), "/desk/", REMOTE_ADDR="203.0.113.7")
    assert (line["route"], line["status"], line["user"]) == ("portal:desk", 200, liaison.pk)
    assert (line["address"], line["method"]) == ("203.0.113.7", "GET")


def test_a_visitor_who_reads_leaves_none(visitor: Client) -> None:
    assert lines_of(visitor, "/policies/") == []


def test_refused_pages_leave_a_line_without_their_address(visitor: Client, liaison: User) -> None:
    (line,) = lines_of(visitor, "/receipt/a-private-token-of-somebody/", REMOTE_ADDR="203.0.113.7")
    assert (line["status"], line["address"], line["user"]) == (404, "203.0.113.7", None)
    (unknown,) = lines_of(visitor, "/nowhere/a-private-token-of-somebody/")
    assert "a-private-token" not in str([line, unknown])


def test_signing_in_and_out_names_the_account(visitor: Client, liaison: User) -> None:
    from tests.people import PASSWORD

    given = {"login": "liaison", "password": PASSWORD}
    (signed_in,) = lines_of(visitor, "/accounts/login/", "post", data=given)
    assert signed_in["user"] == liaison.pk
    assert PASSWORD not in str(signed_in)
    (out,) = lines_of(visitor, "/accounts/logout/", "post")
    assert out["user"] == liaison.pk


def test_the_private_pages_of_a_case_leave_no_token(visitor: Client, story: Story) -> None:
    story.submit(phone="19900020011")
    token, code = story.receipt.token, story.receipt.code
    lines = lines_of(visitor, f"/receipt/{token}/")
    lines += lines_of(visitor, "/track/", "post", data={"code": code, "last4": "9999"})
    lines += lines_of(visitor, f"/receipt/{token}/nowhere/", "post")
    assert lines
    assert token not in str(lines)
    assert code not in str(lines)


@pytest.mark.parametrize("place", ["one-host", "several-hosts"])
def test_nginx_logs_no_path(place: str) -> None:
    conf = (ROOT / "deploy" / place / "nginx.conf").read_text(encoding="utf-8")
    logged = "".join(re.findall(r"log_format[^;]*;", conf))
    assert "$status" in logged
    assert "$remote_addr" in logged
    for secret in (
        "$request ",
        "$request'",
        "$request_uri",
        "$uri",
        "$args",
        "$http_referer",
        "$http_cookie",
    ):
        assert secret not in logged
    # Its own messages quote the request's first line.
    assert set(re.findall(r"error_log (\S+) ", conf)) == {"/dev/null"}
    assert set(re.findall(r"access_log (\S+)[ ;]", conf)) == {"/var/log/nginx/platform.log"}


def test_logs_are_kept_for_190_days() -> None:
    """网络安全法 asks for six months."""
    journal = (ROOT / "deploy" / "one-host" / "journald@platform.conf").read_text(encoding="utf-8")
    assert "MaxRetentionSec=190day" in journal
    assert "Storage=persistent" in journal
    for unit in ("platform-web", "platform-queue", "platform-backup"):
        text = (ROOT / "deploy" / "one-host" / f"{unit}.service").read_text(encoding="utf-8")
        assert "LogNamespace=platform" in text
    rotation = (ROOT / "deploy" / "one-host" / "logrotate-platform").read_text(encoding="utf-8")
    assert "/var/log/nginx/platform.log" in rotation
    assert "rotate 190" in rotation
    assert "daily" in rotation
