"""Calls that need no token, and the header by which a repeated one is known."""

import uuid

from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView


class PublicView(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)


def idempotency_key(request: Request) -> str | None:
    """The UUID of `Idempotency-Key`; None where it is missing or none."""
    try:
        return str(uuid.UUID(request.headers.get("Idempotency-Key", "")))
    except ValueError:
        return None
