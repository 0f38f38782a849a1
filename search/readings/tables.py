"""Reads the tables of facts beside this file: tab separated, one header line, lines with # are comments."""

from __future__ import annotations

from importlib import resources


def rows(name: str) -> list[list[str]]:
    """The rows of a table as cells, without its header."""
    text = (resources.files("search.readings") / f"{name}.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [line.split("\t") for line in lines[1:]]
