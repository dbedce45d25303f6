"""A step that is taken back says no more to the unit complained about than the step itself."""

import pytest

from office.models import Notice
from tests.security.complaint import NAME, SHORT, WORDS
from tests.stories import Story

pytestmark = pytest.mark.django_db


def test_an_assignment_taken_back_tells_the_unit_complained_about_nothing_of_the_complainant(
    story: Story,
) -> None:
    story.submit(text=f"{NAME}反映开发区{WORDS}，{SHORT}的材料交了三遍。", enterprise_name=NAME)
    story.accept().contact()
    story.take("name_complained", "liaison", departments=(story.co,))
    story.assign(story.co, text=f"请上门听{SHORT}的意见").wait(hours=1)
    story.take("undo_assign", "staff", reason=f"{SHORT}要求撤回")
    told = Notice.objects.filter(recipient__in=[story.people["co_handler"]])
    assert told.filter(title__contains="已撤销").exists()
    for row in told:
        said = f"{row.title} {row.body} {row.link}"
        assert not [word for word in (NAME, SHORT, WORDS) if word in said], said
