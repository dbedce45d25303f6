"""Units that most counties have: their usual codes, and which of them usually handles a category."""

from collections.abc import Mapping
from functools import cache

from groups.models import Department
from portal.reference_data.files import read

FILE = "usual-units.json"


@cache
def short_names() -> Mapping[str, str]:
    """The usual short name of each usual code."""
    return {unit["code"]: unit["short_name"] for unit in read(FILE)["units"]}


def of_categories() -> dict[str, list[str]]:
    """Codes of the units that usually handle a category, the lead first, by the category's code."""
    found: dict[str, list[str]] = read(FILE)["categories"]
    return found


def called(code: str) -> Department | None:
    """The county's own unit of a usual code, also where the county has given it another code; None without one."""
    short_name = short_names().get(code, "")
    return (
        Department.objects.filter(code=code).first()
        or Department.objects.filter(short_name=short_name).first()
    )
