"""Whole addresses that leave the site begin with SITE_URL: the name that a browser sent is nobody's word for it."""

import pytest

from tests.sources import CODE_FOLDERS, modules

FROM_A_REQUEST = ("build_absolute_uri", "get_current_site")


def finds(text: str) -> bool:
    return any(name in text for name in FROM_A_REQUEST)


def test_no_code_takes_the_sites_name_from_a_request() -> None:
    found = [each.name for each in modules(*CODE_FOLDERS) if finds(each.path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize("text", ["request.build_absolute_uri(link)", "get_current_site(request).domain"])
def test_the_guard_sees_the_breach(text: str) -> None:
    assert finds(text)
