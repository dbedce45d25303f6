"""What a text is taken for: words, typing errors, dialect, likeness, and figures with a floor."""

import datetime as dt
import json
import zlib

import pytest

from bench import proposals
from bench.goals import GOALS
from groups.models import Department
from office.models import Event
from requests_app.models import Category, EnterpriseRequest, Lesson
from requests_app.texts import matters
from requests_app.texts.classifier import Classifier, Guess, Guesses, Kind, Learned
from requests_app.texts.folding import folded
from requests_app.triage import advice, examples, learning, teaching
from requests_app.triage.examples import Example
from requests_app.triage.vocabulary import classifier
from tests.stories import Story


@pytest.fixture(scope="module")
def model() -> Classifier:
    """The categories of data/categories.json."""
    rows = examples.read("categories.json")
    usual = examples.read("usual-units.json")["categories"]
    kinds = {
        leaf["code"]: Kind(leaf["name"], tuple(leaf["keywords"]), tuple(usual.get(leaf["code"], ())))
        for top in rows
        for leaf in top.get("children", ())
    }
    return Classifier(kinds | {"QT": Kind("其他")})


@pytest.fixture(scope="module")
def taught(model: Classifier) -> Learned:
    return teaching.taught(model, examples.typed())


def first(guesses: Guesses) -> tuple[Guess, Guess]:
    return guesses.categories[0], guesses.units[0]


@pytest.mark.parametrize(
    ("text", "category", "unit"),
    [
        ("车间一开机就停电跳闸，要求增容", "PT01", "GDGS"),
        ("車間一開機就停電跳閘，變壓器不夠用", "PT01", "GDGS"),
        ("厂里招公难，招不到人", "YG01", "RSJ"),
        ("伢上小学冇得学位么办", "JY01", "JYJ"),
        ("ＣＮＣ设备更新，技改补贴怎么申报", "KJ03", "KJJ"),
        ("感谢各位代表，路灯已经修好了", "QT", "decline"),
        ("举报某局科长收红包", "QT", "refer:JWJ"),
        ("官司赢了，法院强制执行一年没有结果", "ZF04", "refer:FY"),
    ],
)
def test_a_text_is_known_by_its_words(
    model: Classifier, taught: Learned, text: str, category: str, unit: str
) -> None:
    best, whose = first(model.guess(text, taught))
    assert (best.key, whose.key) == (category, unit)
    assert best.because.startswith("提到“")


def test_every_guess_has_its_reason_and_the_shares_are_shares(model: Classifier, taught: Learned) -> None:
    for example in examples.typed():
        guesses = model.guess(example.text, taught)
        for guess in (*guesses.categories, *guesses.units):
            assert guess.because
            assert 0 < guess.score <= 1


@pytest.mark.parametrize("text", ["", " ", "？？？", "\U0001f600", "。" * 3000, "a" * 3000])
def test_a_text_that_says_nothing_gets_no_guess_or_a_poor_one_and_never_an_error(
    model: Classifier, taught: Learned, text: str
) -> None:
    assert len(model.guess(text, taught).categories) <= 3


def test_what_the_enterprise_chose_itself_counts_double(model: Classifier) -> None:
    text = "公司周边没有公交，也没有食堂"
    open_choice = {guess.key: guess.score for guess in model.guess(text, Learned()).categories}
    chosen = {guess.key: guess.score for guess in model.guess(text, Learned(), within=["PT06"]).categories}
    assert chosen["PT06"] > open_choice["PT06"]


def test_dialect_and_traditional_characters_are_read_as_common_words() -> None:
    assert folded("伢 上學冇得學位") == folded("孩子上学没有学位")


def test_what_was_learned_comes_back_from_its_bytes(model: Classifier, taught: Learned) -> None:
    again = teaching.unpacked(teaching.packed(taught))
    text = "贷款到期了，银行要求先还后贷"
    assert model.guess(text, again) == model.guess(text, taught)
    assert len(teaching.packed(taught)) < 1_000_000


def test_a_word_that_misled_counts_for_less(model: Classifier) -> None:
    text = "停电"
    misled = [Example("停电以后孩子没法上学", "JY01", "JYJ")] * 5
    before = {guess.key: guess.score for guess in model.guess(text, Learned()).categories}
    after = teaching.taught(model, misled).trust
    assert after["停电"] < 0.5 < before["PT01"]


def test_nine_of_ten_are_right_among_three_in_the_samples_and_in_unseen_texts(model: Classifier) -> None:
    """The floor of `make bench`'s proposals_category and proposals_department."""
    floor, learned = GOALS["proposals_category"].at_least, teaching.taught(model, examples.typed())
    for pairs in (
        list(proposals.cross_validated(model)),
        [(asked, learned) for asked in proposals.unseen()],
        [(asked, learned) for asked in proposals.telephoned()],
        [(asked, learned) for asked in proposals.of_trades()],
    ):
        for tally in proposals.measure(model, pairs):
            assert tally.three >= floor * tally.of, tally


