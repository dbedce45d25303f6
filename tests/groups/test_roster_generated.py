"""Whatever stands in a roster: no error page, no wrong row, and each refusal names its row and column in Chinese."""

import re
from io import BytesIO

import pytest
from django.db import transaction
from hypothesis import example, given
from hypothesis import strategies as st

from groups.models import ProfessionalGroup, Representative, Term
from groups.roster import import_roster, plan_roster, read_roster
from groups.roster.reading import rows_of
from tests.conftest import NOW
from tests.groups.rosters import BY, HEADER, ROW, TODAY
from tests.groups.rows import a_regional_group

pytestmark = [pytest.mark.django_db, pytest.mark.generated]

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ODD = st.sampled_from(
    [
        *("", " ", "=1+1", "@cmd", "+861", "-", "·", "nan", "0", "1e400", "1.99E+10", "x" * 2000, "\ufeff"),
        *("张三", "李𬭎", "\u202e三", "张\u200b三", "男", "女", "MCRD-1", "MCRD-2", "RG-NH-01", "财政经济"),
        *("9999-12-31", "1990-02-30", "１９９０年１月"),
    ]
)
CELL = st.one_of(ODD, st.text(max_size=30))
GOOD = ROW.split(",")
LINE = st.lists(CELL, max_size=14) | st.tuples(st.integers(0, 11), CELL).map(
    lambda change: [change[1] if place == change[0] else cell for place, cell in enumerate(GOOD)]
)


@pytest.fixture(autouse=True)
def groups(term: Term, finance_group: ProfessionalGroup) -> None:
    a_regional_group()


@given(lines=st.lists(LINE, max_size=5))
@example(lines=[["张三"] * 12])
@example(lines=[[*GOOD[:4], "\x00", *GOOD[5:]]])
def test_any_table_is_read_and_what_is_good_is_stored_as_read(lines: list[list[str]], term: Term) -> None:
    roster = rows_of([HEADER.split(","), *lines], on=TODAY)
    for problem in roster.problems:
        assert CHINESE.search(problem.message)
        assert problem.row == 0 or problem.column
    plan = plan_roster(roster, term=term, on=TODAY)
    if not plan.is_importable:
        return
    with transaction.atomic():
        import_roster(roster, term=term, on=TODAY, by=BY, at=NOW)
        for row in roster.rows:
            person = Representative.objects.get(certificate_number=row.certificate_number)
            assert {name: getattr(person, name) for name in row.fields} == dict(row.fields)
            person.full_clean(exclude=["code"])
        assert plan_roster(roster, term=term, on=TODAY).changed == []
        transaction.set_rollback(True)


@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_any_file_is_a_roster_or_says_why_not(content: bytes) -> None:
    roster = read_roster(BytesIO(content), "名册.csv", on=TODAY)
    assert roster.problems
    assert all(CHINESE.search(problem.message) for problem in roster.problems)
