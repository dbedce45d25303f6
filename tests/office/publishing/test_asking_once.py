"""Publishing on the desk asks once, with the difference to the edition before."""

import pytest

from office.publishing.publication import Stage
from tests.office.publishing.asked import answered_yes, stage
from tests.office.publishing.uses import USES
from tests.people import SignIn
from tests.stories import Story

pytestmark = pytest.mark.django_db
ADDRESSES = {
    "policies": "/desk/policies/xudai/do/publish/",
    "information": "/desk/information/gongshang/do/publish/",
    "disclosures": "/desk/disclosures/{edition.pk}/publish/",
    "progress_tables": "/desk/progress/{edition.pk}/publish/",
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_publishing_asks_once_with_the_difference(story: Story, sign_in: SignIn, name: str) -> None:
    use = USES[name](story)
    second = use.sent(use.correct(use.published()), on=11)
    client, address = sign_in(use.decider.user), ADDRESSES[name].format(edition=second)
    page = client.post(address, {"compared": "on"}).content.decode()
    assert stage(use, second) is Stage.SUBMITTED
    assert use.changed[0] in page
    assert f"确认{use.publication.acts['publish'].label}" in page
    answered_yes(client, address, {"compared": "on"})
    assert stage(use, second) is Stage.PUBLISHED


@pytest.mark.parametrize("name", ADDRESSES)
def test_an_edition_that_changed_since_the_question_is_asked_about_again(
    story: Story, sign_in: SignIn, name: str
) -> None:
    use = USES[name](story)
    edition = use.submitted()
    client, address = sign_in(use.decider.user), ADDRESSES[name].format(edition=edition)
    page = client.post(address, {"seen": "of-another-edition"}).content.decode()
    assert "请再核对一次" in page
    assert stage(use, edition) is Stage.SUBMITTED
