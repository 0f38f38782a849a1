"""The terminal program of Tìm Báo, `timbao`: its commands and their options, nothing more.

What a command prints is made in terminal/ (text) and search/payload.py (JSON, CSV). Modules that load numpy and Whoosh are
imported by the command that needs them, so that help and usage errors come at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from index.fields import VALUE_FIELDS
from terminal.click_words import VietnameseGroup
from terminal.json_line import json_line
from terminal.parameters import Day, IndexFolder, QueryFile, TypedText, WholeNumber
from terminal.program import FAILED, run
from terminal.streams import tell, text_width, wants_style
from terminal.style import Style, one_line

if TYPE_CHECKING:
    from search import Searcher, SearchRequest

VERSION = "0.1.0"

MOST_HITS = 1000
"""Largest --limit. Snippets are cut for every hit listed; whoever wants more pages through with --offset."""

FILTERS = ("from_day", "to_day", "kind", *(field.name for field in VALUE_FIELDS))
"""Options that choose documents by themselves, without a text to look for."""

Command = Callable[..., Any]

TEXT = TypedText()
FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Dạng in."
)


def value_options(command: Command) -> Command:
    """The command with an option for every field whose values can be chosen."""
    for field in reversed(VALUE_FIELDS):
        command = click.option(f"--{field.name}", type=TEXT, help=f"Chỉ {field.label} này.")(command)
    return command


@click.group(
    cls=VietnameseGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Trợ giúp của từng lệnh: timbao LỆNH --help",
)
@click.option(
    "--index",
    "index_dir",
    type=IndexFolder(),
    default="timbao-index",
    envvar="TIMBAO_INDEX",
    show_default=True,
    show_envvar=True,
    help="Thư mục chứa chỉ mục.",
)
@click.version_option(VERSION, message="timbao %(version)s", help="In số phiên bản rồi thoát.")
@click.pass_context
def timbao(context: click.Context, index_dir: Path) -> None:
    """Tìm Báo: tìm bài và tin trong kho báo, gõ có dấu hay không dấu đều được."""
    context.obj = index_dir


@timbao.command("index", short_help="Thêm hoặc cập nhật tài liệu từ tệp và thư mục.")
@click.argument("paths", metavar="ĐƯỜNG_DẪN...", nargs=-1, required=True)
@click.pass_context
def index_command(context: click.Context, paths: tuple[str, ...]) -> None:
    """Thêm hoặc cập nhật tài liệu từ các tệp và thư mục ở ĐƯỜNG_DẪN.

    Đọc được trang báo đã lưu (.txt) và JSON Lines (.jsonl). Tài liệu không đổi được bỏ qua; dòng hỏng được báo rõ tệp,
    dòng và lý do, còn lại vẫn được nhận.
    """
    from index import update_index
    from terminal.progress import ProgressView
    from terminal.reports import could_not_read, damage_lines, index_summary, refusal_lines

    with interruptible_indexing(), ProgressView() as view:
        report = update_index(context.obj, paths, on_progress=view)
    tell(refusal_lines(report))
    tell(damage_lines(report))
    click.echo(index_summary(report))
    if could_not_read(report, paths) or (report.refusals and not report.taken):
        context.exit(FAILED)


@timbao.command("rebuild", short_help="Dựng lại chỉ mục từ mọi nguồn đã nhớ.")
@click.option("--drop-missing", is_flag=True, help="Bỏ cả tài liệu của những nguồn đã mất.")
@click.pass_context
def rebuild_command(context: click.Context, drop_missing: bool) -> None:
    """Dựng lại chỉ mục từ mọi tệp và thư mục đã lập chỉ mục, rồi thay chỉ mục cũ trong một bước.

    Trong lúc dựng, chỉ mục cũ vẫn trả lời. Tài liệu mà nguồn không còn giữ sẽ mất khỏi chỉ mục; tài liệu của nguồn đã
    mất được giữ lại và báo ra, trừ khi có --drop-missing.
    """
    from index import rebuild_index
    from terminal.progress import ProgressView
    from terminal.reports import damage_lines, missing_lines, rebuild_summary, refusal_lines

    with interruptible_indexing(), ProgressView() as view:
        report = rebuild_index(context.obj, drop_missing=drop_missing, on_progress=view)
    tell(refusal_lines(report))
    tell(missing_lines(report, dropped=drop_missing))
    tell(damage_lines(report))
    click.echo(rebuild_summary(report))


@timbao.command("query", short_help="Tìm, có dấu hay không dấu.")
@click.argument("words", metavar="[TỪ_CẦN_TÌM]", nargs=-1, type=TEXT)
@click.option("--limit", type=WholeNumber(1, MOST_HITS), default=10, show_default=True, help="Số tài liệu liệt kê.")
@click.option("--offset", type=WholeNumber(0), default=0, show_default=True, help="Bỏ qua bấy nhiêu tài liệu đầu.")
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    show_default=True,
    help="Xếp theo độ khớp, mới nhất hay cũ nhất trước.",
)
@click.option("--from", "from_day", type=Day("parse_from"), help="Từ ngày này: 2023, 2023-12, 2023-12-12, 12/12/2023.")
@click.option("--to", "to_day", type=Day("parse_to"), help="Đến hết ngày này.")
@click.option("--kind", type=click.Choice(["article", "brief"]), help="Chỉ bài (article) hoặc tin vắn (brief).")
@value_options
@click.option("--exact", is_flag=True, help="Dấu phải đúng như đã gõ.")
@click.option("--explain", is_flag=True, help="Cho biết vì sao mỗi tài liệu khớp.")
@click.option("--format", "form", type=click.Choice(["text", "json", "jsonl", "csv"]), help="Dạng in; mặc định text.")
@click.option(
    "--batch",
    type=QueryFile(),
    help="Tệp (hoặc -) mỗi dòng một câu tìm; trả lời mỗi câu một dòng JSON.",
)
@click.pass_context
def query_command(
    context: click.Context,
    /,
    words: tuple[str, ...],
    form: str | None,
    batch: BinaryIO | None,
    **options: Any,
) -> None:
    """Tìm tài liệu và in ra tài liệu khớp nhất trước.

    \b
    chi bộ            tài liệu có cả hai từ, viết dấu thế nào cũng được
    "chi bộ"          cả cụm, hai từ liền nhau
    chi bộ -xã        không có từ xã
    sầu riêng OR mít  một trong hai
    đảng*             mọi từ bắt đầu bằng đảng
    tieude:"lễ hội"   trong tựa đề
    tacgia:ngân       theo tác giả; nguon:HGO theo nguồn; chuyenmuc:"thời sự"; loai:tin hay loai:bai
    ngay:2024-12      trong tháng ấy; tu:09/12/2024 từ ngày, den:2024 đến hết năm

    Câu tìm bắt đầu bằng dấu trừ thì đặt sau --: timbao query -- "-xã tỉnh"
    """
    if batch is not None:
        if words:
            raise click.UsageError("chọn một trong hai: câu tìm trên dòng lệnh, hoặc --batch.")
        if form not in (None, "jsonl"):
            raise click.UsageError(f"--batch chỉ trả lời ở dạng jsonl, không có dạng {form}.")
    elif not words and not any(options[name] for name in FILTERS):
        raise click.UsageError('thiếu câu tìm, chẳng hạn: timbao query "chi bộ"')
    from search import SearchRequest

    request = SearchRequest(" ".join(words), **options)
    searcher = opened(context.obj)
    try:
        if batch is not None:
            answer_batch(searcher, batch, request)
        else:
            answer(searcher, request, form or "text")
    finally:
        searcher.close()


def answer(searcher: Searcher, request: SearchRequest, form: str) -> None:
    """One search, printed in the form asked for."""
    results = searcher.search(request)
    if form == "text":
        style, width = Style(wants_style(sys.stdout)), text_width(sys.stdout)
        from terminal.results import result_lines

        print_lines(result_lines(results, offset=request.offset, style=style, width=width, explain=request.explain))
        return
    from search.payload import CSV_COLUMNS, csv_row, results_payload

    if form == "csv":
        import csv

        rows = csv.writer(sys.stdout, lineterminator="\n")
        rows.writerow(CSV_COLUMNS)
        rows.writerows(csv_row(hit) for hit in results.hits)
    else:
        print(json_line(results_payload(results)))


def answer_batch(searcher: Searcher, queries: BinaryIO, request: SearchRequest) -> None:
    """A line of JSON for every line of ``queries``, an empty one too, each sent off before the next is read.

    So another program can keep this one open, and ask and read in turn.
    """
    from search.payload import results_payload

    for line in queries:
        text = line.decode("utf-8", "replace").rstrip("\r\n").removeprefix("\ufeff")
        print(json_line(results_payload(searcher.search(replace(request, text=text)))), flush=True)


@timbao.command("show", short_help="In trọn một tài liệu.")
@click.argument("id", metavar="MÃ", type=TEXT)
@FORMAT
@click.pass_context
def show_command(context: click.Context, id: str, form: str) -> None:
    """In trọn tài liệu mang mã MÃ, cả những trường không dùng để tìm.

    Dạng json là một dòng JSON Lines, lập chỉ mục lại được.
    """
    from terminal.document import document_lines

    searcher = opened(context.obj)
    stored = searcher.get(id)
    searcher.close()
    if stored is None:
        raise click.ClickException(
            f"không có tài liệu nào mang mã “{one_line(id)}”; mã của mỗi tài liệu có trong kết quả của: timbao query"
        )
    if form == "json":
        print(json_line(stored.document.to_json()))
    else:
        style, width = Style(wants_style(sys.stdout)), text_width(sys.stdout)
        print_lines(document_lines(stored, style=style, width=width))


@timbao.command("serve", short_help="Mở trang web để tìm.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ĐỊA_CHỈ", help="Địa chỉ để lắng nghe.")
@click.option("--port", type=WholeNumber(0, 65535), default=8000, show_default=True, help="Cổng.")
@click.option(
    "--requests-per-minute",
    type=WholeNumber(0),
    default=600,
    show_default=True,
    help="Mỗi máy được hỏi bấy nhiêu lần một phút; 0 là không giới hạn.",
)
@click.option(
    "--trusted-proxy",
    metavar="ĐỊA_CHỈ",
    help="Địa chỉ proxy đứng trước máy chủ này; chỉ tin X-Forwarded-For do nó gửi.",
)
@click.pass_context
def serve_command(
    context: click.Context, host: str, port: int, requests_per_minute: int, trusted_proxy: str | None
) -> None:
    """Mở trang web để tìm, cho đến khi bấm Ctrl+C.

    Địa chỉ mặc định chỉ mở cho máy này; --host 0.0.0.0 mở cho mọi máy trong mạng.
    """
    from web import serve

    searcher = opened(context.obj)
    try:
        serve(
            searcher,
            host,
            port,
            requests_per_minute=requests_per_minute or None,
            trusted_proxy=trusted_proxy,
            on_ready=lambda url: tell([f"Tìm Báo đang mở ở {url} (bấm Ctrl+C để dừng)"]),
        )
    finally:
        searcher.close()


@timbao.command("info", short_help="Cho biết chỉ mục có gì.")
@FORMAT
@click.pass_context
def info_command(context: click.Context, form: str) -> None:
    """Cho biết chỉ mục có bao nhiêu tài liệu, từ đâu, dựng lúc nào và bằng gì."""
    from terminal.archive import archive_json, archive_lines

    searcher = opened(context.obj)
    stats = searcher.stats()
    searcher.close()
    if form == "json":
        print(json_line(archive_json(stats, context.obj)))
    else:
        print_lines(archive_lines(stats, context.obj, style=Style(wants_style(sys.stdout))))


@timbao.command("analyze", short_help="Cho xem một đoạn chữ được tách thành từ ra sao.")
@click.argument("words", metavar="ĐOẠN_CHỮ", nargs=-1, required=True, type=TEXT)
@FORMAT
def analyze_command(words: tuple[str, ...], form: str) -> None:
    """Cho xem các từ mà chỉ mục tách được từ ĐOẠN_CHỮ, ở từng mức: đúng dấu, bỏ dấu, và từng cặp đứng liền nhau."""
    from index.analysis import analyze, bigrams
    from terminal.token_table import token_lines, token_values

    text = " ".join(words)
    tokens = analyze(text)
    pairs = bigrams(tokens)
    if form == "json":
        print(json_line(token_values(tokens, pairs)))
    else:
        style, width = Style(wants_style(sys.stdout)), text_width(sys.stdout)
        print_lines(token_lines(text, tokens, pairs, style=style, width=width))


def opened(index_dir: Path) -> Searcher:
    """A searcher over the index; what of it could not be read is told."""
    from search import open_searcher

    searcher = open_searcher(index_dir)
    tell(f"Chú ý: {sentence}" for sentence in searcher.damage())
    return searcher


@contextmanager
def interruptible_indexing() -> Iterator[None]:
    """Says what Ctrl+C leaves behind while an index is being written."""
    try:
        yield
    except KeyboardInterrupt:
        raise click.ClickException("đã dừng theo yêu cầu; chỉ mục còn nguyên vẹn, chạy lại lệnh để làm tiếp.") from None


def print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def main() -> None:
    """The entry point of the installed program and of ``python cli.py``."""
    sys.exit(run(timbao, "timbao"))


if __name__ == "__main__":
    main()
