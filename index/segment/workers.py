"""Processes that analyse batches of documents beside the one that writes the index.

Analysis is most of the work of indexing and needs nothing but the texts. Each worker is forked with one pipe; it ends when
its pipe is closed, so that none outlives the writer, however that ends.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import queue
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any

from index.segment.batches import Batch, BatchEncoder, EncodedBatch

MOST_WORKERS = 4
"""More would wait for the one process that sorts and writes."""

MOST_WAITING = 24
"""Batches a worker may hold, done or not: it goes on for some seconds while the writer sorts and writes a segment."""


SWITCH_S = 0.0005
"""Seconds after which a worker's analysis lets its other threads in; Python's own 0.005 is long for a pipe of 64 KB."""


class WorkerLost(OSError):
    """A worker ended before its work was done: killed, or out of memory."""


def usable_workers() -> int:
    """How many workers this process may keep busy: one a processor, none when there is but one."""
    processors = len(os.sched_getaffinity(0))
    return min(processors, MOST_WORKERS) if processors > 1 else 0


class EncoderWorkers:
    """Analyses batches in other processes; results come back in the order the batches went out.

    Nothing is started before the first ``submit``. ``terms`` gives the vocabulary of each worker, exact and folded terms by
    number, as far as results have told of it.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._pipes: list[Connection] = []
        self._processes: list[Any] = []
        self._under_way: deque[int] = deque()
        """The workers whose results are to come, in order."""
        self._turn = 0
        self.terms: list[list[tuple[str, str]]] = [[("", "")] for _ in range(count)]

    @property
    def are_started(self) -> bool:
        """True once a batch was handed out."""
        return bool(self._pipes)

    def submit(self, batch: Batch) -> Iterator[tuple[int, EncodedBatch]]:
        """Hands out a batch; yields results that had to be taken to make room, each with its worker's number.

        Raises what a worker's analysis raised, and WorkerLost.
        """
        self._start()
        worker, self._turn = self._turn, (self._turn + 1) % self._count
        while self._under_way.count(worker) >= MOST_WAITING:
            yield self._receive()
        try:
            self._pipes[worker].send(batch)
        except OSError as error:
            raise WorkerLost("một tiến trình phân tích văn bản đã dừng giữa chừng; hãy chạy lại lệnh này") from error
        self._under_way.append(worker)

    def drain(self) -> Iterator[tuple[int, EncodedBatch]]:
        """Yields all results still to come."""
        while self._under_way:
            yield self._receive()

    def close(self) -> None:
        """Ends the workers; what they had under way is lost."""
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.kill()
            process.join()
        self._pipes, self._processes = [], []
        self._under_way.clear()

    def _start(self) -> None:
        fork = multiprocessing.get_context("fork")
        while len(self._pipes) < self._count:
            ours, theirs = fork.Pipe()
            process = fork.Process(target=_work, args=(theirs,), daemon=True)
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)

    def _receive(self) -> tuple[int, EncodedBatch]:
        worker = self._under_way.popleft()
        try:
            result = self._pipes[worker].recv()
        except (EOFError, OSError) as error:
            raise WorkerLost("một tiến trình phân tích văn bản đã dừng giữa chừng; hãy chạy lại lệnh này") from error
        if isinstance(result, Exception):
            raise result
        self.terms[worker] += result.new_terms
        return worker, result


def _work(pipe: Connection) -> None:
    """A worker's life: batches in, results out, until the pipe is closed."""
    # The writer decides what an interrupt means. What else was open here, its lock above all, is the writer's alone.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Nothing here refers to itself but what stays; looking for that takes a twentieth of the time.
    gc.disable()
    # The threads that read and send need the interpreter for microseconds, and the writer waits for them meanwhile.
    sys.setswitchinterval(SWITCH_S)
    os.closerange(3, pipe.fileno())
    os.closerange(pipe.fileno() + 1, os.sysconf("SC_OPEN_MAX"))
    waiting: queue.SimpleQueue[Batch] = queue.SimpleQueue()
    done: queue.SimpleQueue[EncodedBatch | Exception] = queue.SimpleQueue()
    # Batches are read and results sent beside the work: else both sides could wait to be read, or the work for the writer.
    threading.Thread(target=_read, args=(pipe, waiting), daemon=True).start()
    threading.Thread(target=_send, args=(pipe, done), daemon=True).start()
    encoder = BatchEncoder()
    while True:
        try:
            done.put(encoder.encode(waiting.get()))
        except Exception as error:  # told to the writer, whose failure it is
            done.put(error)


def _read(pipe: Connection, waiting: queue.SimpleQueue[Batch]) -> None:
    try:
        while True:
            waiting.put(pipe.recv())
    except (EOFError, OSError):
        # Nobody is left to work for.
        os._exit(0)


def _send(pipe: Connection, done: queue.SimpleQueue[EncodedBatch | Exception]) -> None:
    try:
        while True:
            pipe.send(done.get())
    except OSError:
        os._exit(0)
