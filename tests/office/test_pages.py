"""Error pages, statements, the large type and an operator's probes."""

import json
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.test import Client, RequestFactory
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import DjangoAssertNumQueries

from office import context, health, options, pages, ports
from office.actors import Actor
from office.background import recurring
from office.ports import Gauge, NavItem
from office.roles import Role
from tests.people import person

pytestmark = pytest.mark.django_db


def test_a_wrong_address_gets_the_sites_own_page(client: Client) -> None:
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert "没有这一页" in answer.content.decode()


def test_the_api_gets_problem_json(rf: RequestFactory) -> None:
    for answer, status in (
        (pages.page_not_found(rf.get("/api/v1/none/"), Exception()), 404),
        (pages.bad_request(rf.get("/api/v1/none/"), Exception()), 400),
        (pages.permission_denied(rf.get("/api/v1/none/"), Exception()), 403),
        (pages.server_error(rf.get("/api/v1/none/")), 500),
        (pages.too_many(rf.get("/api/v1/none/"), 90), 429),
    ):
        assert answer.status_code == json.loads(answer.content)["status"] == status
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_too_large_a_body_is_413_not_400(rf: RequestFactory) -> None:
    answer = pages.bad_request(rf.post("/s/gyllzx/"), RequestDataTooBig())
    assert answer.status_code == 413
    assert "文件太大" in answer.content.decode()


def test_too_many_says_when_to_come_back(rf: RequestFactory) -> None:
    answer = pages.too_many(rf.get("/track/"), 601)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "601")
    assert "11 分钟" in answer.content.decode()


def test_the_page_of_a_failure_asks_no_database(
    rf: RequestFactory, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        answer = pages.server_error(rf.post("/s/gyllzx/"))
    assert answer.status_code == 500
    assert "没有提交成功" in answer.content.decode()


def test_an_expired_form_shows_what_was_typed_but_no_password(rf: RequestFactory) -> None:
    typed = {"text": "厂区北门路灯坏了半个月", "password": "very-secret-password", "kind": "a"}
    page = pages.csrf_failure(rf.post("/s/gyllzx/", typed)).content.decode()
    assert "厂区北门路灯坏了半个月" in page
    assert "very-secret-password" not in page


@pytest.mark.parametrize(
    ("path", "words"),
    [("/privacy/", ["个人信息保护法", "结案后 3 年"]), ("/accessibility/", ["长辈版", "键盘"])],
)
def test_the_statements_stand_for_everybody(client: Client, path: str, words: list[str]) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert [word for word in words if word not in answer.content.decode()] == []


def test_the_statement_follows_the_settings(client: Client, now: datetime) -> None:
    options.change("keep_contact_years", 5, effective_on=now.date(), by=Actor.system("test"), at=now)
    assert "结案后 5 年" in client.get("/privacy/").content.decode()


def test_the_large_type_is_switched_by_a_plain_link(client: Client) -> None:
    assert 'class="large"' not in client.get("/privacy/").content.decode()
    answer = client.get("/large/?next=/privacy/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/privacy/")
    assert 'class="large"' in client.get("/privacy/").content.decode()
    client.get("/large/?next=/privacy/")
    assert 'class="large"' not in client.get("/privacy/").content.decode()


def test_the_keys_of_the_desk_are_switched_off_in_this_browser_and_on_again(client: Client) -> None:
    client.force_login(person("staff", "石敏", Role.STAFF))
    assert 'data-keys="off"' not in client.get("/desk/notices/").content.decode()
    assert client.get("/keys/?next=/desk/notices/").headers["Location"] == "/desk/notices/"
    assert 'data-keys="off"' in client.get("/desk/notices/").content.decode()
    assert client.get("/keys/?next=https://elsewhere.example/").headers["Location"] == "/"
    assert 'data-keys="off"' not in client.get("/desk/notices/").content.decode()


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com/", "javascript:alert(1)", ""])
def test_the_large_type_leads_nowhere_else(client: Client, target: str) -> None:
    assert client.get("/large/", {"next": target}).headers["Location"] == "/"


def test_healthz_answers_without_a_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_readyz_is_green_when_all_works(client: Client, now: datetime) -> None:
    recurring.beat(at=now)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "storage": "ok", "queue": "ok"}


def test_readyz_names_what_is_not_well(
    client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    recurring.beat(at=now - timedelta(minutes=6))

    def read_only() -> bool:
        raise DatabaseError("attempt to write a readonly database")

    monkeypatch.setattr(health, "database_writes", read_only)
    monkeypatch.setattr(health, "FREE_BYTES", 10**18)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"database": "failed", "storage": "failed", "queue": "failed"}


def test_metrics_are_for_the_operator(client: Client, settings: object) -> None:
    assert client.get("/metrics", REMOTE_ADDR="127.0.0.1").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="10.1.2.3").status_code == 404
    settings.METRICS_TOKEN = "token-of-the-operator"  # type: ignore[attr-defined]
    assert client.get("/metrics", REMOTE_ADDR="127.0.0.1").status_code == 404
    carried = {"Authorization": "Bearer token-of-the-operator"}
    assert client.get("/metrics", headers=carried, REMOTE_ADDR="10.1.2.3").status_code == 200


def test_metrics_are_read_from_the_database_and_the_port(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ports.gauges, "_entries", [Gauge("office_test", "Of a test", lambda at: 7)])
    text = client.get("/metrics", REMOTE_ADDR="127.0.0.1").content.decode()
    values = {family.name: family.samples[0].value for family in text_string_to_metric_families(text)}
    assert values["office_test"] == 7
    assert values["office_jobs_waiting"] == 0
    assert values["office_queue_silence_seconds"] == -1


def test_the_navigation_is_ordered_and_knows_where_it_is(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = [NavItem("无障碍", "accessibility", 2), NavItem("说明", "personal_information", 1)]
    monkeypatch.setattr(ports.public_navigation, "_entries", items)
    links = list(context.site(rf.get("/privacy/"))["public_nav"])
    assert [(link.label, link.url, link.current) for link in links] == [
        ("说明", "/privacy/", True),
        ("无障碍", "/accessibility/", False),
    ]


def test_a_page_that_shows_nothing_of_it_asks_for_nothing(
    rf: RequestFactory, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        context.site(rf.get("/"))


def test_the_site_names_bodies_and_nothing_secret(rf: RequestFactory) -> None:
    site = context.site(rf.get("/"))["site"]
    assert site["office_name"]
    with pytest.raises(KeyError):
        site["forms_per_address"]


def test_the_build_is_named_by_eight_digits() -> None:
    assert len(context.build_id()) == 8
