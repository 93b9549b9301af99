"""Reads who Postman is to a server: what a system's file can say of it, headers, a query."""

from __future__ import annotations

from collections.abc import Mapping

from onetake.bring.drafted import Left, Tree
from onetake.bring.postman_tree import Json, named_values
from onetake.bring.postman_variables import Variables

Known = tuple[Tree, dict[str, str], list[tuple[str, str]]]
_NOBODY = ("noauth", "")


def auth_of(auth: Json, variables: Variables, place: str, left: list[Left]) -> Known:
    """Return settings of a system, headers and a query that say who we are; what cannot is left."""
    kind = str(auth.get("type") or "")
    given = _attributes(auth.get(kind))
    if kind == "bearer":
        return _bearer(_secret("token", given.get("token"), variables, place))
    if kind == "basic":
        password = _secret("password", given.get("password"), variables, place)
        user = variables.text(given.get("username"), place)
        return {"basic": {"user": user, "password": password}}, {}, []
    if kind == "apikey":
        name = str(given.get("key") or "x-api-key")
        value = _secret(name, given.get("value"), variables, place)
        asks = str(given.get("in") or "header") == "query"
        return {}, {} if asks else {name.lower(): value}, [(name, value)] if asks else []
    if kind == "oauth2":
        return _oauth2(given, variables, place, left)
    if kind not in _NOBODY:
        left.append(Left(place, f"auth of the type {kind}", "no system here can say that"))
    return {}, {}, []


def _bearer(token: str) -> Known:
    """Return a token as settings, or as a header when a step before has to fetch it."""
    if token.startswith(("${secret.", "${environment.")):
        return {"bearer": token}, {}, []
    return {}, {"authorization": f"Bearer {token}"}, []


def _oauth2(
    given: Mapping[str, object], variables: Variables, place: str, left: list[Left]
) -> Known:
    grant = str(given.get("grant_type") or "")
    where = variables.text(given.get("accessTokenUrl"), place)
    if where and grant in ("client_credentials", "password_credentials"):
        settings: dict[str, object] = {"token": where}
        settings["client"] = variables.text(given.get("clientId"), place)
        if given.get("clientSecret"):
            settings["secret"] = _secret("client_secret", given["clientSecret"], variables, place)
        if grant == "password_credentials":
            settings |= {
                "grant": "password",
                "user": variables.text(given.get("username"), place),
                "password": _secret("password", given.get("password"), variables, place),
            }
        if given.get("scope"):
            settings["scope"] = variables.text(given["scope"], place)
        return {"oauth2": settings}, {}, []
    if grant not in ("client_credentials", ""):
        left.append(Left(place, f"OAuth 2 by {grant}", "it needs a person: a token is asked for"))
    return _bearer(_secret("access_token", given.get("accessToken"), variables, place))


def _secret(name: str, given: object, variables: Variables, place: str) -> str:
    text = variables.text(given, place)
    return text if "${" in text else variables.secrecy.secret(name, text, f"{name} in {place}")


def _attributes(given: object) -> dict[str, object]:
    if isinstance(given, Mapping):
        return dict(given)
    return {str(item["key"]): item.get("value") for item in named_values(given)}
