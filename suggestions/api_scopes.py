"""What a token may be limited to. Without REST framework, so that the queue does not load it."""

from office.ports import ApiScope

READ, STEPS = "suggestions:read", "suggestions:steps"
SCOPES = (ApiScope(READ, "查看代表建议"), ApiScope(STEPS, "办理代表建议"))
