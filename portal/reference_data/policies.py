"""Kinds of information and what people say for what papers call otherwise."""

from datetime import datetime

from policies.models import InformationKind, Synonym
from portal.reference_data.files import read


def add_information_kinds() -> int:
    known = set(InformationKind.objects.values_list("code", flat=True))
    return len(
        InformationKind.objects.bulk_create(
            InformationKind(**{name: values[name] for name in ("code", "name", "order", "description")})
            for values in read("information-kinds.json")
            if values["code"] not in known
        )
    )


def add_synonyms(*, at: datetime) -> int:
    known = set(Synonym.objects.values_list("word", flat=True))
    return len(
        Synonym.objects.bulk_create(
            Synonym(**values, changed_at=at)
            for values in read("synonyms.json")
            if values["word"] not in known
        )
    )
