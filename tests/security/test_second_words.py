"""Whoever wrote what a second person is to confirm is no second person, though somebody else had begun it."""

import pytest

from groups.models import Mandate, Representative, Term
from groups.term_changes import changing
from office.actors import Actor
from office.refusals import Refused
from suggestions.models import OpinionAuthor
from suggestions.opinions import signing
from tests.stories import Story
from tests.suggestions.opinions.rows import NOW, TEXT, a_draft

pytestmark = pytest.mark.django_db


def test_who_rewrote_an_opinion_records_no_signature_under_it(story: Story) -> None:
    """A member began it; the liaison put other words under the names, and signed for them by a sheet."""
    a_draft(story, by="colleague")
    a_draft(story, by="liaison", text=f"{TEXT}另外，请把这家企业列为重点。")
    Representative.objects.update(user=None)
    row = OpinionAuthor.objects.get()
    with pytest.raises(Refused) as refused:
        signing.record_sheet(row, sheet_number="2026-签-07", by=story.actor("liaison"), at=NOW)
    assert refused.value.code == "second_person"
    signing.record_sheet(row, sheet_number="2026-签-07", by=story.actor("staff"), at=NOW)


def test_who_named_the_successors_does_not_carry_the_change_out(story: Story) -> None:
    """Staff prepared it; the approver changed who takes over, and confirmed the own list."""
    old, on = Term.objects.get(name="第七届"), story.on
    new = Term.objects.create(level="county", name="第八届", elected_on=on, takes_office_on=on)
    newcomer = Representative.objects.create(code="xinren", certificate_number="MC-8", name="新任")
    Mandate.objects.create(representative=newcomer, term=new, since=on)
    staff, approver = story.actor("staff"), story.actor("approver")
    change = changing.prepare(old, new, on=on, document="公告", by=staff, at=story.at)
    changing.name_successor(change, story.representative(), newcomer, by=approver, at=story.at)

    def carried_out_by(who: Actor) -> str:
        seen = changing.digest(change, changing.listed(changing.leaving_of(change), story.at))
        try:
            changing.carry_out(change, seen, by=who, at=story.at)
        except Refused as refused:
            return refused.code
        return ""

    assert [carried_out_by(who) for who in (staff, approver)] == ["second_person"] * 2
    assert carried_out_by(story.actor("second_staff")) == ""
