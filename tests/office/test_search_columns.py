"""Lists of small tables are searched as everything else is: by the one analyser."""

import pytest

from office.search import columns
from office.search.columns import searched
from policies.models import Policy
from tests.policies.rows import a_version


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "无还本续贷",
        "無還本續貸",
        "小微（企业）",
        "ｗｕｈｕａｎｂｅｎ",
        "whbxd",
        "续贷 小微",
        "续贷，小微",
        "续贷、小微企业。",
        "⼩微",
        "kgf〔2026〕3号",
    ],
)
def test_a_list_finds_what_is_spelled_otherwise(query: str) -> None:
    found = a_version(title="小微企业无还本续贷", document_number="KGF〔2026〕3号").policy
    a_version(title="高新技术企业认定奖补", document_number="KGF〔2026〕13号")
    rows = Policy.objects.all()
    assert list(searched(rows, query, "versions__title", "versions__document_number")) == [found]


@pytest.mark.django_db
def test_a_large_table_is_searched_as_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "ROWS_AT_MOST", 0)
    found = a_version(title="小微企业无还本续贷").policy
    assert list(searched(Policy.objects.all(), "还本", "versions__title")) == [found]
    assert list(searched(Policy.objects.all(), "", "slug")) == [found]
