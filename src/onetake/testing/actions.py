"""The contract of a channel's actions: names, manual pages, and models that refuse nonsense."""

from __future__ import annotations

import re
from typing import ClassVar

from pydantic import ValidationError

from onetake.testing.stage import Said, action_of
from onetake.words.channel import Channel, Configured, Declared

_WORD = re.compile(r"[a-z][a-z0-9_]*")


class ActionsContract:
    """What the actions of every channel must be; a test class names its `channel`.

    `a_saying` and `a_hearing` are actions with what stands behind them in a journey; a channel
    whose answer belongs to its question (api) has no `a_hearing` of its own.
    """

    channel: ClassVar[Channel]
    a_saying: ClassVar[Said]
    a_hearing: ClassVar[Said | None] = None

    def test_its_name_is_one_small_word(self) -> None:
        """A step is written channel.action, so neither holds a dot or a capital."""
        for word in (self.channel.name, *(action.word for action in self.channel.actions)):
            assert _WORD.fullmatch(word), f"{word!r} should be small letters, digits and _"

    def test_no_word_means_two_actions(self) -> None:
        """Each action has a word of its own."""
        words = [action.word for action in self.channel.actions]
        assert words, "a channel has at least one action"
        assert len(words) == len(set(words)), f"a word stands twice in {words}"

    def test_every_action_has_a_manual_page(self) -> None:
        """The docstring tells what the action does, and shows it written in a journey."""
        for action in self.channel.actions:
            page, written = action.__doc__ or "", f"{self.channel.name}.{action.word}:"
            assert page.strip(), f"{action.__name__} has no docstring"
            assert page.strip().splitlines()[0].endswith("."), f"{written} begins with no sentence"
            assert f"`{written}" in page, f"the page of {written} shows no example"

    def test_every_action_says_or_hears(self) -> None:
        """An action that does neither could not be a step."""
        for action in self.channel.actions:
            assert action.says or action.hears, f"{action.word} neither says nor hears"

    def test_what_hears_names_its_facts(self) -> None:
        """What `expect` may ask for is documented, a sentence each, `text` among it."""
        for action in self.channel.actions:
            if action.hears:
                assert "text" in action.facts, f"{action.word} has no fact `text`"
                assert all(action.facts.values()), f"a fact of {action.word} is not explained"

    def test_the_shorthand_is_a_field(self) -> None:
        """A plain value behind an action goes into one of its fields."""
        for action in self.channel.actions:
            names = {field.alias or name for name, field in action.model_fields.items()}
            assert not action.shorthand or action.shorthand in names, (
                f"{action.word}: the shorthand {action.shorthand!r} is none of {sorted(names)}"
            )

    def test_its_own_examples_are_read(self) -> None:
        """The sample saying and hearing are valid, and kinds of what they claim to be."""
        assert action_of(self.channel, self.a_saying).says
        hearing = self.a_hearing or self.a_saying
        assert action_of(self.channel, hearing).hears

    def test_unknown_keys_are_refused(self) -> None:
        """A key that an action or a system does not know is a fault, not silence."""
        models: list[type[Declared]] = list(self.channel.actions)
        if isinstance(self.channel, Configured):
            models.append(self.channel.settings)
        for model in models:
            assert _refused(model, "no_such_key"), f"{model.__name__} takes an unknown key"


def _refused(model: type[Declared], key: str) -> bool:
    try:
        model.model_validate({key: "x"})
    except ValidationError as error:
        found = error.errors(include_url=False)
        return any(item["type"] == "extra_forbidden" and item["loc"] == (key,) for item in found)
    return False
