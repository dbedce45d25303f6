"""Values of publication that the office may change."""

from office import options


def declare_all() -> None:
    options.declare("objection_days", kind="integer", default=2, label="公示前代表核对", unit="工作日")
    options.declare("fewest_for_rate", kind="integer", default=5, label="公开比率的最少件数", unit="件")
