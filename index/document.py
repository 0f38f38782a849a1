"""The document: what every source produces, every engine stores and every search returns."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, lru_cache, partial
from json.encoder import encode_basestring
from math import isfinite
from typing import Any, Literal, NamedTuple, get_args

from index.errors import DocumentRefused

Kind = Literal["article", "brief"]
KINDS: tuple[str, ...] = get_args(Kind)

VIETNAM = timezone(timedelta(hours=7))
"""Vietnam has kept one offset, +07:00, without daylight saving since 1975."""

MAX_ID_CHARS = 512
"""Ids travel in URLs; longer ones are refused rather than cut."""

MAX_NESTING = 64
"""Levels of objects and arrays in one record. Deeper ones would exhaust the stack of whatever walks them."""


class Heading(NamedTuple):
    """What is told of a document with every hit: all but its text and what has no meaning here."""

    id: str
    kind: Kind
    title: str | None
    date: datetime | None
    source: str | None
    author: str | None
    url: str | None
    category: str | None

    @classmethod
    def from_stored(cls, record: dict[str, Any]) -> Heading:
        """The heading of the document whose ``to_json`` gave the record; nothing is checked again."""
        get = record.get
        date = get("date")
        return cls(
            record["id"],
            record["kind"],
            get("title"),
            datetime.fromisoformat(date).astimezone(VIETNAM) if date else None,
            get("source"),
            get("author"),
            get("url"),
            get("category"),
        )


@dataclass(frozen=True, slots=True)
class Document:
    """One article or brief.

    ``date`` is always at +07:00, to the second; a date without a time is that day's midnight.
    ``extra`` keeps the keys of the source that have no meaning here, to be shown, never searched;
    its values are what JSON can say.
    """

    id: str
    body: str
    title: str | None = None
    date: datetime | None = None
    kind: Kind = "article"
    source: str | None = None
    author: str | None = None
    url: str | None = None
    category: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @classmethod
    def from_json(cls, record: object, *, is_utf8: bool = False) -> Document:
        """The document that a decoded JSON Lines record describes.

        Values that are null or blank count as absent. Lone surrogates, which JSON can spell and UTF-8
        cannot, become U+FFFD; ``is_utf8`` says that there are none. Raises DocumentRefused with the reason
        when ``id`` or ``body`` is missing, a value has the wrong type, a date is no date, or a number or a
        depth is beyond what JSON carries safely (NaN, infinity, MAX_NESTING).
        """
        if not isinstance(record, dict):
            raise DocumentRefused(f"không phải một đối tượng JSON mà là {_json_type(record)}")
        text: Callable[[str], str | None]
        if is_utf8 and _TEXT_ALONE.issuperset(map(type, record.values())):
            text = {key: value for key, value in record.items() if value and not value.isspace()}.get
        else:
            clean_key = (lambda key: key) if is_utf8 else _clean_text
            record = {clean_key(key): _clean(key, value) for key, value in record.items()}
            text = partial(_text, record)
        date = text("date")
        # In the order of the fields: by their names it would take twice as long.
        return cls(
            _required_id(record, text),
            _required_body(record, text),
            text("title"),
            parse_iso_date(date) if date else None,
            _kind(text("kind")),
            text("source"),
            text("author"),
            text("url"),
            text("category"),
            {} if _KNOWN.issuperset(record) else {key: value for key, value in record.items() if key not in _KNOWN},
        )

    @classmethod
    def from_stored(cls, record: dict[str, Any]) -> Document:
        """The document whose ``to_json`` gave the record; nothing is checked again."""
        return cls(
            body=record["body"],
            extra={key: value for key, value in record.items() if key not in _KNOWN},
            **Heading.from_stored(record)._asdict(),
        )

    @property
    def heading(self) -> Heading:
        """The document without its text."""
        return Heading(self.id, self.kind, self.title, self.date, self.source, self.author, self.url, self.category)

    def to_json(self) -> dict[str, Any]:
        """The record that ``from_json`` reads back to an equal document; absent values left out."""
        record: dict[str, Any] = {"id": self.id}
        if self.title is not None:
            record["title"] = self.title
        record["body"] = self.body
        if self.date is not None:
            record["date"] = self.date.isoformat()
        record["kind"] = self.kind
        for key in ("source", "author", "url", "category"):
            value = getattr(self, key)
            if value is not None:
                record[key] = value
        if self.extra:
            record.update((key, value) for key, value in self.extra.items() if key not in _KNOWN)
        return record

    def json_without_body(self) -> str:
        """The JSON of ``to_json``, but for the body."""
        if self.extra:
            record = self.to_json()
            del record["body"]
            return _ENCODER.encode(record)
        # All is text: the encoder, which gets ready anew each time, would say the same.
        json_of = encode_basestring
        pieces = [f'{{"id":{json_of(self.id)}']
        if self.title is not None:
            pieces.append(f'"title":{json_of(self.title)}')
        if self.date is not None:
            pieces.append(f'"date":"{self.date.isoformat()}"')
        pieces.append(f'"kind":"{self.kind}"')
        if self.source is not None:
            pieces.append(f'"source":{json_of(self.source)}')
        if self.author is not None:
            pieces.append(f'"author":{json_of(self.author)}')
        if self.url is not None:
            pieces.append(f'"url":{json_of(self.url)}')
        if self.category is not None:
            pieces.append(f'"category":{json_of(self.category)}')
        return ",".join(pieces) + "}"

    def content_hash(self, others: str | None = None, body: bytes | None = None) -> bytes:
        """16 bytes (BLAKE2b) that differ whenever anything about the document differs.

        Hashed is the body behind the JSON of all the rest, which tells by itself where it ends; the order of what has no
        meaning here does not count. ``others`` is ``json_without_body``, ``body`` the body in UTF-8, from who has them at hand.
        """
        if self.extra:
            record = self.to_json()
            del record["body"]
            others = _CANONICAL.encode(record)
        elif others is None:
            others = self.json_without_body()
        hashed = _hash()(others.encode("utf-8", "surrogatepass"), digest_size=16)
        hashed.update(self.body.encode() if body is None else body)
        digest: bytes = hashed.digest()
        return digest


@cache
def _hash() -> Callable[..., Any]:
    """BLAKE2b, imported when first wanted because it loads OpenSSL, which reading an index does without."""
    from hashlib import blake2b

    return blake2b


_TEXT_ALONE = frozenset({str, type(None)})
"""The types that all values of nearly every record have."""

_KNOWN = frozenset({"id", "title", "body", "date", "kind", "source", "author", "url", "category"})
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False)


@lru_cache(maxsize=4096)
def parse_iso_date(text: str) -> datetime:
    """The moment an ISO 8601 calendar date or date-time names, at +07:00; that offset is meant where none is given.

    Reads 2023-12-12, 2023-12-12T07:14, 2023-12-12 07:14:00Z, 2023-12-12T00:14:00.5+00:00 and the same without
    hyphens and colons. Fractions of a second are cut off. Week dates, ordinal dates and whole months or years
    name no day that a reader would recognise, and are refused.

    Raises DocumentRefused when the text is not such a date, or the calendar has no such day.
    """
    if _USUAL_DATE.fullmatch(text):
        try:
            return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)
        except ValueError:
            pass
    match = _ISO_DATE.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError
        year, month, day, hour, minute, second = (int(match[part] or 0) for part in _DATE_PARTS)
        zone = _zone(match)
        moment = datetime(year, month, day, hour, minute, second, tzinfo=zone)
        # A year outside 1..9999, at +07:00 or in UTC, raises OverflowError: no clock can show that moment.
        return moment.astimezone(UTC).astimezone(VIETNAM)
    except (ValueError, OverflowError):
        raise DocumentRefused(
            f"“date” là {quoted(text)}, không phải ngày giờ ISO 8601 như 2023-12-12 hay 2023-12-12T07:14:00+07:00"
        ) from None


_USUAL_DATE = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\+07:00)?)?")
"""The forms that nearly all dates have, which Python reads several times as fast."""

_DATE_PARTS = ("year", "month", "day", "hour", "minute", "second")
_ISO_DATE = re.compile(
    r"(?P<year>[0-9]{4})(?P<hyphen>-?)(?P<month>[0-9]{2})(?P=hyphen)(?P<day>[0-9]{2})"
    r"(?:[Tt ](?P<hour>[0-9]{2})(?::?(?P<minute>[0-9]{2})(?::?(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?)?"
    r"(?: ?(?:(?P<utc>[Zz])|(?P<sign>[+-])(?P<zone_hours>[0-9]{2})(?::?(?P<zone_minutes>[0-9]{2}))?))?)?"
)


def _zone(match: re.Match[str]) -> timezone:
    if match["utc"]:
        return UTC
    if match["sign"] is None:
        return VIETNAM
    minutes = int(match["zone_hours"]) * 60 + int(match["zone_minutes"] or 0)
    # One object for +07:00: astimezone between two equal zones goes through UTC and overflows in year 1.
    offset = timedelta(minutes=-minutes if match["sign"] == "-" else minutes)
    return VIETNAM if offset == VIETNAM.utcoffset(None) else timezone(offset)


def quoted(value: object, limit: int = 60) -> str:
    """A value from outside as it may stand in a sentence: in “quotes”, on one line, at most ``limit`` characters."""
    text = printable(value if isinstance(value, str) else str(value))
    return f"“{text}”" if len(text) <= limit else f"“{text[:limit]}…”"


def printable(text: str) -> str:
    """The text with every character that could break a line or a terminal, lone surrogates too, as U+FFFD."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in text)


