"""Two rows of one enterprise become one, one level deep; undoing clears the link and loses nothing."""

from datetime import datetime

from office.actors import Actor
from office.events import Fact, record
from office.refusals import Refused
from office.verbs import verb
from stations.models import Enterprise


@verb
def merge(enterprise: Enterprise, *, into: Enterprise, by: Actor, at: datetime) -> Enterprise:
    """`enterprise` stands for `into` from now on. Refused: `itself`, `already_merged`, `leads_others`,
    `into_merged`, `different_uscc`."""
    enterprise, into = _locked(enterprise, into)
    if enterprise.same_as_id == into.pk:
        return enterprise
    if enterprise.pk == into.pk:
        raise Refused("itself", "不能与本身合并。", field="into")
    if enterprise.same_as_id is not None:
        raise Refused("already_merged", "该企业已经合并到另一家，请先撤销合并。")
    if into.same_as_id is not None:
        raise Refused("into_merged", f"请选择“{into.leading}”，所选企业已合并到它。", field="into")
    if enterprise.duplicates.exists():
        raise Refused("leads_others", "有其他企业合并在它名下，请反过来合并，或先撤销。")
    if enterprise.uscc and into.uscc and enterprise.uscc != into.uscc:
        raise Refused("different_uscc", "两家企业的统一社会信用代码不同，不是同一家。", field="into")
    enterprise.same_as = into
    enterprise.save(update_fields=["same_as"])
    _record("merged", enterprise, into, by=by, at=at)
    return enterprise


@verb
def undo_merge(enterprise: Enterprise, *, by: Actor, at: datetime) -> Enterprise:
    """Stands for itself again. Refused: `not_merged`."""
    enterprise = (
        Enterprise.objects.select_for_update(of=("self",)).select_related("same_as").get(pk=enterprise.pk)
    )
    into = enterprise.same_as
    if into is None:
        raise Refused("not_merged", "该企业没有合并到别的企业。")
    enterprise.same_as = None
    enterprise.save(update_fields=["same_as"])
    _record("merge_undone", enterprise, into, by=by, at=at)
    return enterprise


def _locked(*enterprises: Enterprise) -> list[Enterprise]:
    """In the order given, locked in the order of their keys."""
    keys = [enterprise.pk for enterprise in enterprises]
    rows = {row.pk: row for row in Enterprise.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    return [rows[key] for key in keys]


def _record(action: str, enterprise: Enterprise, into: Enterprise, *, by: Actor, at: datetime) -> None:
    record(
        Fact(f"enterprise:{enterprise.pk}", action, {"into": into.pk}),
        Fact(f"enterprise:{into.pk}", action, {"from": enterprise.pk}),
        by=by,
        at=at,
    )
