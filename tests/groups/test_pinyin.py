import pytest

from groups.models import Representative
from groups.pinyin import sort_key
from tests.groups.rows import a_representative


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("单国强", "shan4单guo2国qiang2强"),
        ("仇立新", "qiu2仇li4立xin1新"),
        ("解晓东", "xie4解xiao3晓dong1东"),
        ("查志刚", "zha1查zhi4志gang1刚"),
        ("曾庆海", "zeng1曾qing4庆hai3海"),
        ("区伟杰", "ou1区wei3伟jie2杰"),
        ("盖丽萍", "ge3盖li4丽ping2萍"),
        ("朴正花", "piao2朴zheng4正hua1花"),
        ("乐晓燕", "yue4乐xiao3晓yan4燕"),
        ("任重", "ren2任zhong4重"),
        ("覃桂芳", "qin2覃gui4桂fang1芳"),
        ("尉迟敬业", "yu4尉chi2迟jing4敬ye4业"),
        ("欧阳文博", "ou1欧yang2阳wen2文bo2博"),
        ("张㛃", "zhang1张jie2㛃"),
        ("李𬭎", "li3李hong2𬭎"),
        ("叶䶮", "ye4叶yan3䶮"),
        ("John Smith", "johnsmith"),
        ("", ""),
    ],
)
def test_surnames_have_their_own_reading(name: str, reading: str) -> None:
    assert sort_key(name) == reading


def test_the_reading_is_of_the_surname_only() -> None:
    assert sort_key("王单").endswith("dan1单")
    assert sort_key("李解放").endswith("jie3解fang4放")


def test_an_interpunct_does_not_count() -> None:
    assert sort_key("巴图·苏和") == sort_key("巴图苏和")


def test_one_surname_stands_together_and_the_shorter_name_first() -> None:
    names = ["章伟", "李红梅", "张雪", "李红", "黎明", "张伟", "区伟杰", "欧阳文博", "曹操", "曾国藩"]
    assert sorted(names, key=sort_key) == [
        "曹操",
        "黎明",
        "李红",
        "李红梅",
        "区伟杰",
        "欧阳文博",
        "曾国藩",
        "张伟",
        "张雪",
        "章伟",
    ]


@pytest.mark.django_db
def test_the_database_sorts_as_the_key_says() -> None:
    names = ["李红梅", "欧阳文博", "曾庆海", "李红", "曹操", "单国强", "沙金", "仇立新"]
    for name in names:
        a_representative(name)
    sorted_names = list(Representative.objects.by_name().values_list("name", flat=True))
    assert sorted_names == sorted(names, key=sort_key)
    assert sorted_names[-1] == "曾庆海"


@pytest.mark.django_db
def test_namesakes_are_sorted_by_certificate() -> None:
    later = a_representative("陈静", certificate_number="MCRD-0200")
    first = a_representative("陈静", certificate_number="MCRD-0100")
    assert list(Representative.objects.by_name()) == [first, later]


@pytest.mark.django_db
def test_a_new_name_has_a_new_key() -> None:
    person = a_representative("张伟")
    person.name = "单伟"
    person.save()
    person.refresh_from_db()
    assert person.sort_key == "shan4单wei3伟"


@pytest.mark.django_db
@pytest.mark.postgres
def test_the_longest_name_has_room_for_its_key() -> None:
    person = a_representative("壮" * 60)
    person.refresh_from_db()
    assert len(person.sort_key) == 480 <= Representative._meta.get_field("sort_key").max_length
