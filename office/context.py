"""What every page's frame needs: names of bodies, navigation, unread notices. Asked for only where a page shows it."""

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from office import options, ports, terminals
from office.addresses import address_of
from office.models import User
from office.notifications import notices
from office.ports import NavItem
from office.roles import roles_of

LARGE_COOKIE, KEYS_OFF_COOKIE = "large", "keys_off"
SITE_KEYS = frozenset(
    {
        "office_name",
        "office_short_name",
        "working_body_name",
        "government_office_name",
        "county_name",
        "service_phone",
        "icp_number",
        "police_number",
        "postal_address",
        "accessibility_checked_on",
    }
)


class Site:
    """`{{ site.office_name }}`: today's value of a setting that may stand on any page."""

    def __getitem__(self, key: str) -> Any:
        if key not in SITE_KEYS:
            raise KeyError(key)
        return options.value(key, timezone.localdate())


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    current: bool
    section: str
    count: int


def site(request: HttpRequest) -> dict[str, Any]:
    """The context processor of all templates."""
    return {
        "site": Site(),
        "large": is_switched_on(request, LARGE_COOKIE),
        "keys_off": is_switched_on(request, KEYS_OFF_COOKIE),
        "terminal": terminals.turn_of(request),
        "public_nav": SimpleLazyObject(lambda: _links(request, ports.public_navigation)),
        "desk_nav": SimpleLazyObject(lambda: _desk_links(request)),
        "unread": SimpleLazyObject(lambda: _unread(request)),
        "build_id": SimpleLazyObject(build_id),
    }


def is_switched_on(request: HttpRequest, cookie: str) -> bool:
    """长辈版（大字）, and no single letters as keys: chosen with a plain link, kept in a cookie."""
    return request.COOKIES.get(cookie) == "1"


@lru_cache(maxsize=1)
def build_id() -> str:
    """Changes with any template or static file: a board that sees another one reloads itself."""
    checksum = 0
    template_folders: list[Path] = settings.TEMPLATES[0]["DIRS"]  # type: ignore[assignment]
    folders = [*template_folders, *settings.STATICFILES_DIRS]
    for file in sorted(path for folder in folders for path in Path(folder).rglob("*") if path.is_file()):
        checksum = zlib.crc32(file.read_bytes(), checksum)
    return f"{checksum:08x}"


def _desk_links(request: HttpRequest) -> list[Link]:
    roles = roles_of(request.user)
    shown = [item for item in ports.desk_navigation if item.roles is None or item.roles & roles]
    return _links(request, shown) if roles else []


def _links(request: HttpRequest, items: Iterable[NavItem]) -> list[Link]:
    """In order; the one whose address is the longest beginning of this page's is current."""
    found = [(item, address_of(item.url_name)) for item in sorted(items, key=lambda item: item.order)]
    current = max((url for _, url in found if _is_under(request.path, url)), key=len, default="")
    return [
        Link(item.label, url, url == current, item.section, _asked(item.count, request))
        for item, url in found
    ]


def _is_under(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


def _asked(count: Callable[[HttpRequest], int] | None, request: HttpRequest) -> int:
    return count(request) if count else 0


def _unread(request: HttpRequest) -> int:
    user = request.user
    return notices.count_unread(user) if isinstance(user, User) else 0