def _required_id(record: Mapping[str, Any], text: Callable[[str], str | None]) -> str:
    value = record.get("id")
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        raise DocumentRefused(f'“id” phải là chuỗi, không phải số; hãy ghi "id": "{value}"')
    identifier = text("id")
    if identifier is None:
        raise DocumentRefused("“id” để trống" if value is not None else "thiếu “id”")
    if len(identifier) > MAX_ID_CHARS:
        raise DocumentRefused(f"“id” dài {len(identifier)} ký tự, quá {MAX_ID_CHARS}")
    if _CONTROL.search(identifier):
        # A URL, a terminal and a line of CSV each treat them differently.
        raise DocumentRefused(f"“id” là {quoted(identifier)}, có ký tự điều khiển")
    return identifier


_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


def _required_body(record: Mapping[str, Any], text: Callable[[str], str | None]) -> str:
    body = text("body")
    if body is not None:
        return body
    if record.get("body") is None:
        raise DocumentRefused("thiếu “body”")
    if text("title") is None:
        raise DocumentRefused("cả “title” và “body” đều trống")
    return ""


def _kind(kind: str | None) -> Kind:
    if kind is None or kind == "article":
        return "article"
    if kind == "brief":
        return "brief"
    raise DocumentRefused(f"“kind” là {quoted(kind)}; chỉ nhận {' hoặc '.join(KINDS)}")


