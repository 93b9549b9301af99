"""Finds a secret's value where its declaration says: a variable, a file, or the keyring."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from onetake.errors import ProgrammeWrong
from onetake.words.programme import Secret


def resolve(secret: Secret, environ: Mapping[str, str], read: Callable[[str], str]) -> str:
    """Return a secret's value; `read` gives the text of a file by its path as declared.

    Raises ProgrammeWrong, naming the place tried, when there is no value.
    """
    if secret.file:
        return _checked(secret, _from_file(secret, read), f"the file {secret.file}")
    if secret.keyring:
        return _checked(secret, _from_keyring(secret), f"the keyring entry {secret.keyring}")
    variable = secret.env or secret.name.upper().replace("-", "_")
    value = environ.get(variable)
    if value is None:
        raise _missing(secret, f"the variable {variable} is not set", f"export {variable}=…")
    return _checked(secret, value, f"the variable {variable}")


def _from_file(secret: Secret, read: Callable[[str], str]) -> str:
    try:
        return read(secret.file).rstrip("\r\n")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        message = f"the file {secret.file} cannot be read: {why.lower()}"
        raise _missing(secret, message, "write the value alone into that file") from None


def _from_keyring(secret: Secret) -> str:
    service, _, name = secret.keyring.rpartition("/")
    if not service:
        message = f"{secret.keyring!r} names no entry"
        raise _missing(secret, message, "write keyring: service/name")
    try:
        import keyring
    except ImportError:
        raise _missing(
            secret,
            f"the keyring entry {secret.keyring} cannot be read: keyring is not installed",
            "pip install keyring, or declare it as {env: NAME}",
        ) from None
    try:
        value = keyring.get_password(service, name)
    except keyring.errors.KeyringError as error:
        message = f"the keyring entry {secret.keyring} cannot be read: {error}"
        raise _missing(secret, message, "unlock the keyring, or use {env: NAME}") from None
    if value is None:
        message = f"there is no keyring entry {secret.keyring}"
        raise _missing(secret, message, f"keyring set {service} {name}")
    return value


def _checked(secret: Secret, value: str, where: str) -> str:
    if not value.strip():
        raise _missing(secret, f"{where} is empty", "put the value there")
    return value


def _missing(secret: Secret, message: str, hint: str) -> ProgrammeWrong:
    return ProgrammeWrong(
        f"the secret {secret.name!r} has no value: {message}",
        hint=hint,
        place=str(secret.location),
    )
