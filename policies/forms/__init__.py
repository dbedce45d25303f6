"""Forms of the desk: what an editor writes of a policy and of an item of information."""

from policies.forms.policies import BeginForm, VersionForm

__all__ = ["BeginForm", "VersionForm"]
