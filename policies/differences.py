"""What changed between two versions of a policy or two texts of an item, in words."""

from typing import Any

from office.publishing.differences import Change, Record, of_records, text_words, until_words
from policies import content as contents
from policies.audience import PARTS
from policies.models import InformationItem, PolicyVersion

CHOICES: dict[str, dict[Any, Any]] = {
    "level": dict(PolicyVersion.Level.choices),
    "confidence": dict(PolicyVersion.Confidence.choices),
}


def differences(old: PolicyVersion, new: PolicyVersion) -> list[Change]:
    labels = contents.labels()
    words = {labels["expires_on"]: until_words} | {labels[name]: text_words for name in CHOICES}
    return of_records(_of_version(old), _of_version(new), words)


def of_items(old: InformationItem, new: InformationItem) -> list[Change]:
    return of_records(_of_item(old), _of_item(new), {"有效期至": until_words})


def _of_version(version: PolicyVersion) -> Record:
    return {label: _shown(name, getattr(version, name)) for name, label in contents.labels().items()}


def _shown(name: str, value: Any) -> Any:
    if name in CHOICES:
        return str(CHOICES[name].get(value))
    if isinstance(value, dict):
        return {key: _named(key, each) if isinstance(each, list) else each for key, each in value.items()}
    return value


def _named(key: str, values: list[str]) -> str:
    names: dict[Any, Any] = dict(PARTS[key].choices) if key in PARTS else {}
    return "、".join(str(names.get(each, each)) for each in values) or "不限"


def _of_item(item: InformationItem) -> Record:
    return {
        "类别": item.kind.name,
        "标题": item.title,
        "摘要": item.summary,
        "正文": item.body,
        "来源": item.source,
        "开始日期": item.valid_from,
        "有效期至": item.valid_until,
        "责任单位": item.department.name if item.department else "",
        "附件": [each.file.name for each in item.files.select_related("file")],
    }
