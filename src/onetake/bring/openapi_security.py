"""Who we are to an API by its description: a system's auth, headers or a query, from secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from onetake.bring.drafted import Left, Tree
from onetake.bring.naming import slug
from onetake.bring.openapi_operations import Operation
from onetake.bring.openapi_schema import Document, Json


@dataclass(slots=True)
class Guard:
    """Says for each operation who we are; remembers which secrets that takes."""

    document: Document
    secrets: dict[str, str] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)

    def of(self, operation: Operation) -> tuple[Tree, dict[str, str], dict[str, object]]:
        """Return the auth of the system, headers and a query for an operation."""
        if not operation.security or any(not choice for choice in operation.security):
            return {}, {}, {}
        auth: Tree = {}
        headers: dict[str, str] = {}
        query: dict[str, object] = {}
        for name in operation.security[0]:
            scheme = self._scheme(str(name))
            where = str(scheme.get("in"))
            if scheme.get("type") == "apiKey" and where in ("header", "query"):
                key = str(scheme.get("name"))
                secret = self._secret(str(name), f"the key {key}")
                headers |= {key.lower(): secret} if where == "header" else {}
                query |= {key: secret} if where == "query" else {}
            else:
                auth = self._auth(str(name), scheme, operation)
        return auth, headers, query

    def _auth(self, name: str, scheme: Json, operation: Operation) -> Tree:
        kind = str(scheme.get("type"))
        if kind == "basic" or str(scheme.get("scheme", "")).lower() == "basic":
            user = self._secret(f"{name}_user", "the user's name")
            return {"basic": {"user": user, "password": self._secret(f"{name}_password", "its "
                                                                     "password")}}  # fmt: skip
        if kind == "oauth2":
            return self._oauth2(name, scheme)
        if kind in ("http", "openIdConnect"):
            return {"bearer": self._secret(name, "a token")}
        why = "no system here can say that: give the header or cookie by hand"
        self.left.append(Left(operation.place, f"security {name} ({kind})", why))
        return {}

    def _oauth2(self, name: str, scheme: Json) -> Tree:
        flows = scheme.get("flows")
        listed = flows if isinstance(flows, Mapping) else {str(scheme.get("flow")): scheme}
        flow = listed.get("clientCredentials") or listed.get("application")
        if not isinstance(flow, Mapping) or not flow.get("tokenUrl"):
            return {"bearer": self._secret(name, "a token; the API gives one to people only")}
        return {
            "oauth2": {
                "token": str(flow["tokenUrl"]),
                "client": self._secret(f"{name}_client", "the client's id"),
                "secret": self._secret(f"{name}_secret", "the client's secret"),
            }
        }

    def _scheme(self, name: str) -> Json:
        components = self.document.tree.get("components")
        found = components.get("securitySchemes") if isinstance(components, Mapping) else None
        known = found or self.document.tree.get("securityDefinitions")
        return self.document.follow(known.get(name)) if isinstance(known, Mapping) else {}

    def _secret(self, name: str, what: str) -> str:
        self.secrets[slug(name)] = what
        return f"${{secret.{slug(name)}}}"
