"""Values of publication, duties and evaluation that the office may change."""

from evaluation.duties import rules
from office import options


def declare_all() -> None:
    options.declare("objection_days", kind="integer", default=2, label="公示前代表核对", unit="工作日")
    options.declare(
        "score_objection_days",
        kind="integer",
        default=10,
        label="评价结果代表核对",
        unit="工作日",
        group=rules.GROUP,
    )
    options.declare(
        "score_answer_days", kind="integer", default=5, label="评价异议答复", unit="工作日", group=rules.GROUP
    )
    rules.declare_all()
