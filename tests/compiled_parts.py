"""The compiled parts, for the tests that hold them against their twins in Python."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import pytest


def compiled(name: str) -> Any:
    """The compiled module; the test is skipped where none could be made for want of a C compiler, but not in CI."""
    try:
        return import_module(name)
    except ImportError:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"{name} is not compiled here: no C compiler, or no headers of Python")