def test_the_first_is_mostly_right_and_what_is_said_to_be_sure_nearly_always(
    model: Classifier, taught: Learned
) -> None:
    """The floors of `make bench`'s proposals_first and proposals_sure."""
    kept = [(asked, taught) for asked in proposals.kept_back()]
    for name, tally, sure in zip(
        ("category", "department"), proposals.measure(model, kept), proposals.sure(model, taught), strict=True
    ):
        assert tally.first >= GOALS[f"proposals_first_{name}"].at_least * tally.of
        assert sure.right >= GOALS[f"proposals_sure_{name}"].at_least * sure.said
        assert sure.said >= 0.4 * sure.of


def test_one_common_word_alone_leaves_a_doubt(model: Classifier) -> None:
    best, _ = first(model.guess("专门", Learned()))
    assert 0 < best.score < advice.SURE


def test_who_answered_earlier_cases_of_a_category_is_proposed_with_that_reason(model: Classifier) -> None:
    text = "想请教一件事"
    usual = model.guess(text, Learned(), category="SF02").units[0]
    assert usual.key == "CZJ"
    decided = [Example("补贴没有到账", "SF02", "KJJ", is_own=True)] * 8
    handled = Learned(handled=teaching.taught(model, decided).handled)
    found = {one.key: one for one in model.guess(text, handled, category="SF02").units}
    assert found["KJJ"].score > found["CZJ"].score
    assert "此前 8 件“奖补资金兑现”类由其答复" in found["KJJ"].because
    invented = [Example("补贴没有到账", "SF02", "KJJ")] * 8
    assert not teaching.taught(model, invented).handled


def test_what_an_earlier_release_packed_is_learned_anew() -> None:
    old = zlib.compress(
        json.dumps({"categories": {"size": 1, "seen": {}}, "units": {}, "trust": {}}).encode()
    )
    assert teaching.unpacked(old) == Learned()


def test_nothing_learns_from_the_unseen_texts() -> None:
    known = {folded(example.text) for example in examples.typed()}
    measured = proposals.kept_back()
    assert not [one for one in measured if folded(one.text) in known]
    assert len(measured) >= 300


def test_the_queue_learns_from_decided_cases_and_leaves_sealed_ones_out(story: Story) -> None:
    story.answered().rate()
    assert EnterpriseRequest.objects.get().status == "closed"
    assert [(one.category, one.unit) for one in examples.decided()] == [("RZ01", "czj")]
    events = Event.objects.count()
    count = learning.learn(at=story.at)
    assert count == len(examples.typed()) + 1
    assert Event.objects.count() == events
    EnterpriseRequest.objects.update(sealed=True, sealed_for=story.people["staff"])
    assert examples.decided() == []
    assert learning.learn(at=story.at + dt.timedelta(days=1)) == count - 1
    assert Lesson.objects.count() == 1


def test_what_was_declined_teaches_that_it_was_nobodys(story: Story) -> None:
    story.submit(text="感谢各位代表")
    story.take("decline", "staff", reason="spam", explanation="是感谢，不是诉求", guidance="")
    assert [one.unit for one in examples.decided()] == ["decline"]


def test_a_process_reads_the_lesson_again_once_it_has_changed(story: Story) -> None:
    assert learning.learned() == Learned()
    learning.learn(at=story.at)
    assert learning.learned().categories.size > 200


@pytest.mark.django_db
def test_categories_are_taken_as_the_office_has_them(category: Category, department: Department) -> None:
    known = classifier().kinds
    assert list(known) == ["RZ01"]
    assert known["RZ01"].units == (department.code,)
    Category.objects.filter(code="RZ01").update(keywords=["倒短贷"])
    assert classifier().guess("想倒短贷", Learned()).categories[0].key == "RZ01"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("反映两件事：一是门口的路坏了半年没有人修；二是晚上没有公交车。", 2),
        ("1、宿舍太小住不下；2、食堂的饭菜太贵；3、没有路灯看不见。", 3),
        ("贷款月底到期要续贷。另外，厂门口的路也坏了，请一并解决。", 2),
        ("首先是一下雨就淹；其次是路灯不亮；最后是公交不到三期。", 3),
        ("①技改补贴怎么申请②人才补贴一直没发③贴息能不能一起享受", 3),
        ("请协调以下事项：排水沟堵塞；货车通行证办不了；公积金开户卡在系统里。", 3),
        ("工地欠我们混凝土款一百二十万。同时我们的车在限行区被罚了，通行证没人给办。", 2),
        ("昨晚又停电了，打供电所说线路老化。另外我们自己买发电机，油钱一天两千多。", 1),
        ("银行要房产证才给贷款，请自规局帮忙把证办了。", 1),
        ("一是一，二是二，贷款到期请帮忙。", 1),
        ("我们 1.5 万平方米的厂房，2.3 米高的门。", 1),
        ("贷款月底到期，希望帮助协调续贷。", 1),
    ],
)
def test_several_matters_of_one_text_are_told_apart(text: str, parts: int) -> None:
    assert len(matters.matters_in(text)) == parts


def test_splitting_is_proposed_where_it_should_be_and_hardly_elsewhere() -> None:
    """The floor of `make bench`'s proposals_split."""
    told = proposals.splitting()
    assert told.found >= GOALS["proposals_split"].at_least * told.several
    assert told.wrongly <= 0.2 * told.looking_so
    assert not told.others_wrongly
