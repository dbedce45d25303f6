"""What an editor writes of a policy, checked before it is kept; one shape for form, import and seed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from office.numbers import clean_text
from office.refusals import Refused, together
from policies.models import PolicyVersion

ITEMS_AT_MOST = 12
WORDS_AT_MOST = 30
ITEM_AT_MOST = 300
PLAIN_AT_MOST = 2000
EARLIEST, LATEST = date(1978, 1, 1), date(2099, 12, 31)
LISTS = ("issuer", "industries", "key_points", "how_to_apply", "materials", "keywords")
DATES = ("published_on", "effective_from", "expires_on")


@dataclass(frozen=True)
class Content:
    """Texts are cleaned by `checked`; lists hold one sentence or word each; dates are local."""

    title: str
    level: str
    effective_from: date
    who: str
    benefit: str
    plain: str
    confidence: str
    document_title: str = ""
    document_number: str = ""
    issuer: list[str] = field(default_factory=list)
    published_on: date | None = None
    expires_on: date | None = None
    status_note: str = ""
    industries: list[str] = field(default_factory=list)
    key_points: list[str] = field(default_factory=list)
    how_to_apply: list[str] = field(default_factory=list)
    materials: list[str] = field(default_factory=list)
    where: str = ""
    hotline: str = ""
    keywords: list[str] = field(default_factory=list)
    fit: dict[str, list[str]] = field(default_factory=dict)
    formula: dict[str, str] = field(default_factory=dict)
    source_note: str = ""


NAMES = tuple(each.name for each in fields(Content))
COLUMNS = {column.name: column for column in PolicyVersion._meta.fields}


def of(version: PolicyVersion) -> Content:
    return Content(**{name: getattr(version, name) for name in NAMES})


def labels() -> dict[str, str]:
    return {name: str(COLUMNS[name].verbose_name) for name in NAMES}


def checked(content: Content) -> Content:
    """The content with clean texts. Raises Refused with each field and what to do about it, all together."""
    values = {name: _cleaned(getattr(content, name)) for name in NAMES}
    if found := list(_faults(values)):
        raise together(found)
    return Content(**values)


def faults_of(values: Mapping[str, Any]) -> Iterator[Refused]:
    """What `checked` refuses of those values of a form that are sound; a field without one may be named too."""
    return _faults({name: _cleaned(values.get(name, [] if name in LISTS else None)) for name in NAMES})


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [text for each in value if (text := clean_text(str(each)))]
    return value


def _faults(values: dict[str, Any]) -> Iterator[Refused]:
    for name, label in labels().items():
        value = values[name]
        limit = PLAIN_AT_MOST if name == "plain" else COLUMNS[name].max_length
        if isinstance(value, str) and limit and len(value) > limit:
            yield Refused("too_long", f"{label}超过 {limit} 字，请删减 {len(value) - limit} 字", field=name)
        if name in LISTS:
            yield from _faults_of_list(name, label, value)
        if name in DATES and value is not None and not EARLIEST <= value <= LATEST:
            yield Refused("date", f"{label}不像是真的，请核对年份", field=name)
    for name in ("title", "who", "benefit", "plain"):
        if not values[name]:
            yield Refused("missing", f"请填写{labels()[name]}", field=name)
    yield from _faults_of_dates(values)


def _faults_of_list(name: str, label: str, value: list[str]) -> Iterator[Refused]:
    limit = WORDS_AT_MOST if name in ("keywords", "industries", "issuer") else ITEMS_AT_MOST
    if len(value) > limit:
        yield Refused("too_many", f"{label}最多 {limit} 条，请合并或删减", field=name)
    if any(len(each) > ITEM_AT_MOST for each in value):
        yield Refused("too_long", f"{label}每条不超过 {ITEM_AT_MOST} 字", field=name)


def _faults_of_dates(values: dict[str, Any]) -> Iterator[Refused]:
    begins, ends, published = values["effective_from"], values["expires_on"], values["published_on"]
    if begins is None:
        yield Refused("missing", "请填写生效日期", field="effective_from")
    elif ends is not None and ends < begins:
        yield Refused("date", "到期日不能早于生效日期", field="expires_on")
    if published is not None and ends is not None and ends < published:
        yield Refused("date", "到期日不能早于发布日期", field="expires_on")
