"""Full text on both databases: the same answers, two characters are enough, every word must occur."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from office import search
from office.models import SearchEntry
from office.search import postgresql, sqlite
from office.search.bigrams import Wanted, grams, normalised, wanted
from office.search.sqlite import FIND

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
TEXTS = {
    1: "园区污水处理费偏高，企业负担重，希望税务局和住建局给予减免。",
    2: "办理施工许可证时间过长，税务登记也要排队。",
    3: "用电增容申请，供电公司答复需要３０天，ＶＩＰ客户优先。",
    4: "职工子女入学问题（务局）与税收无关。𬭎盛机械 2026-00123 100%_报销",
}


@pytest.fixture
def texts() -> None:
    search.index_many("case", TEXTS.items())


@pytest.mark.usefixtures("texts")
class TestMatching:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("污水", [1]),
            ("税务", [2, 1]),
            ("税务局", [1]),
            ("污水处理费", [1]),
            ("税务 许可", [2]),
            ("税务　许可", [2]),
            ("税务 机场", []),
            ("机场", []),
            ("30天", [3]),
            ("vip", [3]),
            ("VIP 供电", [3]),
            ("𬭎盛", [4]),
            ("2026-00123", [4]),
            ("税", [4, 2, 1]),
            ("税 园区", [1]),
            ("𬭎", [4]),
            ("100%", [4]),
            ("0%_报", [4]),
            ("0%X报", []),
            ("", []),
            ("  ", []),
            ("？！", []),
            ("，", []),
            ('"', []),
            ('税务" OR case"', []),
            ("' OR 1=1 --", []),
            ("NEAR(税务 许可)", []),
        ],
    )
    def test_what_holds_every_word_is_found_newest_first(self, query: str, found: list[int]) -> None:
        assert search.matching("case", query) == found

    def test_at_most_as_many_as_asked_for(self) -> None:
        assert search.matching("case", "税务", limit=1) == [2]
        assert search.matching("case", "税", limit=2) == [4, 2]

    def test_kinds_do_not_mix(self) -> None:
        search.index("policy", 1, "税务优惠政策")
        assert search.matching("policy", "税务") == [1]
        assert search.matching("case", "优惠") == []
        assert search.matching("pol", "税务") == []

    def test_a_changed_text_is_found_by_its_new_words_only(self) -> None:
        search.index("case", 1, "改为反映道路问题")
        assert search.matching("case", "道路") == [1]
        assert search.matching("case", "污水") == []
        assert search.matching("case", "税务局") == []

    def test_the_same_text_again_changes_nothing(self) -> None:
        search.index_many("case", TEXTS.items())
        assert search.matching("case", "税务") == [2, 1]
        assert SearchEntry.objects.count() == 4

    def test_what_is_removed_leaves_no_trace(self) -> None:
        search.remove("case", 1)
        search.remove("case", 1)
        assert search.matching("case", "污水") == []
        assert search.matching("case", "税") == [4, 2]
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM office_searchgrams WHERE office_searchgrams MATCH 'case污水'"
                )
                assert cursor.fetchone() == (0,)

    def test_emptied_text_is_found_no_more(self) -> None:
        search.index("case", 1, "")
        assert search.matching("case", "污水") == []

    def test_a_word_that_is_everywhere_is_found_among_the_latest(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(postgresql, "RARE", 2)
        assert search.matching("case", "税务") == [2, 1]
        assert search.matching("case", "税务", limit=1) == [2]

    def test_the_index_is_used(self) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(f"EXPLAIN QUERY PLAN {FIND}", ['"case税务"', "case", "[]", 10])
                plan = str(cursor.fetchall())
                assert "VIRTUAL TABLE INDEX" in plan
                assert "USING INTEGER PRIMARY KEY" in plan
            else:
                cursor.execute("SET LOCAL enable_seqscan = off")
                cursor.execute(f"EXPLAIN {postgresql.FIND}", [["case税务"], ["%"], 10])
                assert "searchentry_grams" in str(cursor.fetchall())


def test_the_last_text_of_a_batch_counts() -> None:
    search.index_many("case", [(1, "旧的内容"), (1, "新的内容")])
    assert search.matching("case", "新的") == [1]
    assert search.matching("case", "旧的") == []


def test_many_texts_are_written_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "BATCH", 3)
    search.index_many("case", [(pk, f"第{pk}号诉求") for pk in range(1, 11)])
    assert search.matching("case", "诉求") == list(range(10, 0, -1))


def test_pairs_do_not_cross_punctuation() -> None:
    assert grams("税务，局长") == ("税务", "局长")
    assert grams("a") == ()
    assert grams("𬭎㛃氏") == ("𬭎㛃", "㛃氏")


def test_width_case_and_spaces_are_one() -> None:
    assert normalised(" Ａ股\n\t１２　ß ") == "a股 12 ss"


def test_a_query_is_bounded() -> None:
    want = wanted(" ".join(f"词{n}" for n in range(50)) + " " + "长" * 500)
    assert len(want.parts) == 8
    assert wanted("长" * 500).parts == ("长" * 40,)
    assert wanted("税") == Wanted((), ("税",))


@pytest.mark.generated
@given(
    text=st.text(alphabet="税务局 ，aB1%_\\\"'𬭎é\u0301", max_size=30),
    query=st.text(alphabet="税务局 aB1%_\\\"'𬭎é", max_size=6),
)
def test_both_find_exactly_what_holds_the_words(text: str, query: str) -> None:
    search.index("case", 1, text)
    want = wanted(query)
    expected = [1] if want.parts and all(part in normalised(text) for part in want.parts) else []
    assert search.matching("case", query) == expected


def test_sqlite_keeps_the_index_and_the_entries_apart_by_key() -> None:
    """What a test's flush leaves in the index is overruled by the entry's own text."""
    if connection.vendor != "sqlite":
        return
    search.index("case", 1, "污水处理")
    entry = SearchEntry.objects.get()
    sqlite.forget([entry])
    SearchEntry.objects.filter(pk=entry.pk).update(text=normalised("道路"))
    assert search.matching("case", "污水") == []
