"""Who holds a network holds all its addresses."""

import pytest

from office.networks import Network, narrowest, networks_of


@pytest.mark.parametrize(
    ("address", "keys"),
    [
        ("203.0.113.7", ["203.0.113.7", "203.0.113.0/24"]),
        ("::ffff:203.0.113.7", ["203.0.113.7", "203.0.113.0/24"]),
        ("2001:db8:1:2:3:4:5:6", ["2001:db8:1:2::/64", "2001:db8:1::/56", "2001:db8:1::/48"]),
        ("2001:db8:1:1ff::1", ["2001:db8:1:1ff::/64", "2001:db8:1:100::/56", "2001:db8:1::/48"]),
        ("", [""]),
        ("unix:/run/web", ["unix:/run/web"]),
    ],
)
def test_networks_from_the_narrowest(address: str, keys: list[str]) -> None:
    assert [network.key for network in networks_of(address)] == keys
    assert narrowest(address) == keys[0]


def test_a_wider_network_may_more() -> None:
    assert [network.share for network in networks_of("2001:db8::1")] == [1, 2, 4]
    assert networks_of("203.0.113.7")[1] == Network("203.0.113.0/24", 2)
