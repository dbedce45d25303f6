import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from groups.models import Department
from policies.models import (
    AnswerRating,
    HandbookEdition,
    InformationFile,
    InformationKind,
    Policy,
    PolicyEditor,
    PolicyVersion,
    SearchedTerm,
    StandardAnswer,
    Synonym,
)
from policies.triggers import FROZEN
from tests.breaking import assert_refused, choices_without_constraint, constraints_of
from tests.groups.rows import a_department, a_user
from tests.policies.rows import (
    LONG_AGO,
    SINCE,
    a_file,
    a_policy,
    a_reading,
    a_standard_answer,
    a_version,
    an_edition,
    an_item,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

EARLIER = dt.date(2025, 12, 31)


def an_editor(*, times: int = 1, **options: Any) -> None:
    values = {"user": a_user(), "department": a_department(), "since": SINCE} | options
    for _ in range(times):
        PolicyEditor.objects.create(**values)


def two_versions(state: str, other: str, **options: Any) -> Callable[[], None]:
    def both() -> None:
        first = a_version(state)
        a_version(other, **({"policy": first.policy, "number": 2} | options))

    return both


def a_term(**options: Any) -> SearchedTerm:
    return SearchedTerm.objects.create(**({"text": "贷款", "on": SINCE, "times": 1} | options))


def two_terms() -> None:
    a_term()
    a_term()


def two_items(state: str, **options: Any) -> Callable[[], None]:
    def both() -> None:
        first = an_item(state)
        an_item(state, slug=first.slug, kind=first.kind)

    return both


def an_answer(state: str = "published", **options: Any) -> StandardAnswer:
    return a_standard_answer(Department.objects.first() or a_department(), state, **options)


def two_answers(state: str) -> Callable[[], None]:
    def both() -> None:
        an_answer(state, code=an_answer(state).code)

    return both


def two_ratings() -> None:
    for _ in range(2):
        AnswerRating.objects.create(
            answer=StandardAnswer.objects.first() or an_answer(), visitor="v" * 64, on=SINCE, understood=True
        )


def a_file_twice() -> None:
    item, file = an_item(), a_file()
    InformationFile.objects.create(item=item, file=file)
    InformationFile.objects.create(item=item, file=file)


def two_readings(**options: Any) -> None:
    a_reading(**options)
    a_reading(**options)


def own_work_published(make: Callable[..., Any]) -> Callable[[], None]:
    def release() -> None:
        writer = a_user()
        make("published", written_by=writer, released_by=writer)

    return release


def a_kind_in_capitals() -> None:
    InformationKind.objects.create(code="FLFG", name="法律")


def same_file_twice() -> None:
    file = a_file()
    an_edition(a4=file, phone=file)


BREACHES: dict[str, Callable[[], object]] = {
    "policy_category_is_known": lambda: a_policy(category="other"),
    "policy_slug_is_lower_case": lambda: a_policy(slug="DaiKuan"),
    "policy_editor_span_is_ordered": lambda: an_editor(until=EARLIER),
    "policy_editor_is_open_once": lambda: an_editor(times=2),
    "policy_version_state_is_known": lambda: a_version("hidden"),
    "policy_version_level_is_known": lambda: a_version(level="world"),
    "policy_version_confidence_is_known": lambda: a_version(confidence="sure"),
    "policy_version_number_once": two_versions("superseded", "draft", number=1),
    "policy_version_one_published": two_versions("published", "published"),
    "policy_version_one_open": two_versions("draft", "submitted"),
    "policy_version_ends_after_it_begins": lambda: a_version(expires_on=EARLIER),
    "policy_version_released_when_published": lambda: a_version("published", released_at=None),
    "policy_version_superseded_has_time": lambda: a_version("superseded", superseded_at=None),
    "policy_version_checked_by_somebody": lambda: a_version(checked_on=SINCE),
    "policy_version_low_is_checked_first": lambda: a_version("published", confidence="low"),
    "policy_version_second_person": own_work_published(a_version),
    "information_kind_code_is_lower_case": a_kind_in_capitals,
    "information_item_state_is_known": lambda: an_item("hidden"),
    "information_item_slug_is_lower_case": lambda: an_item(slug="Ziliao"),
    "information_item_one_published": two_items("published"),
    "information_item_one_open": two_items("draft"),
    "information_item_ends_after_it_begins": lambda: an_item(valid_from=SINCE, valid_until=EARLIER),
    "information_item_released_when_published": lambda: an_item("published", released_at=None),
    "information_item_checked_by_somebody": lambda: an_item(checked_on=SINCE),
    "information_item_second_person": own_work_published(an_item),
    "information_file_once": a_file_twice,
    "handbook_edition_number_from_one": lambda: an_edition(number=0),
    "handbook_edition_has_digest": lambda: an_edition(digest=""),
    "handbook_edition_three_files": same_file_twice,
    "reading_what_is_known": lambda: a_reading(what="book"),
    "reading_kind_is_known": lambda: a_reading(kind="dream"),
    "reading_source_is_known": lambda: a_reading(source="sky"),
    "reading_is_of_one_thing": lambda: a_reading(what="policy"),
    "reading_of_policy_once_a_day": lambda: two_readings(what="policy", policy=a_policy()),
    "reading_of_item_once_a_day": lambda: two_readings(what="information", item=an_item()),
    "reading_of_handbook_once_a_day": two_readings,
    "searched_term_once_a_day": two_terms,
    "searched_term_misses_are_searches": lambda: a_term(times=1, misses=2),
    "standard_answer_audience_is_known": lambda: an_answer(audience="all"),
    "standard_answer_state_is_known": lambda: an_answer("hidden"),
    "standard_answer_one_published": two_answers("published"),
    "standard_answer_one_open": two_answers("draft"),
    "standard_answer_released_when_published": lambda: an_answer(released_at=None),
    "standard_answer_second_person": own_work_published(an_answer),
    "answer_rating_once_a_day": two_ratings,
    "synonym_has_word": lambda: Synonym.objects.create(word="", means=["贷款"], changed_at=LONG_AGO),
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(name: str) -> None:
    assert_refused(name, BREACHES[name])


def test_every_constraint_is_broken_once() -> None:
    assert constraints_of("policies") == set(BREACHES)


def test_every_choice_has_its_constraint() -> None:
    assert list(choices_without_constraint("policies")) == []


CHANGES = {
    "title": "另一个标题",
    "benefit": "别的好处",
    "plain": "别的话",
    "key_points": ["别的要点"],
    "expires_on": dt.date(2030, 1, 1),
    "document_number": "财金〔2026〕99号",
    "confidence": "medium",
    "state": "draft",
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("state", ["published", "superseded"])
def test_what_a_published_version_says_is_frozen(state: str, name: str) -> None:
    version = a_version(state)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        PolicyVersion.objects.filter(pk=version.pk).update(**{name: CHANGES[name]})


def test_a_published_version_may_be_checked_and_superseded() -> None:
    version = a_version()
    PolicyVersion.objects.filter(pk=version.pk).update(checked_on=SINCE, checked_by=a_user())
    PolicyVersion.objects.filter(pk=version.pk).update(state="superseded", superseded_at=LONG_AGO)


def test_every_column_that_says_something_is_frozen() -> None:
    """What may change once published is how it stands, never what it says."""
    columns = {field.column for field in PolicyVersion._meta.fields}
    stands = {
        name for name in columns if name.startswith(("written_", "submitted_", "released_", "checked_"))
    }
    assert columns - stands - {"id", "state", "returned_reason", "superseded_at"} == set(FROZEN)


def test_drafts_may_be_written_freely() -> None:
    version = a_version("draft")
    PolicyVersion.objects.filter(pk=version.pk).update(title="改过的标题")
    assert Policy.objects.get(versions=version).versions.published().first() is None


def test_an_edition_of_the_handbook_is_frozen() -> None:
    edition = an_edition()
    rows = HandbookEdition.objects.filter(pk=edition.pk)
    for action in (lambda: rows.update(digest="b" * 64), rows.delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            action()
