"""Click's own sentences in Vietnamese: help headings, usage errors, prompts."""

from __future__ import annotations

import importlib
from typing import Any

import click

SENTENCES = {
    # Help pages.
    "Usage:": "Cách dùng:",
    "Options": "Tùy chọn",
    "Commands": "Lệnh",
    "Positional arguments": "Tham số",
    "Show this message and exit.": "In trang trợ giúp này rồi thoát.",
    "default: {default}": "mặc định: {default}",
    "env var: {var}": "biến môi trường: {var}",
    "required": "bắt buộc",
    # Errors.
    "Error: {message}": "Lỗi: {message}",
    "Try '{command} {option}' for help.": "Gõ '{command} {option}' để xem trợ giúp.",
    "Invalid value: {message}": "Giá trị không hợp lệ: {message}",
    "Invalid value for {param_hint}: {message}": "Giá trị không hợp lệ cho {param_hint}: {message}",
    "Missing argument": "Thiếu tham số",
    "Missing option": "Thiếu tùy chọn",
    "Missing parameter": "Thiếu tham số",
    "Missing parameter: {param_name}": "Thiếu tham số: {param_name}",
    "Missing command.": "Thiếu tên lệnh.",
    "No such option {name!r}.": "Không có tùy chọn {name!r}.",
    "No such command {name!r}.": "Không có lệnh {name!r}.",
    "Did you mean {possibility}?": "Có phải bạn muốn gõ {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(Có phải bạn muốn gõ một trong: {possibilities}?)",
    "Choose from:\n\t{choices}": "Chọn một trong:\n\t{choices}",
    "Got unexpected extra argument ({args})": "Thừa tham số: {args}",
    "Got unexpected extra arguments ({args})": "Thừa các tham số: {args}",
    "Option {name!r} requires an argument.": "Tùy chọn {name!r} cần một giá trị.",
    "Option {name!r} requires {nargs} arguments.": "Tùy chọn {name!r} cần {nargs} giá trị.",
    "Option {name!r} does not take a value.": "Tùy chọn {name!r} không nhận giá trị.",
    "{value!r} is not {choice}.": "{value!r} không phải là {choice}.",
    "{value!r} is not one of {choices}.": "{value!r} không phải là một trong {choices}.",
    "Aborted!": "Đã dừng.",
}
"""Sentences of click 8.5 that our commands can meet, by their English text. One that is missing, or that a later
click words anew, stays English; tests/test_cli_usage.py asks for each that a user can provoke."""

_MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "types")


class VietnameseCommand(click.Command):
    """A command whose usage line is Vietnamese."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **{"options_metavar": "[TÙY CHỌN]", **settings})


class VietnameseGroup(VietnameseCommand, click.Group):
    """A group of such commands, listed in the order they were defined."""

    command_class = VietnameseCommand

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **{"subcommand_metavar": "LỆNH [THAM SỐ]...", **settings})

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


def speak_vietnamese() -> None:
    """Makes click say SENTENCES in this process.

    Click looks its sentences up with gettext, which would need a compiled catalogue on disk and the locale of the
    process to be Vietnamese. We speak Vietnamese in every locale, so the look-up itself is replaced, in click alone.
    """
    for name in _MODULES:
        module = importlib.import_module(f"click.{name}")
        for attribute, translate in (("_", _one), ("ngettext", _one_or_many)):
            if hasattr(module, attribute):
                setattr(module, attribute, translate)


def _one(sentence: str) -> str:
    return SENTENCES.get(sentence, sentence)


def _one_or_many(singular: str, plural: str, count: int) -> str:
    return _one(singular if count == 1 else plural)
