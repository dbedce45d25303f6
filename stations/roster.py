"""The roster's column 进站职能: functions of the posting at the representative's station."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Q

from groups.roster import Linking
from groups.roster.cells import plain
from stations.models import Posting, PostingFunction, Station

Functions = tuple[PostingFunction, ...]


class PostingFunctionColumn:
    """Without a posting the representative is posted at the default station, else the primary posting changes."""

    header = "进站职能"
    aliases: tuple[str, ...] = ("职能", "进站")
    expects_all = False

    def resolver(self, on: date) -> Callable[[str], Functions]:
        known = {function.name: function for function in PostingFunction.objects.all()}
        has_default = Station.objects.filter(is_default=True).exists()

        def resolve(text: str) -> Functions:
            if not has_default:
                raise ValueError("还没有默认服务站，请先在后台添加服务站并设为默认站")
            names = [name for name in plain(text).translate(SEPARATORS).split() if name]
            unknown = [name for name in names if name not in known]
            if unknown:
                raise ValueError(
                    f"没有“{unknown[0][:20]}”这项进站职能，请从{'、'.join(known) or '（尚未设置）'}中选填"
                )
            return _ordered(known[name] for name in set(names))

        return resolve

    def current(self, representatives: Collection[int], on: date) -> Mapping[int, Functions]:
        return {
            representative: _ordered(posting.functions.all())
            for representative, posting in _postings(representatives).items()
        }

    def shown(self, value: Functions) -> str:
        return "、".join(function.name for function in value)

    def apply(self, linkings: Sequence[Linking], *, on: date) -> None:
        station = Station.objects.get(is_default=True)
        postings = _postings([linking.representative.pk for linking in linkings])
        for linking in linkings:
            posting = postings.get(linking.representative.pk)
            if posting is None:
                posting = Posting.objects.create(
                    representative=linking.representative,
                    station=station,
                    is_primary=True,
                    since=linking.since,
                )
            posting.functions.set(linking.value)


# Several functions in one cell, however they are parted.
SEPARATORS = str.maketrans(dict.fromkeys("、，,;；/|", " "))


def _postings(representatives: Collection[int]) -> dict[int, Posting]:
    """The posting that the column speaks of: the primary one, else the one at the default station."""
    postings = Posting.objects.open().filter(representative__in=representatives)
    postings = postings.filter(Q(is_primary=True) | Q(station__is_default=True)).order_by("is_primary")
    return {posting.representative_id: posting for posting in postings.prefetch_related("functions")}


def _ordered(functions: Iterable[PostingFunction]) -> Functions:
    return tuple(sorted(functions, key=lambda function: (function.order, function.code)))
