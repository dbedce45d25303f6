"""What is released for a unit complained about names nobody, wherever in a file the name stands."""

import io
import zipfile
from collections.abc import Callable
from html import unescape

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from PIL import Image

from casework.forms.files import MOST_FILES
from office.documents import typst_pdf
from office.examination import process
from office.examination.pdf_words import _read_table
from office.files import store
from office.refusals import Refused
from requests_app.models import DraftFile, Release
from tests.people import SignIn
from tests.security.complaint import NAME, RELEASED, picture
from tests.security.test_released_text import against  # noqa: F401
from tests.stories import Story

pytestmark = pytest.mark.django_db
WORD = "word/document.xml"


def written(**said: str) -> bytes:
    """A PDF as this platform prints one: its fonts hold the letters that stand in it and no more."""
    data = {"number": "", "title": "", "authors": [], "occasion": "", "facts": "", "demands": ""}
    return typst_pdf("suggestions/documents/suggestion.typ", data | {"wished": [], "answers": []} | said)


def changed(change: Callable[[pikepdf.Pdf], object]) -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(written(facts="有企业反映窗口推诿。"))) as document:
        change(document)
        document.save(made)
    return made.getvalue()


def noted(document: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], Contents=pikepdf.String(NAME)
    )
    document.pages[0].Annots = pikepdf.Array([note])


def stamped(document: pikepdf.Pdf) -> None:
    """Drawn by the note itself, in a font that it sets again after a state that was put by."""
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type0, Encoding=pikepdf.Name("/GBK-EUC-H")
    )
    code = NAME.encode("gb18030").hex()
    look = document.make_stream(f"BT /F9 9 Tf q /F1 9 Tf Q <{code}> Tj ET".encode())
    look.Type, look.Subtype, look.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 9, 9]
    look.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F9=font))
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Stamp,
        Rect=[0, 0, 9, 9],
        AP=pikepdf.Dictionary(N=look),
    )
    document.pages[0].Annots = pikepdf.Array([note])


def said_instead(document: pikepdf.Pdf) -> None:
    words = NAME.encode("utf-16").hex()
    document.pages[0].contents_add(f"/Span <</ActualText <{words}>>> BDC EMC".encode())


def by_author(document: pikepdf.Pdf) -> None:
    document.docinfo["/Author"] = NAME


def in_a_named_encoding(document: pikepdf.Pdf) -> None:
    """As printers' drivers write Chinese: a font of the reader's, by the encoding's name alone, inside a form."""
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type0, Encoding=pikepdf.Name("/UniGB-UCS2-H")
    )
    code = NAME.encode("utf-16-be").hex()
    form = document.make_stream(f"BT /F9 9 Tf [<{code[:16]}> -40 <{code[16:]}>] TJ ET".encode())
    form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 9, 9]
    form.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F9=font))
    page = document.pages[0]
    page.obj.Resources.XObject = pikepdf.Dictionary(X9=form)
    page.contents_add(b"/X9 Do")


def with_an_attachment(document: pikepdf.Pdf) -> None:
    document.attachments["a.docx"] = pikepdf.AttachedFileSpec(document, docx(lambda line: line.add_run(NAME)))


def docx(
    write: Callable[..., object], change: Callable[[str, bytes], bytes] = lambda name, part: part
) -> bytes:
    document = Document()
    write(document.add_paragraph("有企业反映窗口推诿。"))
    made = io.BytesIO()
    document.save(made)
    again = io.BytesIO()
    with zipfile.ZipFile(made) as before, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, change(name, before.read(name)))
    return again.getvalue()


def in_two_bytes_a_letter(name: str, part: bytes) -> bytes:
    if name != WORD:
        return part
    return part.decode().replace("UTF-8", "UTF-16").replace("推诿", f"推诿{NAME}").encode("utf-16")


def as_numbers(name: str, part: bytes) -> bytes:
    letters = "".join(f"&#x{ord(each):x};" for each in NAME)
    return part.replace("推诿".encode(), f"推诿{letters}".encode()) if name == WORD else part


def by_who_changed_it(name: str, part: bytes) -> bytes:
    mark = f'<w:ins w:id="1" w:author="{NAME}"><w:r><w:t>。</w:t></w:r></w:ins></w:p>'
    return part.replace(b"</w:p>", mark.encode(), 1) if name == WORD else part


FILES: dict[str, Callable[[], bytes]] = {
    "text of a PDF": lambda: written(facts=f"{NAME}反映窗口推诿。"),
    "note": lambda: changed(noted),
    "stamp": lambda: changed(stamped),
    "said instead of a picture": lambda: changed(said_instead),
    "property": lambda: changed(by_author),
    "named encoding in a form": lambda: changed(in_a_named_encoding),
    "attachment": lambda: changed(with_an_attachment),
    "UTF-16": lambda: docx(lambda line: None, in_two_bytes_a_letter),
    "numbers of letters": lambda: docx(lambda line: None, as_numbers),
    "author of a change": lambda: docx(lambda line: None, by_who_changed_it),
}


@pytest.mark.parametrize("where", FILES)
def test_a_name_anywhere_in_a_file_keeps_it_back(against: Story, where: str) -> None:  # noqa: F811
    file = store(SimpleUploadedFile("副本", FILES[where]()), by=against.people["staff"], at=against.at)
    with pytest.raises(Refused, match="反映的") as refused:
        against.take_default("release_summary", files=(file,), looked_at=(file.token,))
    assert refused.value.field == "files"
    assert not Release.objects.exists()


