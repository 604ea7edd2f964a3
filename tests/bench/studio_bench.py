#!/usr/bin/env python3
"""P1 to P22 of the studio by name, beside their budgets (studio_budgets.json).

    tests/bench/studio_bench.py [--build build/release] [--only P4,P5] [--rows 1048576] [--json FILE]

Runs studio_browser_bench, studio_transfer_bench, studio_shell_bench and studio_stream_bench (ninja with these names) and starts
socle-studio itself for P1, P2, P21, P22 and the memory of Home (P10). Exit status 1 when a figure is above its budget x 1.3; figures
without a budget are printed alone. P13 has a rate as its budget and is judged by studio_transfer_bench. P16 waits for the schema map.
"""
import argparse
import contextlib
import json
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOLERANCE = 1.3
LINE = re.compile(r"^(?P<name>\S.*?)\s{2,}(?P<value>-?\d+\.\d+) (?P<unit>\S+)(?P<rest>.*)$")


class Results:
    def __init__(self, wanted):
        self.budgets = json.load(open(os.path.join(HERE, "studio_budgets.json"), encoding="utf-8"))
        self.wanted = wanted
        self.rows = []

    def wants(self, *numbers):
        return not self.wanted or any(number in self.wanted for number in numbers)

    def add(self, name, value, unit, was_missed=False):
        budget = self.budgets.get(name)
        missed = was_missed or (budget is not None and value > budget * TOLERANCE)
        self.rows.append({"name": name, "value": value, "unit": unit, "budget": budget, "missed": missed})
        told = "" if budget is None else f"  budget {budget:8g}  {'MISSED' if missed else 'near' if value > budget else 'ok'}"
        print(f"{name:<58} {value:10.2f} {unit:<4}{told}", flush=True)

    def read(self, text):
        for line in text.splitlines():
            found = LINE.match(line)
            if found and found["name"].startswith("P"):
                self.add(found["name"], float(found["value"]), found["unit"], "MISSED" in found["rest"])


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def run_bench(results, build, server, program, *arguments):
    path = os.path.join(build, "bin", program)
    if not os.path.exists(path):
        print(f"{program} is not built: ninja -C {build} {program}", file=sys.stderr)
        return 1
    run = subprocess.run([path, "--server", server, *arguments], stdout=subprocess.PIPE, text=True,
                         errors="replace", check=False)
    results.read(run.stdout)
    if run.returncode not in (0, 1):
        print(f"{program} ended with {run.returncode}", file=sys.stderr)
        return 1
    return 0


