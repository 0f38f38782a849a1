"""Text that may stand in XML, and XML as a response."""

from __future__ import annotations

import re
from xml.etree import ElementTree

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write, not even escaped (production 2, Char)."""


def xml_text(text: str) -> str:
    """The text, each character that XML forbids as U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", text)


def child(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    """A new last child of the parent, its text and attributes made fit for XML."""
    element = ElementTree.SubElement(parent, name, {key: xml_text(value) for key, value in attributes.items()})
    if text is not None:
        element.text = xml_text(text)
    return element


def xml_bytes(root: ElementTree.Element) -> bytes:
    """The document in UTF-8, with its declaration."""
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()
