"""What a worker's process holds, asked of processes of their own."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

import dev
from tests.serving import Site

needs_glibc = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="no other C library has these settings")

# Whether 4 MiB are mapped by themselves, after 16 MiB were freed; and how many heaps two threads at once have.
ASK_MALLOC = """
import ctypes, re, threading
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]

class Mallinfo(ctypes.Structure):
    names = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
    _fields_ = [(name, ctypes.c_int) for name in names.split()]

libc.mallinfo.restype = Mallinfo
libc.free(libc.malloc(16 << 20))
before = libc.mallinfo().hblks
libc.malloc(4 << 20)
print("mapped", libc.mallinfo().hblks - before, flush=True)
meet = threading.Barrier(2)
def take():
    libc.malloc(1000)
    meet.wait()
threads = [threading.Thread(target=take) for _ in range(2)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
"""
GIVE_BACK = "from project import memory; memory.give_back()"


def answer(code: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=dev.ROOT, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


def malloc_after(code: str, environment: dict[str, str]) -> tuple[bool, int]:
    told = answer(f"{code}\n{ASK_MALLOC}", environment)
    return "mapped 1\n" in told, told.count("<heap nr")


@needs_glibc
def test_large_pieces_are_mapped_by_themselves_and_threads_share_a_heap():
    environment = {"PATH": os.environ["PATH"]}
    mapped, heaps = malloc_after("", environment)
    assert not mapped, "glibc's own way"
    assert heaps > 1, "glibc's own way"
    assert malloc_after(GIVE_BACK, environment) == (True, 1)


@needs_glibc
def test_what_the_environment_says_stays():
    mapped, heaps = malloc_after(GIVE_BACK, {"PATH": os.environ["PATH"], "MALLOC_MMAP_THRESHOLD_": str(8 << 20)})
    assert (mapped, heaps) == (False, 1)


@needs_glibc
def test_the_process_of_the_site_gives_memory_back(tmp_path: Path):
    site = Site(f"sqlite:///{tmp_path}/none/record.sqlite3", tmp_path)
    mapped, _ = malloc_after("import project.wsgi", site.environment)
    assert mapped


def test_a_process_on_sqlite_does_without_the_driver_of_postgresql(tmp_path: Path):
    site = Site(f"sqlite:///{tmp_path}/none/record.sqlite3", tmp_path)
    code = "import sys, project.wsgi, project.urls; print([name for name in sys.modules if 'psycopg' in name])"
    assert answer(code, site.environment) == "[]\n"
