"""What is kept of an enterprise's people no longer than needed, and what a representative's own copy holds."""

import datetime as dt

import pytest

from fieldwork.pairings import pairing, retention
from office import events
from office.actors import Actor
from office.models import User
from tests.fieldwork.pairings.rows import opened, person, recorded

pytestmark = pytest.mark.django_db


def test_contacts_and_words_go_after_the_years_and_the_chains_hold(
    representative: User, liaison: User, staff: User, now: dt.datetime
) -> None:
    who = person(representative)
    row = opened(who, liaison, staff, now)
    visit = recorded([who], representative, now).visit
    assert retention.purge_contacts(now) == 0
    late = now.replace(year=now.year + 30)
    assert retention.purge_contacts(late) == 1
    visit.refresh_from_db()
    row.refresh_from_db()
    # The pairing still stands, and so does whom to call.
    assert (visit.words, visit.met, row.contact) == ("", "", "方经理")
    pairing.end(row, "企业外迁", by=Actor.of(liaison), at=now)
    assert retention.purge_contacts(late) == 1
    row.refresh_from_db()
    assert (row.contact, row.phone, row.reason) == ("", "", "都做精密制造")
    assert retention.purge_contacts(late) == 0
    assert events.verify_chain(row.subject) == events.verify_chain(visit.subject) == []


def test_the_own_copy_names_pairings_and_visits(
    representative: User, colleague: User, liaison: User, staff: User, now: dt.datetime
) -> None:
    who = person(representative)
    opened(who, liaison, staff, now)
    recorded([who], representative, now)
    copy = retention.personal_data(representative)
    assert copy["定向结对"]["企业"] == ["湖北联众精密冲压有限公司 结对中"]
    assert "银行要求先还后贷" in copy["走访"]["记录"][0]
    assert retention.personal_data(colleague) == {}
