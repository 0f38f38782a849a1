"""Answers in JSON beside the contract's: a mistake, and how the server is."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict


class ErrorPayload(TypedDict):
    """What was wrong with a request, in a sentence that can be shown."""

    error: str


class HealthPayload(TypedDict):
    """Whether the index answers; ``documents`` if so, ``error`` if not. When degraded, ``damage`` tells what is."""

    status: Literal["ok", "degraded", "unavailable"]
    documents: NotRequired[int]
    damage: NotRequired[list[str]]
    error: NotRequired[str]
