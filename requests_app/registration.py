"""What this app gives to the ports of the ground floor."""

from __future__ import annotations

from requests_app.workflow.request_steps import register_workflow


def register() -> None:
    register_workflow()