class Studio:
    """socle-studio on a workspace, its start-up marks, its CPU."""

    def __init__(self, build, workspace, *arguments):
        self.process = subprocess.Popen([os.path.join(build, "bin", "socle-studio"), "--startup-trace", "--workspace", workspace,
                                         *arguments], stderr=subprocess.PIPE, text=True)

    def wait_for(self, mark, patience=30):
        end = time.monotonic() + patience
        while time.monotonic() < end:
            line = self.process.stderr.readline()
            found = re.match(r"startup:\s+(\d+) ms\s+(.*)", line)
            if found and found[2] == mark:
                return float(found[1])
            if not line and self.process.poll() is not None:
                return None
        return None

    def cpu_seconds(self):
        fields = open(f"/proc/{self.process.pid}/stat", encoding="ascii").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mb(self):
        pages = int(open(f"/proc/{self.process.pid}/statm", encoding="ascii").read().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.process.stderr.close()


def starts(results, build, folder):
    marks = []
    for _ in range(10):
        studio = Studio(build, os.path.join(folder, "empty"))
        marks.append(studio.wait_for("first paint"))
        studio.end()
    if None in marks:
        print("the studio did not paint", file=sys.stderr)
        return
    results.add("P1 start to the first paint of Home, median", statistics.median(marks), "ms")
    results.add("P1 start to the first paint of Home, p95", percentile(marks, 0.95), "ms")


def last_tab(results, build, folder):
    """The sample's books as the last tab. Stricter than P2: the server starts with the studio."""
    workspace, project = os.path.join(folder, "last"), os.path.join(folder, "Bookshop")
    subprocess.run([os.path.join(build, "bin", "socle-studio"), "--make-sample", project, "--rows", "small", "--workspace", workspace],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    studio = Studio(build, workspace, project)
    studio.wait_for("first paint")
    time.sleep(3)
    studio.end()
    with contextlib.closing(sqlite3.connect(os.path.join(workspace, "workspace.db"))) as state, state:
        connection, window = state.execute("SELECT connection, value FROM state WHERE key = 'window'").fetchone()
        window = json.loads(window)
        window["tabs"] = [{"preview": False, "state": {},
                           "target": {"view": "data", "collection": "books", "record": "", "arguments": {}}}]
        state.execute("UPDATE state SET value = ? WHERE connection = ? AND key = 'window'", (json.dumps(window), connection))
    marks = []
    for _ in range(5):
        studio = Studio(build, workspace)
        marks.append(studio.wait_for("rows visible"))
        studio.end()
    if None in marks:
        print("no rows came", file=sys.stderr)
        return
    results.add("P2 start to rows of the last tab, median", statistics.median(marks), "ms")


def idle(results, build, folder):
    studio = Studio(build, os.path.join(folder, "idle"))
    studio.wait_for("first paint")
    time.sleep(3)
    results.add("P10 memory of Home", studio.resident_mb(), "MB")
    before, begin = studio.cpu_seconds(), time.monotonic()
    time.sleep(20)
    results.add("P21 CPU of an idle window", (studio.cpu_seconds() - before) / (time.monotonic() - begin) * 100, "%")
    studio.end()


def size(results, build, folder):
    copy = os.path.join(folder, "stripped")
    shutil.copy(os.path.join(build, "bin", "socle-studio"), copy)
    subprocess.run(["strip", copy], check=True)
    results.add("P22 program and assets, stripped", os.path.getsize(copy) / 1e6, "MB")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build/release", help="build folder with bin/socle and bin/socle-studio")
    parser.add_argument("--server", help="the program socle; default: that of the build")
    parser.add_argument("--only", help="P4,P5: only the programs that measure these")
    parser.add_argument("--rows", type=int, default=1_048_576)
    parser.add_argument("--json", nargs="?", const="-", help="figures as JSON into this file, or on stdout at the end")
    options = parser.parse_args()
    build = os.path.abspath(options.build)
    server = os.path.abspath(options.server or os.path.join(build, "bin", "socle"))
    results = Results(options.only.split(",") if options.only else [])
    os.environ.update(QT_QPA_PLATFORM="offscreen", DBUS_SESSION_BUS_ADDRESS="disabled:", SOCLE_BIN=server)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_RUNTIME_DIR"] = folder
        if results.wants("P1"):
            starts(results, build, folder)
        if results.wants("P2"):
            last_tab(results, build, folder)
        if results.wants("P10", "P21"):
            idle(results, build, folder)
        if results.wants("P22"):
            size(results, build, folder)
        if results.wants("P3", "P8", "P15", "P17"):
            failed += run_bench(results, build, server, "studio_shell_bench")
        if results.wants("P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11", "P12", "P18"):
            failed += run_bench(results, build, server, "studio_browser_bench", "--rows", str(options.rows))
        if results.wants("P19", "P20"):
            failed += run_bench(results, build, server, "studio_stream_bench")
        if results.wants("P13", "P14"):
            failed += run_bench(results, build, server, "studio_transfer_bench", "--rows", str(min(options.rows, 1_000_000)))
    if options.json:
        text = json.dumps(results.rows, indent=1)
        if options.json == "-":
            print(text)
        else:
            with open(options.json, "w", encoding="utf-8") as file:
                file.write(text + "\n")
    missed = [row["name"] for row in results.rows if row["missed"]]
    if missed:
        print("missed: " + "; ".join(missed), file=sys.stderr)
    return 1 if missed or failed else 0


if __name__ == "__main__":
    sys.exit(main())
