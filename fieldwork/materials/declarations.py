"""The setting of papers that are asked for (docs/domain.md § 12)."""

from office.options import declare


def register() -> None:
    declare("paper_answer_days", kind="integer", default=5, label="索要资料答复期限", unit="工作日")
