"""What the comparisons share: building pdpe, installing the peers, measuring whole processes."""

import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections import namedtuple
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
MIB = 2**20 if sys.platform == "darwin" else 2**10  # the unit of ru_maxrss differs

Run = namedtuple("Run", "seconds cpu_seconds peak")  # of a whole process; the peak in KiB, on macOS in bytes


def build_pdpe() -> Path:
    subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT, check=True)
    return TARGET / "release" / "pdpe"


def make_environment(requirements: str) -> Path:
    """A virtual environment with exactly these packages; made once, kept between runs."""
    source = HERE / requirements
    folder = TARGET / "compare" / source.stem
    python = folder / "bin" / "python"
    stamp, wanted = folder / "requirements.txt", source.read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        venv.create(folder, clear=True, with_pip=True)
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, "-r", source], check=True)
        stamp.write_text(wanted)
    return python


def measure(out: Path, command: list) -> Run:
    out.unlink(missing_ok=True)
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen([str(c) for c in command], stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            text = said.read().decode(errors="replace")
            sys.exit(f"{' '.join(process.args)}\nexit status {process.returncode}\n{text}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def memory(peak: int) -> str:
    """A child starts with this process's peak, so nothing below that can be seen."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return f"under {own / MIB:.0f}" if peak <= own else f"{peak / MIB:.0f}"


def alternate(programs: dict, runs: int) -> dict:
    """The runs of each program by name, in turns, after one of each to warm up."""
    for out, command in programs.values():
        measure(out, command)
    results = {name: [] for name in programs}
    for _ in range(runs):
        for name, (out, command) in programs.items():
            results[name].append(measure(out, command))
    return results


def print_table(title: str, results: dict, peers: list) -> None:
    """The medians as Markdown, with their ratios to those of these peers."""
    medians = {name: statistics.median(run.seconds for run in runs) for name, runs in results.items()}
    runs = len(next(iter(results.values())))
    peers = [name for name in peers if name in medians]
    heads = ["median s", *(f"to {name}" for name in peers), "fastest s", "CPU s", "peak MiB"]
    print(f"\n| {title} | {' | '.join(heads)} |\n|---|{'--:|' * len(heads)}")
    for name, measured in results.items():
        ratios = "".join(f"{medians[name] / medians[peer]:.3f} | " for peer in peers)
        fastest, peak = min(run.seconds for run in measured), max(run.peak for run in measured)
        cpu = statistics.median(run.cpu_seconds for run in measured)
        print(f"| {name} | {medians[name]:.3f} | {ratios}{fastest:.3f} | {cpu:.3f} | {memory(peak)} |")
    print(f"\n{runs} alternating runs after one to warm up.", flush=True)


def describe_machine(python: Path, modules: dict) -> None:
    """The processor and the versions of the peers: the name of each by its module."""
    cpu = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        cpu = next((x.split(":", 1)[1].strip() for x in lines if x.startswith("model name")), cpu)
    versions = ", ".join(f"{name} {{{module}.__version__}}" for module, name in modules.items())
    print(f"{cpu}, {os.cpu_count()} cores", flush=True)
    subprocess.run([python, "-c", f"import {', '.join(modules)}; print(f{versions!r})"], check=True)
