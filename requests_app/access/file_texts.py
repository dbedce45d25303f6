"""The words inside an Office file or a PDF, properties included, as far as they can be read without rendering it."""

from __future__ import annotations

from office.examination import process
from office.examination.reasons import Unacceptable
from office.files import OFFICE, PDF, open_file
from office.models import StoredFile
from office.refusals import Refused

# What is compared with the names of a case in a moment, in the process that answers pages: some sixty full pages.
CHARACTERS_AT_MOST = 100_000


def words_in(stored: StoredFile) -> str:
    """Of docx, xlsx, pptx and PDF; "" for a picture, which somebody has to look at.

    Raises `Refused("unreadable")` where nothing can be found out: what nobody has read is not released.
    """
    if stored.content_type != PDF and not stored.content_type.startswith(OFFICE):
        return ""
    message = f"“{stored.name}”里的文字读不出来，无法核对。请另存为较小的 PDF，或遮盖后拍成图片再上传"
    with open_file(stored) as content:
        try:
            words = process.read_words(content.read())
        except Unacceptable:
            raise Refused("unreadable", message, field="files") from None
    if len(words) > CHARACTERS_AT_MOST:
        message = f"“{stored.name}”里的文字超过 10 万字，无法核对。请分成几份，或只留要放行的几页"
        raise Refused("unreadable", message, field="files")
    return words
