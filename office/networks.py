"""Which networks an address belongs to: what a limit counts, as whoever holds a network changes addresses at will."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# A household has a /56 or a /64, a provider's customer a /48; of IPv4 an address, a small provider's customer a /24.
# The wider a network, the more people behind it: so many times the limit of the narrowest.
IPV6_PREFIXES = ((64, 1), (56, 2), (48, 4))
IPV4_PREFIXES = ((32, 1), (24, 2))


@dataclass(frozen=True)
class Network:
    """`key` is the network as text ("203.0.113.0/24"); `share` times the limit of the narrowest is allowed to it."""

    key: str
    share: int = 1


def networks_of(address: str) -> tuple[Network, ...]:
    """The networks of an address from the narrowest; of what is no address (a socket) itself alone."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return (Network(address),)
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is None:
            return tuple(_network(parsed, 128, length, share) for length, share in IPV6_PREFIXES)
        parsed = parsed.ipv4_mapped
    return tuple(_network(parsed, 32, length, share) for length, share in IPV4_PREFIXES)


def narrowest(address: str) -> str:
    """What counts as one visitor's address."""
    return networks_of(address)[0].key


def is_within(address: str, networks: Iterable[str]) -> bool:
    """Whether the address is in one of these networks ("203.0.113.0/24"); what is no address is in none."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    return any(parsed in ip_network(network, strict=False) for network in networks)


def _network(address: IPv4Address | IPv6Address, bits: int, length: int, share: int) -> Network:
    first = int(address) >> (bits - length) << (bits - length)
    name = IPv4Address(first) if bits == 32 else IPv6Address(first)
    return Network(str(name) if length == 32 else f"{name}/{length}", share)
