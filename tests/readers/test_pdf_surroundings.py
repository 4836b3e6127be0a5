"""PDFs are read wherever Python runs: unguarded scripts, notebooks, daemons, forks; and no child is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest

from pdf_samples import a_pdf, form_bomb

READ = """
import sys
from pathlib import Path
import themetag
from themetag.readers.pdf import shared_reader

def texts(name):
    return [s.text for s in themetag.read(Path(name)).sentences]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.pdf").write_bytes(a_pdf("Plans are good.\nVisits are late."))
    (tmp_path / "b.pdf").write_bytes(a_pdf("Staff stay."))
    return tmp_path


def run(folder: Path, code: str, *, timeout: float = 120) -> str:
    """Run a script of the folder in a process of its own, and return what it printed."""
    script = folder / "script.py"
    script.write_text(READ + textwrap.dedent(code))
    done = subprocess.run(
        [sys.executable, script], cwd=folder, capture_output=True, text=True, timeout=timeout, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def gone(pid: int) -> bool:
    """Wait until a process is gone; False after 30 seconds."""
    for _ in range(300):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.1)
    return False


def test_an_unguarded_script_reads_pdfs(folder: Path) -> None:
    """A script without `if __name__ == "__main__"` reads PDFs: the child does not run it again."""
    out = run(folder, 'print("start")\nprint(texts("a.pdf"), texts("b.pdf"))')
    assert out.split("\n") == ["start", "['Plans are good.', 'Visits are late.'] ['Staff stay.']"]


def test_code_from_a_pipe_reads_pdfs(folder: Path) -> None:
    """Code that stands in no file, as in `python -`, reads PDFs."""
    code = READ + 'print(texts("b.pdf"))'
    done = subprocess.run([sys.executable, "-"], input=code, cwd=folder, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['Staff stay.']"


def test_a_daemonic_process_reads_pdfs(folder: Path) -> None:
    """A daemonic process may have no children of multiprocessing's; it reads PDFs all the same, and leaves none."""
    code = """
        import multiprocessing

        def work(name, pipe):
            pipe.send((texts(name), shared_reader()._child.pid))

        if __name__ == "__main__":
            context = multiprocessing.get_context("spawn")
            here, there = context.Pipe()
            process = context.Process(target=work, args=("a.pdf", there), daemon=True)
            process.start()
            print(*here.recv(), sep="|")
            process.join()
    """
    found, pid = run(folder, code).split("|")
    assert found == "['Plans are good.', 'Visits are late.']"
    assert gone(int(pid))


def test_a_notebook_reads_pdfs(folder: Path) -> None:
    """A cell of a notebook reads PDFs, in a kernel whose event loop runs."""
    nbformat = pytest.importorskip("nbformat", reason="notebooks are tested where nbclient and ipykernel are installed")
    nbclient = pytest.importorskip("nbclient", reason="notebooks are tested where nbclient and ipykernel are installed")
    pytest.importorskip("ipykernel", reason="notebooks are tested where nbclient and ipykernel are installed")
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(READ), nbformat.v4.new_code_cell('texts("a.pdf") + texts("b.pdf")')],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    data = notebook.cells[1].outputs[0]["data"]["text/plain"]
    assert data == "['Plans are good.', 'Visits are late.', 'Staff stay.']"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only where processes fork")
def test_a_fork_takes_a_child_of_its_own(folder: Path) -> None:
    """After a fork both processes read on, each with its own child, and get their own texts."""
    code = """
        import os, warnings
        warnings.simplefilter("ignore")  # Python 3.12 warns of forks beside threads; that is what is tested
        texts("a.pdf")
        mine = shared_reader()._child.pid
        process = os.fork()
        if process == 0:
            assert [texts("b.pdf") for _ in range(20)] == [["Staff stay."]] * 20
            os._exit(0 if shared_reader()._child.pid != mine else 1)
        assert [texts("a.pdf") for _ in range(20)] == [["Plans are good.", "Visits are late."]] * 20
        assert shared_reader()._child.pid == mine
        print(os.waitpid(process, 0)[1])
    """
    assert run(folder, code) == "0"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only where processes fork")
def test_a_fork_in_the_middle_of_a_document_does_not_wait(folder: Path) -> None:
    """A fork while another thread of the parent reads a PDF reads at once: it does not inherit that thread's turn."""
    (folder / "long.pdf").write_bytes(form_bomb(12, text=True))
    code = """
        import os, threading, time, warnings
        warnings.simplefilter("ignore")
        texts("a.pdf")
        reader = shared_reader()

        def stuck():
            try:
                texts("long.pdf")
            except themetag.DocumentError as e:
                print(e.status, flush=True)

        reader.time_limit = 8
        thread = threading.Thread(target=stuck)
        thread.start()
        time.sleep(1)
        process = os.fork()
        if process == 0:
            start = time.monotonic()
            found = texts("b.pdf")
            print(found, time.monotonic() - start < 6, flush=True)
            os._exit(0)
        os.waitpid(process, 0)
        thread.join()
    """
    child, parent = run(folder, code).split("\n")
    assert child == "['Staff stay.'] True"
    # Which limit the other document meets first, that of time or that of memory, is up to the machine.
    assert parent in ("timeout", "crashed")


def test_an_ordinary_end_leaves_no_child(folder: Path) -> None:
    """The child is gone when the process has ended, also where it ended with an exception."""
    assert gone(int(run(folder, 'texts("a.pdf")\nprint(shared_reader()._child.pid)')))


def test_a_killed_process_leaves_no_child(folder: Path) -> None:
    """Where the process itself is killed, its child sees the end of its input and ends too."""
    script = folder / "script.py"
    wait = "import time\ntime.sleep(600)"
    script.write_text(READ + f'texts("a.pdf")\nprint(shared_reader()._child.pid, flush=True)\n{wait}')
    with subprocess.Popen([sys.executable, script], cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        assert psutil.pid_exists(pid)
        process.send_signal(signal.SIGKILL)
    assert gone(pid)


def test_no_warning_is_left_at_the_end(folder: Path) -> None:
    """A script that never closes the reader ends without a ResourceWarning: the child and its pipes are closed."""
    script = folder / "script.py"
    script.write_text(READ + 'texts("a.pdf")')
    command = [sys.executable, "-X", "dev", "-W", "error", script]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
