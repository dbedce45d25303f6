"""The XML of Office files, read by expat: whatever its encoding and however its characters are written."""

from collections.abc import Callable
from xml.parsers import expat

from office.examination.reasons import BROKEN_DOCUMENT, ODD_STRUCTURE, UNPACKS_TOO_FAR, Unacceptable

RELATIONS_AT_MOST = 20_000
DEPTH_AT_MOST = 300
# What Office programs write; in others the same bytes could be read as other letters.
ENCODINGS = {None, "utf-8", "utf-16", "us-ascii", "ascii"}
Attributes = dict[str, str]
# Elements after which another word begins.
PARAGRAPHS = {"p", "si", "c", "tr", "br", "comment"}
# A telephone, the number of a card, a code.
DIGITS_OF_A_NUMBER = 7


def looks_like(head: bytes) -> bool:
    """Whether a part that begins so may be read as XML, in one byte a letter or two."""
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")


def content_types(part: bytes) -> list[str]:
    """The types that [Content_Types].xml names."""
    found: list[str] = []

    def begin(name: str, attributes: Attributes) -> None:
        if local(name) in ("Default", "Override"):
            found.append(attributes.get("ContentType", ""))

    parse(part, begin)
    return found


def relations(part: bytes) -> list[Attributes]:
    """The attributes of each relation, as a reader understands them."""
    found: list[Attributes] = []

    def begin(name: str, attributes: Attributes) -> None:
        if local(name) == "Relationship":
            found.append({local(key): value for key, value in attributes.items()})
            if len(found) > RELATIONS_AT_MOST:
                raise Unacceptable(UNPACKS_TOO_FAR)

    parse(part, begin)
    return found


def exchanges_data(part: bytes) -> bool:
    """Whether a field (its instruction may be cut into any number of runs) or a link would start a program."""
    fields = _Fields()
    parse(part, fields.begin, fields.end, fields.text)
    return fields.exchanges_data


def words(part: bytes) -> str:
    """What a reader sees and what attributes say in letters: authors of changes, titles of pictures. Runs of one
    paragraph are one word."""
    found: list[str] = []

    def begin(name: str, attributes: Attributes) -> None:
        found.extend(f"\n{value}\n" for value in attributes.values() if _says_something(value))

    def end(name: str) -> None:
        if local(name) in PARAGRAPHS:
            found.append("\n")

    parse(part, begin, end, found.append)
    return "".join(found)


def _says_something(value: str) -> bool:
    """No measure, colour or address of a schema."""
    return not value.isascii() or "@" in value or sum(map(str.isdigit, value)) >= DIGITS_OF_A_NUMBER


class Prologue:
    """Reads until the root element begins: a document type declaration has no place in an Office file, as it is how
    entities are made to explode, and can stand nowhere else."""

    def __init__(self) -> None:
        self.is_over = False
        self._parser = _parser(self._begin)

    def feed(self, chunk: bytes) -> None:
        _guarded(lambda: self._parser.Parse(chunk, False))

    def _begin(self, name: str, attributes: Attributes) -> None:
        self.is_over = True
        self._parser.StartElementHandler = None


class _Fields:
    def __init__(self) -> None:
        self.exchanges_data = False
        self._instruction = ""
        self._is_inside = False

    def begin(self, name: str, attributes: Attributes) -> None:
        bare = local(name)
        if bare == "ddeLink":
            self.exchanges_data = True
        elif bare == "instrText":
            self._is_inside = True
        elif bare == "fldSimple":
            self._look(next((value for key, value in attributes.items() if local(key) == "instr"), ""))
        elif bare == "fldChar":
            self._instruction = ""

    def end(self, name: str) -> None:
        if local(name) == "instrText":
            self._is_inside = False

    def text(self, data: str) -> None:
        # No keyword is longer; the rest is its arguments.
        if self._is_inside and len(self._instruction) < 200:
            self._instruction += data
            self._look(self._instruction)

    def _look(self, instruction: str) -> None:
        words = instruction.upper().split(maxsplit=1)
        if words and words[0].strip('"') in ("DDE", "DDEAUTO"):
            self.exchanges_data = True


def parse(
    part: bytes,
    begin: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Tell of each element that begins and ends, and of characters. Raises Unacceptable for what no Office program
    writes."""
    depth = 0

    def deeper(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH_AT_MOST:
            raise Unacceptable(ODD_STRUCTURE)
        begin(name, attributes)

    def higher(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name)

    parser = _parser(deeper)
    parser.EndElementHandler = higher
    parser.CharacterDataHandler = text
    _guarded(lambda: parser.Parse(part, True))


def _parser(begin: Callable[[str, Attributes], None]) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = _refuse
    parser.XmlDeclHandler = _refuse_encoding
    return parser


def _guarded(parse: Callable[[], object]) -> None:
    try:
        parse()
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Unacceptable(BROKEN_DOCUMENT) from error


def _refuse(*declared: object) -> None:
    raise Unacceptable(ODD_STRUCTURE)


def _refuse_encoding(version: str, encoding: str | None, standalone: int) -> None:
    if encoding is not None and encoding.lower() not in ENCODINGS:
        raise Unacceptable(ODD_STRUCTURE)


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]
