"""Errors of the API as RFC 9457: `application/problem+json`, messages in Chinese, one entry per field."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings

from office.refusals import Refused

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: "请求内容无法读取",
    401: "请先登录，或令牌已失效",
    403: "没有权限",
    404: "没有找到",
    405: "不支持这种请求方法",
    406: "不支持这种格式",
    409: "现在不能这样做",
    415: "请以 JSON 提交",
    422: "有内容需要修改",
    429: "提交次数较多，请稍后再试",
}


class TooMany(exceptions.APIException):
    """Over the limit; `seconds` until the window ends."""

    status_code = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(TITLES[429])
        self.wait = seconds


def problem(
    status: int,
    detail: str = "",
    *,
    code: str = "",
    errors: dict[str, list[str]] | None = None,
    possible: tuple[str, ...] = (),
) -> Response:
    """One problem; `errors` by field, `possible` the steps that may be taken now."""
    body: dict[str, Any] = {"type": "about:blank", "title": TITLES.get(status, "出错了"), "status": status}
    if detail:
        body["detail"] = detail
    if code:
        body["code"] = code
    if errors:
        body["errors"] = errors
    if possible:
        body["possible"] = list(possible)
    return Response(body, status=status, content_type=CONTENT_TYPE)


def refusal(refused: Refused) -> Response:
    """422 beside a field; 409 where the case does not allow it now; 404 never tells more."""
    if refused.code in ("unknown_step",):
        return problem(404, refused.message, code=refused.code)
    errors: dict[str, list[str]] = {}
    for each in refused.all:
        if each.field:
            errors.setdefault(each.field, []).append(each.message)
    status = 422 if errors or refused.code == "key_reused" else 409
    return problem(status, refused.message, code=refused.code, errors=errors, possible=refused.possible)


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler; what it does not know is a 500 and is logged by Django."""
    if isinstance(error, Refused):
        return refusal(error)
    if isinstance(error, Http404):
        return problem(404)
    if isinstance(error, PermissionDenied):
        return problem(403)
    if isinstance(error, exceptions.ValidationError):
        return problem(422, errors=_by_field(error.detail))
    if isinstance(error, exceptions.APIException):
        response = problem(error.status_code)
        if isinstance(error, TooMany):
            response["Retry-After"] = str(error.wait)
        if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
            response.status_code = response.data["status"] = 401
            response.data["title"] = TITLES[401]
            response["WWW-Authenticate"] = "Token"
        return response
    return None


def _by_field(detail: Any, prefix: str = "") -> dict[str, list[str]]:
    if isinstance(detail, dict):
        found: dict[str, list[str]] = {}
        for name, part in detail.items():
            whole = prefix or name if name == api_settings.NON_FIELD_ERRORS_KEY else f"{prefix}{name}"
            found |= _by_field(part, whole)
        return found
    messages = detail if isinstance(detail, list) else [detail]
    return {prefix or "body": [str(message) for message in messages]}
