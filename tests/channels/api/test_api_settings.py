"""What a system's file may say, and what is refused when it is read."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from onetake.channels.api import channel
from onetake.channels.api.settings import Settings
from onetake.words.channel import Configured
from onetake.words.scalar import Plain


def test_the_channel_has_settings():
    assert isinstance(channel, Configured)
    assert channel.settings is Settings


def test_sizes_and_times_are_read_as_written():
    settings = Settings.model_validate({"largest": Plain("2MB"), "timeout": Plain("1.5s")})
    assert (settings.largest, settings.timeout) == (2_000_000, 1.5)
    assert (Settings().largest, Settings().timeout) == (10_000_000, 30.0)


def test_one_further_host_needs_no_list():
    assert Settings.model_validate({"also": "a.example"}) == Settings.model_validate(
        {"also": ["a.example"]}
    )


def test_every_template_is_known_before_a_run():
    settings = Settings.model_validate({
        "auth": {"oauth2": {"token": "${a}", "client": "${b}", "secret": "${c}"}},
        "tls": {"ca": "${d}"}, "headers": {"x": "${e}"}, "also": ["${f}"],
    })  # fmt: skip
    assert sorted(name for template in settings.templates() for name in template.names) == [
        *"abcdef"
    ]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ({"auth": {}}, "exactly one of basic, bearer and oauth2"),
        ({"auth": {"bearer": "t", "basic": {"user": "a", "password": "b"}}}, "exactly one of"),
        ({"auth": {"oauth2": {"token": "/t"}}}, "client_credentials needs client"),
        ({"auth": {"oauth2": {"token": "/t", "grant": "password", "user": "a"}}}, "needs password"),
        ({"auth": {"oauth2": {"token": "/t", "grant": "implicit"}}}, "client_credentials"),
        ({"tls": {"key": "k.pem"}}, "without its certificate"),
        ({"largest": "0MB"}, "is not above 0"),
        ({"largest": "much"}, "is not a figure"),
        ({"timeout": "30"}, "is not a duration"),
        ({"also": {"a": "b"}}, "a list of texts"),
        ({"colour": "red"}, "Extra inputs"),
    ],
)
def test_what_makes_no_sense_is_refused(written, reason):
    with pytest.raises(ValidationError, match=reason):
        Settings.model_validate(written)