def _text(record: Mapping[str, Any], key: str) -> str | None:
    """The string under ``key``; None when it is absent, null or blank."""
    value = record.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise DocumentRefused(f"“{key}” phải là chuỗi, không phải {_json_type(value)}")
    return value if value and not value.isspace() else None


def _json_type(value: object) -> str:
    return _JSON_TYPES.get(type(value), type(value).__name__)


_JSON_TYPES: dict[type, str] = {
    dict: "đối tượng",
    list: "mảng",
    str: "chuỗi",
    bool: "giá trị đúng/sai",
    int: "số",
    float: "số",
    type(None): "null",
}


def _clean(key: str, value: Any, depth: int = 1) -> Any:
    """The value, all its strings fit for UTF-8; raises DocumentRefused where JSON could not carry it."""
    if isinstance(value, str):
        return _clean_text(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        if not isfinite(value):
            raise DocumentRefused(f"{quoted(key)} có giá trị {value}, JSON không có số này")
        return value
    if depth >= MAX_NESTING:
        raise DocumentRefused(f"{quoted(key)} lồng nhau quá {MAX_NESTING} tầng")
    if isinstance(value, dict):
        return {_clean_text(inner): _clean(key, item, depth + 1) for inner, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(key, item, depth + 1) for item in value]
    raise DocumentRefused(f"{quoted(key)} có kiểu {type(value).__name__}, JSON không có kiểu này")


def _clean_text(text: str) -> str:
    if not isinstance(text, str):
        raise DocumentRefused(f"tên trường {quoted(text)} phải là chuỗi")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
