"""The api channel: requests over HTTP (REST, GraphQL, forms, files) and what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onetake.channels.api.actions import ACTIONS
from onetake.channels.api.settings import Settings
from onetake.words.channel import Action, Place
from onetake.words.programme import System

if TYPE_CHECKING:
    from onetake.channels.api.engine import Engine
    from onetake.channels.api.line import ApiLine
    from onetake.channels.api.request import Prepared


class Api:
    """Sends requests to an API and takes its answers: REST, GraphQL, forms and files."""

    name = "api"
    actions = ACTIONS
    settings = Settings

    def __init__(self) -> None:
        self._loaded: Engine | None = None

    def prepare(self, action: Action, system: System) -> Prepared:
        """Make a request ready: what does not change between runs is built here."""
        return self._engine().prepare(action)

    async def open(self, place: Place) -> ApiLine:
        """Open a line; a connection is made with its first request. Raises CannotTell."""
        return self._engine().open(place)

    def _engine(self) -> Engine:
        if self._loaded is None:
            from onetake.channels.api.engine import Engine

            self._loaded = Engine()
        return self._loaded


channel = Api()
