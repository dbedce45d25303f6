"""Values of publication that the office may change."""

from office import options


def declare_all() -> None:
    options.declare("objection_days", kind="integer", default=2, label="公示前代表核对", unit="工作日")
