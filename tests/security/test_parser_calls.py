"""Every call of a parser on what somebody outside supplies is tried with hostile texts, or says why it need not be."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.security.test_hostile_texts import READERS, Example
from tests.sources import FLOORS, Module, modules, nodes

# What the standard library and others read texts and bytes with.
PARSERS = {
    "HTMLParser",
    "MarkdownIt",
    "ParserCreate",
    "ZipFile",
    "csv.reader",
    "decompressobj",
    "fromstring",
    "iterparse",
    "json.load",
    "json.loads",
    "load_workbook",
    "nh3.clean",
    "pikepdf.open",
    "Image.open",
    "SequenceMatcher",
    "unicodedata.normalize",
    "yaml.safe_load",
}
# Calls that read what a stranger or a colleague wrote, by where they stand, and what tries them: a test of this module
# (by the name of the reader), or why there is nothing to try.
OWN = "written by this platform itself"
EXAMINED = "examined when it was taken in, and read up to a size"
CHILD = "in the process that is killed: test_hostile_files.py"
BOUNDED = "in a bounded number of steps: test_two_editions_are_compared_in_a_moment"
OPERATOR = "a file that whoever runs the server hands to a command"
READ_BY = {
    "evaluation/scores/example.py json.loads": OPERATOR,
    "stations/consultations/sheets.py unicodedata.normalize": "clean_text",
    "stations/receptions/door.py unicodedata.normalize": "clean_text",
    "suggestions/drafting/own_words.py unicodedata.normalize": "clean_text",
    "config/backups.py json.loads": OWN,
    "office/previewed_files.py json.loads": OWN,
    "portal/views/set_up.py json.loads": OWN,
    "groups/roster/cells.py unicodedata.normalize": "clean_text",
    "office/events/chains.py json.loads": OWN,
    "office/events/verification.py json.loads": OWN,
    "office/examination/child.py json.loads": OWN,
    "office/examination/markup.py ParserCreate": "relations",
    "office/examination/packages.py ZipFile": CHILD,
    "office/examination/pasted.py nh3.clean": CHILD,
    "office/examination/pdf_pages.py Image.open": CHILD,
    "office/examination/pdf_pages.py pikepdf.open": CHILD,
    "office/examination/pdf_words.py pikepdf.open": CHILD,
    "office/examination/pdfs.py decompressobj": CHILD,
    "office/examination/pdfs.py pikepdf.open": CHILD,
    "office/examination/pictures.py Image.open": CHILD,
    "office/examination/process.py json.loads": OWN,
    "office/examination/tables.py csv.reader": "csv",
    "office/examination/workbooks.py load_workbook": CHILD,
    "office/models/events.py json.loads": OWN,
    "office/numbers.py unicodedata.normalize": "clean_text",
    "office/typed/credit_codes.py unicodedata.normalize": "clean_text",
    "office/typed/days.py unicodedata.normalize": "clean_text",
    "office/publishing/differences.py SequenceMatcher": BOUNDED,
    "office/search/analyser.py unicodedata.normalize": "question",
    "policies/exchange.py json.loads": "json",
    "policies/pasting.py HTMLParser": "pasted",
    "policies/texts.py MarkdownIt": "markdown",
    "portal/counties/cells.py unicodedata.normalize": "clean_text",
    "portal/counties/reading.py json.loads": OWN,
    "portal/reference_data/files.py json.loads": OWN,
    "office/form_drafts.py json.loads": OWN,
    "stations/receptions/forms.py unicodedata.normalize": "clean_text",
    "stations/names.py unicodedata.normalize": "name",
    "casework/models/drafts.py json.loads": OWN,
    "config/login_limits.py unicodedata.normalize": "clean_text",
    "requests_app/intake/intake.py unicodedata.normalize": "clean_text",
    "requests_app/access/tracking.py unicodedata.normalize": "clean_text",
    "requests_app/texts/accusations.py json.loads": OWN,
    "requests_app/texts/folding.py unicodedata.normalize": "folding",
    "requests_app/texts/lexicon.py json.loads": OWN,
    "requests_app/triage/examples.py json.loads": OWN,
    "requests_app/triage/teaching.py json.loads": OWN,
}


def parsers_in(module: Module) -> Iterator[str]:
    for node in nodes(module.tree):
        called: list[ast.expr] = [node.func] if isinstance(node, ast.Call) else []
        called += node.bases if isinstance(node, ast.ClassDef) else []
        for each in called:
            said = ast.unparse(each)
            for parser in PARSERS & {said, said.rpartition(".")[2]}:
                yield f"{module.name} {parser}"


def test_every_call_of_a_parser_is_tried_or_needs_no_trial() -> None:
    floors = modules(*(floor for floor in FLOORS if floor != "demo"))
    found = {call for module in floors for call in parsers_in(module)}
    assert found == set(READ_BY)
    assert {by for by in READ_BY.values() if by not in (OWN, CHILD, EXAMINED, BOUNDED, OPERATOR)} <= set(
        READERS
    )


def test_the_guard_sees_a_parser_that_nobody_tries(tmp_path: Path) -> None:
    example = tmp_path / "example.py"
    example.write_text("import json\n\n\ndef read(text):\n    return json.loads(text)\n", encoding="utf-8")
    assert list(parsers_in(Example(example))) == ["example.py json.loads"]
