"""What a page says of a form's mistakes: the number in the heading, and the list below it."""

import re
from html import unescape


def listed(html: str) -> list[str]:
    """The messages of the summary, in order; the heading must name as many, and the title too where there is one."""
    summary = re.search(r'<div class="error-summary"[^>]*>(.*?)</div>', html, re.DOTALL)
    assert summary, html[:3000]
    messages = re.findall(r"<li>(.*?)</li>", summary[1], re.DOTALL)
    counts = set(re.findall(r"有 (\d+) 处需要修改", html))
    assert counts == {str(len(messages))}, (counts, messages)
    return [unescape(re.sub(r"<[^>]+>", "", message)).strip() for message in messages]
