"""The child process that reads PDFs: limits, restarts, threads, forks, interrupts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from pdf_samples import a_pdf, form_bomb
from themetag.errors import DocumentError, Status
from themetag.readers import pdf
from themetag.readers.pdf import PdfReader
from themetag.readers.pdf_worker import read_pdf

WORKERS = Path(__file__).parent / "workers"
PLANS = a_pdf("Plans are good.")


@pytest.fixture
def reader() -> Iterator[PdfReader]:
    with PdfReader() as reader:
        yield reader


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let readers start another worker than theirs: one of the folder `workers`."""

    def use(name: str) -> None:
        monkeypatch.setattr(pdf, "_WORKER", name)
        monkeypatch.setenv("PYTHONPATH", str(WORKERS))

    return use


def child_of(reader: PdfReader) -> int:
    assert reader._child is not None
    return reader._child.pid


def status_of(reader: PdfReader, data: bytes) -> Status:
    with pytest.raises(DocumentError, match=r"^x\.pdf cannot be read: ") as caught:
        reader.read(data, "x.pdf")
    return caught.value.status


def read(reader: PdfReader, data: bytes = PLANS) -> str:
    return reader.read(data, "x.pdf").text


def test_one_child_serves_a_batch(reader: PdfReader) -> None:
    """The child is started for the first document and serves those after it."""
    assert reader._child is None
    read(reader)
    first = child_of(reader)
    status_of(reader, b"%PDF-")
    assert read(reader) == "Plans are good."
    assert child_of(reader) == first


def test_a_pdf_that_takes_for_ever_is_stopped() -> None:
    """A PDF of 3,000 bytes that keeps PDFium busy for hours costs its time limit; the next one is read."""
    bomb = form_bomb(12, text=True)
    assert len(bomb) < 4_000
    with PdfReader(time_limit=2) as reader:
        start = time.monotonic()
        assert status_of(reader, bomb) is Status.TIMEOUT
        assert 2 <= time.monotonic() - start < 30
        assert read(reader) == "Plans are good."


def test_a_pdf_that_takes_all_memory_is_stopped() -> None:
    """A PDF that makes PDFium ask for memory without end kills its child only; the next one is read."""
    with PdfReader(memory_limit=150_000_000) as reader:
        read(reader)
        first = child_of(reader)
        assert status_of(reader, form_bomb(9, text=False)) is Status.CRASHED
        assert read(reader) == "Plans are good."
        assert child_of(reader) != first


def test_a_file_that_does_not_fit_into_memory_is_its_own_fault() -> None:
    """A request that is larger than the child's memory is the status `crashed`, and the next one is read."""
    with PdfReader(memory_limit=150_000_000) as reader:
        assert status_of(reader, PLANS + bytes(150_000_000)) is Status.CRASHED
        assert read(reader) == "Plans are good."


@pytest.mark.parametrize("name", ["stalling_pdf_worker", "deaf_pdf_worker"])
def test_a_child_that_hangs_is_killed(worker: Callable[[str], None], name: str) -> None:
    """Whether it does not answer or does not even listen: the child is gone when its time is over."""
    worker(name)
    with PdfReader(time_limit=1) as reader:
        with pytest.raises(DocumentError, match=r"x\.pdf cannot be read: the reader was stopped after 1 seconds"):
            reader.read(PLANS + bytes(1_000_000), "x.pdf")
        assert reader._child is None
    assert not [p for p in psutil.Process().children() if name in " ".join(p.cmdline())]


def test_half_an_answer_is_none(worker: Callable[[str], None]) -> None:
    """A child that dies in the middle of its answer has crashed; nothing of the half is used."""
    worker("cutting_pdf_worker")
    with PdfReader() as reader:
        assert status_of(reader, PLANS) is Status.CRASHED


def test_a_worker_that_cannot_start_is_a_crash(worker: Callable[[str], None]) -> None:
    """Where the child cannot even start, the document has the status `crashed` and nothing hangs."""
    worker("no_such_pdf_worker")
    with PdfReader() as reader:
        assert status_of(reader, PLANS) is Status.CRASHED


def test_a_killed_child_is_replaced(reader: PdfReader) -> None:
    """A child that somebody killed between two documents costs none of them."""
    read(reader)
    first = child_of(reader)
    os.kill(first, signal.SIGKILL)
    assert reader._child is not None
    reader._child.wait()
    assert read(reader) == "Plans are good."
    assert child_of(reader) != first


def test_a_child_killed_at_work_costs_its_document(worker: Callable[[str], None]) -> None:
    """A child that is killed while it reads, as by the system's out-of-memory killer, costs that document."""
    worker("stalling_pdf_worker")
    with PdfReader() as reader:
        killer = threading.Timer(1, lambda: os.kill(child_of(reader), signal.SIGKILL))
        killer.start()
        assert status_of(reader, PLANS) is Status.CRASHED
        killer.join()


