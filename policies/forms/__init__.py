"""Forms of the desk: what an editor writes of a policy and of an item of information."""

from policies.forms.policies import BeginForm, PublishForm, ReasonForm, VersionForm

__all__ = ["BeginForm", "PublishForm", "ReasonForm", "VersionForm"]
