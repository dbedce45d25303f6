"""One name however it is written."""

import pytest

from stations.names import FOLDED_AT_MOST, folded_name


@pytest.mark.parametrize(
    "written",
    [
        "湖北晨光（麻城）汽车零部件有限公司",
        "湖北晨光(麻城)汽车零部件有限公司",
        " 湖北晨光 麻城　汽车零部件有限公司",
        "湖北晨光（麻城）汽车零部件有限责任公司",
        "湖北晨光·麻城汽车零部件有限公司",
    ],
)
def test_spellings_of_one_name_are_equal(written: str) -> None:
    assert folded_name(written) == "湖北晨光麻城汽车零部件有限公司"


def test_other_names_stay_apart() -> None:
    assert folded_name("湖北晨光汽车有限公司") != folded_name("湖北晨光汽配有限公司")
    assert folded_name("ＡＢＣ Tech") == folded_name("abc tech")
    assert folded_name("——") == ""


def test_what_width_folding_lengthens_fits_the_column() -> None:
    assert len(folded_name("ﷺ" * 60)) <= FOLDED_AT_MOST
