"""A value as JSON on one line, whatever splits the lines and whichever terminal shows them."""

from __future__ import annotations

import json
from typing import Any

_ESCAPED = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029)}
"""Characters that JSON allows as they are, and that break a line for some readers (U+0085, U+2028, U+2029) or command
a terminal (U+007F to U+009F). They can stand inside strings only, where the escape means the same."""


def json_line(value: Any) -> str:
    """The value as JSON without a line break in it; Vietnamese stays readable."""
    return json.dumps(value, ensure_ascii=False).translate(_ESCAPED)
