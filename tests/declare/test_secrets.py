"""Where a secret's value is looked for, and what is said when it is not there."""

import sys
from types import SimpleNamespace

import pytest

from onetake.declare.secrets import resolve
from onetake.errors import ProgrammeWrong
from onetake.words.location import Location
from onetake.words.programme import Secret

TOKEN = Secret("bank_token", env="BANK", location=Location("onetake.yaml", 7, 15))


def no_file(path: str) -> str:
    raise FileNotFoundError(2, "No such file or directory", path)


def test_a_variable() -> None:
    assert resolve(TOKEN, {"BANK": "s3cret"}, no_file) == "s3cret"


def test_a_file_without_its_last_line_end() -> None:
    assert (
        resolve(Secret("t", file="token.txt"), {}, {"token.txt": " s3cret\n"}.__getitem__)
        == " s3cret"
    )


def test_the_keyring(monkeypatch) -> None:
    held = {("bank", "token"): "s3cret"}
    keyring = SimpleNamespace(get_password=lambda service, name: held.get((service, name)))
    monkeypatch.setitem(sys.modules, "keyring", keyring)

    assert resolve(Secret("t", keyring="bank/token"), {}, no_file) == "s3cret"
    with pytest.raises(ProgrammeWrong, match="there is no keyring entry bank/other"):
        resolve(Secret("t", keyring="bank/other"), {}, no_file)


@pytest.mark.parametrize(
    ("secret", "environ", "message", "hint"),
    [
        (TOKEN, {}, "the variable BANK is not set", "export BANK=…"),
        (TOKEN, {"BANK": " "}, "the variable BANK is empty", "put the value there"),
        (
            Secret("t", file="x"),
            {},
            "the file x cannot be read: no such file or directory",
            "write the value alone into that file",
        ),
        (Secret("t", keyring="token"), {}, "'token' names no entry", "write keyring: service/name"),
    ],
)
def test_says_where_it_looked(secret: Secret, environ, message: str, hint: str) -> None:
    with pytest.raises(ProgrammeWrong) as wrong:
        resolve(secret, environ, no_file)

    assert wrong.value.message == f"the secret {secret.name!r} has no value: {message}"
    assert wrong.value.hint == hint
    assert wrong.value.place == str(secret.location)


def test_says_when_the_keyring_is_not_installed(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)

    with pytest.raises(ProgrammeWrong, match="keyring is not installed"):
        resolve(Secret("t", keyring="bank/token"), {}, no_file)
