"""What a token may be narrowed to in this app. Without REST framework, so that the queue does not load it."""

from office.ports import ApiScope

READ = "fieldwork:read"
SCOPES = (ApiScope(READ, "查看代表履职"),)
