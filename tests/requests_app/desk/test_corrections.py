"""更正 at the desk: its form begins with what stands in the case."""

import re

from demo.defaults import REPLY
from tests.requests_app.desk.pages import Desk

HTMX = {"HTTP_HX_REQUEST": "true"}
REPLIED = {
    "text": REPLY,
    "result_class": "A",
    "signer": "邱正华",
    "officer_name": "童欣",
    "officer_phone": "0713-2920011",
    "publicity": "open",
}


def test_a_correction_at_the_desk_begins_with_what_stands_there(desk: Desk) -> None:
    story = desk.story
    story.submit().accept()
    page = desk.get("staff", "correct").content.decode()
    assert story.case.text in page.split('name="value"')[1].split("</textarea>")[0]
    assert "?field=category" in page
    client = desk.sign_in(story.people["staff"])
    page = client.get(f"{desk.url('correct')}?field=category").content.decode()
    assert re.search(r'name="value" value="RZ01"[^>]* checked', page)
    carried = desk.form("staff", "correct")
    answer = client.post(
        desk.url("correct"), carried | {"field": "private", "value": "yes", "reason": "本人来电要求"}
    )
    assert answer.status_code == 303
    story.case.refresh_from_db()
    assert story.case.private
