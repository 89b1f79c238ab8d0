"""What Meta's downloads do to text: every UTF-8 byte written as a character of its own."""

import re
from hashlib import sha256
from typing import Any

from ingest.model import Author
from ingest.values.fields import dig, text_of
from ingest.values.texts import meta_mojibake


def repaired(value: Any) -> Any:
    """A JSON value with every string and key repaired; the value itself is left as it is."""
    if isinstance(value, str):
        return meta_mojibake(value)
    if isinstance(value, list):
        return [repaired(item) for item in value]
    if isinstance(value, dict):
        return {meta_mojibake(str(key)): repaired(item) for key, item in value.items()}
    return value


MADE_UP = re.compile(r"x-[0-9a-f]{24}")
"""What ``synthetic_id`` gives."""


def synthetic_id(*parts: Any) -> str:
    """The id of a post whose record has none: ``x-`` and a hash of owner, time, media and text."""
    text = "\x1f".join("" if part is None else str(part) for part in parts)
    return "x-" + sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


_USERNAME = frozenset((
    "username", "benutzername", "nom d’utilisateur", "nom d'utilisateur", "nombre de usuario", "nombre de usuaria",
    "nome de usuário", "nome utente", "gebruikersnaam", "användarnamn", "brugernavn", "brukernavn", "käyttäjätunnus",
    "nazwa użytkownika", "имя пользователя", "kullanıcı adı", "ユーザーネーム", "사용자 이름", "用户名", "nama pengguna", "tên người dùng",
    "όνομα χρήστη",
))


def owner(data: Any) -> dict[str, Any]:
    """``personal_information.json``: the handle stands under a label in the account's language."""
    entries = dig(repaired(data), "profile_user", 0, "string_map_data")
    if not isinstance(entries, dict):
        return {}
    values = {str(label).strip().casefold(): text_of(dig(entry, "value")) for label, entry in entries.items()}
    handle = next((value for label, value in values.items() if label in _USERNAME and value), None)
    return {"owner": Author(handle=handle, name=values.get("name"))} if handle else {}
