"""Reading the network."""

from parvis.core.programmes.models import ONLY, Network


class NoNetworkError(Exception):
    """There is no network yet: `parvis init` makes it."""


def the_network() -> Network:
    """The installation's one network. Raises NoNetworkError before `parvis init`."""
    network = Network.objects.filter(pk=ONLY).first()
    if network is None:
        raise NoNetworkError("There is no network yet. Run `parvis init` to make one.")
    return network