def test_a_child_is_replaced_after_so_many_documents(reader: PdfReader, monkeypatch: pytest.MonkeyPatch) -> None:
    """After RECYCLE documents a fresh child is taken, so that no leak of PDFium's grows."""
    monkeypatch.setattr(pdf, "RECYCLE", 3)
    children = []
    for _ in range(7):
        before = reader._child
        read(reader)
        children.append(child_of(reader) if reader._child else before.pid if before else 0)
    assert len(set(children)) == 3
    assert [children.count(pid) for pid in dict.fromkeys(children)] == [3, 3, 1]


def test_a_closed_reader_can_be_used_again(reader: PdfReader) -> None:
    """Closing ends the child; the next document starts another."""
    read(reader)
    first = psutil.Process(child_of(reader))
    reader.close()
    assert not first.is_running()
    reader.close()
    assert read(reader) == "Plans are good."


def test_threads_share_a_reader(reader: PdfReader) -> None:
    """Threads take turns: each gets the text of its own documents, from one child."""
    texts: dict[int, list[str]] = {}

    def work(number: int) -> None:
        texts[number] = [read(reader, a_pdf(f"Thread {number}, document {i}.")) for i in range(20)]

    threads = [threading.Thread(target=work, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == {n: [f"Thread {n}, document {i}." for i in range(20)] for n in range(3)}
    assert len([p for p in psutil.Process().children() if "pdf_worker" in " ".join(p.cmdline())]) <= 2


def test_an_interrupt_leaves_no_answer_behind(worker: Callable[[str], None]) -> None:
    """Ctrl-C, or a notebook's interrupt, in the middle of a document: the next document gets its own text.

    The child would else finish the first one, and its answer could be taken for the second's; so it is killed.
    """
    worker("slow_pdf_worker")
    with PdfReader() as reader:
        assert reader.read(b"first", "x.pdf").text == "first"
        before = signal.signal(signal.SIGALRM, signal.default_int_handler)
        signal.setitimer(signal.ITIMER_REAL, 0.5)
        try:
            with pytest.raises(KeyboardInterrupt):  # noqa: PT012  the alarm may come a moment late
                reader.read(b"slow", "x.pdf")
                time.sleep(5)
        finally:
            signal.signal(signal.SIGALRM, before)
        assert reader._child is None
        assert [reader.read(b"quick %d" % i, "x.pdf").text for i in range(3)] == ["quick 0", "quick 1", "quick 2"]


def test_the_working_directory_is_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files called json.py or pypdfium2.py beside the reports are not run, whatever PYTHONPATH says of the folder."""
    for name in ("json", "pypdfium2", "themetag", "resource", "io"):
        (tmp_path / f"{name}.py").write_text("open('imported', 'w').close()\n")
    monkeypatch.chdir(tmp_path)
    for path in ("", ".", os.pathsep, f".{os.pathsep}{WORKERS}{os.pathsep}"):
        monkeypatch.setenv("PYTHONPATH", path)
        with PdfReader() as reader:
            assert read(reader) == "Plans are good."
    assert not (tmp_path / "imported").exists()


def test_the_child_takes_no_more_of_the_library_than_it_needs() -> None:
    """The child imports its own module and PDFium; neither numpy nor the parser, which would cost time and memory."""
    code = (
        "import io, sys, themetag.readers.pdf_worker as w\n"
        "w.serve(io.BytesIO(), io.BytesIO(), 1.0)\n"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in ('themetag', 'numpy', 'sentencex', 'typer')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['themetag', 'themetag.readers', 'themetag.readers.pdf_worker']"


def test_lower_limits_of_the_system_are_kept() -> None:
    """Where the system gives a process less memory or time than we would take, documents are read all the same."""
    code = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_AS, (700_000_000, 700_000_000))\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (30, 30))\n"
        "from themetag.readers.pdf import PdfReader\n"
        "with PdfReader() as reader: print(reader.read(sys.stdin.buffer.read(), 'x.pdf').text)"
    )
    done = subprocess.run([sys.executable, "-c", code], input=PLANS, capture_output=True, check=True)
    assert done.stdout.decode().strip() == "Plans are good."


def test_the_reader_does_not_need_the_child() -> None:
    """What the child does with a PDF is one function, which gives the same in this process."""
    answer = read_pdf(PLANS)
    assert (answer["status"], answer["pages"]) == ("ok", ["Plans are good."])


def test_a_child_that_outlives_its_parent_ends_by_itself() -> None:
    """The child has a limit of processor time of its own, so a hanging document does not outlive a killed parent."""
    code = "import themetag.readers.pdf_worker as w\nw.limit_cpu(0.1)\nwhile True: pass"
    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=120)
    assert done.returncode == -signal.SIGXCPU