def test_a_file_that_names_nobody_is_released(against: Story) -> None:  # noqa: F811
    content = written(facts="有企业反映窗口推诿。")
    assert "有企业反映窗口推诿" in process.read_words(content)
    file = store(SimpleUploadedFile("副本.pdf", content), by=against.people["staff"], at=against.at)
    against.take_default("release_summary", files=(file,), looked_at=(file.token,))
    assert Release.objects.get().files.count() == 1


def test_what_cannot_be_read_within_its_limits_is_not_released(against: Story) -> None:  # noqa: F811
    """A page that draws for ever: the child ends, the form says so."""
    heavy = changed(lambda document: document.pages[0].contents_add(b"(x) Tj\n" * 900_000))
    file = store(SimpleUploadedFile("副本.pdf", heavy), by=against.people["staff"], at=against.at)
    with pytest.raises(Refused, match="读不出来") as refused:
        against.take_default("release_summary", files=(file,), looked_at=(file.token,))
    assert refused.value.code == "unreadable"


def test_ranges_and_lists_of_a_fonts_table_are_read() -> None:
    table = b"1 beginbfrange\n<0001> <0003> <9526>\n<0010> <0011> [<7EE3> <84DD>]\nendbfrange\n"
    found = _read_table(table + b"1 beginbfchar <0020> <D83D DE00> <0021> <5929> endbfchar")
    assert [found[code] for code in (1, 2, 3, 16, 17)] == ["锦", "锧", "锨", "绣", "蓝"]


def upload(colour: str = "red", name: str = "营业执照.png") -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue())


def test_each_picture_is_looked_at_on_the_page_before_it_is_released(
    against: Story,  # noqa: F811
    sign_in: SignIn,
) -> None:
    """What stands in a picture no program reads: no tick can be given before the picture is on the page."""
    staff = sign_in(against.people["staff"])
    at = f"/desk/requests/{against.case.ledger_number}/steps/release_summary/"
    given = {"text": RELEASED, "checked": "yes"}
    refused = staff.post(at, given | {"files": [upload(), upload("blue")], "looked_at": ["x" * 22]})
    assert (refused.status_code, "逐份打勾" in unescape(refused.content.decode())) == (422, True)
    tokens = list(DraftFile.objects.order_by("pk").values_list("file__token", flat=True))
    assert all(f'<img src="{at}files/{token}/"' in refused.content.decode() for token in tokens)
    shown = staff.get(f"{at}files/{tokens[0]}/")
    assert b"".join(shown.streaming_content).startswith(b"\x89PNG")  # type: ignore[arg-type]
    half = staff.post(at, given | {"files_kept": tokens, "looked_at": tokens[:1]})
    assert half.status_code == 422
    assert half.content.decode().count(" checked><span>我看过这张图") == 1
    assert not Release.objects.exists()
    assert staff.post(at, given | {"files_kept": tokens, "looked_at": tokens}).status_code == 303
    assert Release.objects.get().files.count() == 2


def test_a_file_of_a_form_is_shown_to_whoever_put_it_there_alone(
    against: Story,  # noqa: F811
    sign_in: SignIn,
) -> None:
    staff = sign_in(against.people["staff"])
    at = f"/desk/requests/{against.case.ledger_number}/steps/release_summary/"
    staff.post(at, {"text": RELEASED, "files": [upload()]})
    address = f"{at}files/{DraftFile.objects.get().file.token}/"
    assert b"".join(staff.get(address).streaming_content).startswith(b"\x89PNG")  # type: ignore[arg-type]
    for other in ("second_staff", "liaison", "co_handler"):
        assert sign_in(against.people[other]).get(address).status_code == 404, other


def test_a_copy_of_a_file_of_the_case_is_released_and_the_file_itself_stays_as_it_is(
    against: Story,  # noqa: F811
    sign_in: SignIn,
) -> None:
    original = picture(against, f"{NAME}遮盖件.png")
    against.take("supplement", "requester", text="清单", files=(original,))
    staff = sign_in(against.people["staff"])
    at = f"/desk/requests/{against.case.ledger_number}/steps/release_summary/"
    typed = {"text": "已写好的摘要", "copy": original.token, "files": [upload("blue")]}
    page = staff.post(at, typed)
    assert (page.status_code, "已写好的摘要" in page.content.decode()) == (200, True)
    tokens = list(DraftFile.objects.values_list("file__token", flat=True))
    assert (len(tokens), original.token in tokens) == (2, False)
    given = {"text": RELEASED, "checked": "yes", "files_kept": tokens, "looked_at": tokens}
    assert staff.post(at, given).status_code == 303
    original.refresh_from_db()
    assert original.name == f"{NAME}遮盖件.png"
    names = {one.file.name for one in Release.objects.get().files.select_related("file")}  # type: ignore[attr-defined]
    assert names == {"放行材料1.png", "放行材料2.png"}
    assert staff.post(at, {"copy": "x" * 22}).status_code in (404, 409)


def test_no_more_copies_are_taken_than_a_form_holds(against: Story, sign_in: SignIn) -> None:  # noqa: F811
    original = picture(against, "遮盖件.png")
    against.take("supplement", "requester", text="清单", files=(original,))
    staff = sign_in(against.people["staff"])
    at = f"/desk/requests/{against.case.ledger_number}/steps/release_summary/"
    for _ in range(MOST_FILES + 1):
        kept = list(DraftFile.objects.values_list("file__token", flat=True))
        page = staff.post(at, {"text": RELEASED, "copy": original.token, "files_kept": kept})
    assert f"最多 {MOST_FILES} 个文件" in page.content.decode()
    assert DraftFile.objects.count() == MOST_FILES
