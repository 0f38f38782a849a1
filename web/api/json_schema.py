"""The JSON Schema (2020-12) of an answer, read off the TypedDict it is built as, which mypy holds the code to."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    types.NoneType: {"type": "null"},
}


def schemas_of(*roots: Any, descriptions: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The schemas of TypedDicts and of all they hold, by name, as ``components/schemas`` of OpenAPI wants them.

    ``descriptions`` are by key ("title") or by name and key ("FeedItem.title"); a key without one is a KeyError, so that
    nothing goes undescribed.
    """
    found: dict[str, dict[str, Any]] = {}
    waiting = list(roots)
    while waiting:
        kind = waiting.pop()
        if kind.__name__ in found:
            continue
        hints = get_type_hints(kind, include_extras=True)
        optional = {key for key, hint in hints.items() if get_origin(hint) is NotRequired}
        found[kind.__name__] = {
            "type": "object",
            "required": [key for key in hints if key not in optional],
            "properties": {
                key: _schema(hint, waiting) | {"description": _description(kind, key, descriptions)}
                for key, hint in hints.items()
            },
            "additionalProperties": False,
        }
    return dict(sorted(found.items()))


def _description(kind: Any, key: str, descriptions: Mapping[str, str]) -> str:
    own = descriptions.get(f"{kind.__name__}.{key}")
    return descriptions[key] if own is None else own


def reference(kind: Any) -> dict[str, str]:
    """Where the schema of a TypedDict stands in the OpenAPI document."""
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def _schema(hint: Any, waiting: list[Any]) -> dict[str, Any]:
    """The schema of one annotation; TypedDicts met on the way are put into ``waiting``."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is NotRequired:
        return _schema(inner[0], waiting)
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    if origin is Literal:
        return {"type": "string", "enum": list(inner)}
    if origin is list:
        return {"type": "array", "items": _schema(inner[0], waiting)}
    if origin in (Union, types.UnionType):
        return {"anyOf": [_schema(one, waiting) for one in inner]}
    if is_typeddict(hint):
        waiting.append(hint)
        return dict(reference(hint))
    raise TypeError(f"no JSON Schema for {hint!r}")
