"""What a token may be limited to. Without REST framework, so that the queue does not load it."""

from office.ports import ApiScope

READ = "requests:read"
STEPS = "requests:steps"
FIGURES = "figures:read"
SCOPES = (
    ApiScope(READ, "查看诉求"),
    ApiScope(STEPS, "办理诉求"),
    ApiScope(FIGURES, "查看数据"),
)
