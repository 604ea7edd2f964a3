#!/usr/bin/env python3
"""Load and latency of the server, side by side with a PocketBase binary in the same run.

    tests/bench/compare.py --peer PATH_TO_POCKETBASE [--bin build/release/bin/socle] [--seconds 5] [--connections 64] [--json FILE]

Needs wrk (Debian package). For each server on a fresh folder: view one record, list 30, create at N connections; prints requests/s,
p50/p99 latency and server CPU per request, idle memory, and the ratios. Everything runs on loopback.
"""
import argparse
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

EMAIL, PASSWORD = "root@example.com", "correct-horse-battery"
TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Subject:
    """One server under load: `socle` or the peer; both have the same command words."""

    def __init__(self, name, binary, work):
        self.name, self.port = name, free_port()
        folder = os.path.join(work, name)
        subprocess.run([binary, "superuser", "upsert", EMAIL, PASSWORD, "--dir", folder], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        started = time.monotonic()
        self.process = subprocess.Popen([binary, "serve", "--dir", folder, "--http", f"127.0.0.1:{self.port}"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while True:
            try:
                self.call("GET", "/api/health")
                break
            except OSError:
                time.sleep(0.002)
        self.start_ms = (time.monotonic() - started) * 1000
        time.sleep(1)
        self.idle_mb = self.memory_mb()
        status, answer = self.call("POST", "/api/collections/_superusers/auth-with-password",
                                   {"identity": EMAIL, "password": PASSWORD})
        assert status == 200, answer
        self.token = answer["token"]

    def call(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Content-Type": "application/json"}
        if getattr(self, "token", None):
            headers["Authorization"] = self.token
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else None

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory_mb(self):
        with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def prepare(self):
        fields = [{"name": "title", "type": "text"}, {"name": "views", "type": "number"}, {"name": "body", "type": "text"},
                  {"name": "tags", "type": "select", "values": ["a", "b", "c"], "maxSelect": 3},
                  {"name": "created", "type": "autodate", "onCreate": True}]
        rules = {"listRule": "", "viewRule": "", "createRule": ""}
        status, answer = self.call("POST", "/api/collections", {"name": "posts", "type": "base", "fields": fields, **rules})
        assert status == 200, answer
        ids = []
        for number in range(1000):
            status, record = self.call("POST", "/api/collections/posts/records", {
                "title": f"Post {number}", "views": number, "body": "lorem ipsum " * 8, "tags": ["a", "c"]})
            assert status == 200, record
            ids.append(record["id"])
        self.record = ids[500]

    def load(self, script, path, seconds, connections):
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
        if script:
            command += ["-s", script]
        cpu = self.cpu_seconds()
        text = subprocess.run(command + [f"http://127.0.0.1:{self.port}{path}"], check=True, capture_output=True, text=True).stdout
        cpu = self.cpu_seconds() - cpu
        requests = int(re.search(r"(\d+) requests in", text).group(1))
        errors = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
        latency = {key: value for key, value in re.findall(r"\s(50|99)%\s+(\S+)", text)}
        return {"rps": float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)), "cpu_us": cpu / max(requests, 1) * 1e6,
                "p50": latency.get("50"), "p99": latency.get("99"), "errors": int(errors.group(1)) if errors else 0}

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--peer", required=True)
    options.add_argument("--bin", default="build/release/bin/socle")
    options.add_argument("--seconds", type=int, default=5)
    options.add_argument("--connections", type=int, default=64)
    options.add_argument("--json")
    args = options.parse_args()

    work = tempfile.mkdtemp(prefix="socle-bench-")
    script = os.path.join(work, "create.lua")
    with open(script, "w", encoding="ascii") as lua:
        lua.write('wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
                  'wrk.body = \'{"title":"New","views":3,"body":"lorem ipsum lorem ipsum","tags":["b"]}\'\n')
    results = {}
    try:
        for name, binary in (("socle", args.bin), ("pocketbase", args.peer)):
            subject = Subject(name, binary, work)
            try:
                subject.prepare()
                cases = {"view": (None, f"/api/collections/posts/records/{subject.record}"),
                         "list30": (None, "/api/collections/posts/records?perPage=30"),
                         "filter": (None, "/api/collections/posts/records?perPage=30&filter=views%3E500%26%26title~%225%22&sort=-views"),
                         "create": (script, "/api/collections/posts/records")}
                results[name] = {case: subject.load(how, path, args.seconds, args.connections)
                                 for case, (how, path) in cases.items()}
                results[name]["start_ms"], results[name]["idle_mb"] = subject.start_ms, subject.idle_mb
                results[name]["loaded_mb"] = subject.memory_mb()
            finally:
                subject.stop()
    finally:
        shutil.rmtree(work, ignore_errors=True)

    ours, theirs = results["socle"], results["pocketbase"]
    print(f"{'':8} {'socle req/s':>12} {'peer req/s':>12} {'ratio':>6} {'socle µs CPU':>13} {'peer µs CPU':>12} {'ratio':>6}"
          f" {'socle p99':>10} {'peer p99':>10} errors")
    for case in ("view", "list30", "filter", "create"):
        a, b = ours[case], theirs[case]
        print(f"{case:8} {a['rps']:12.0f} {b['rps']:12.0f} {a['rps'] / b['rps']:6.1f} {a['cpu_us']:13.1f} {b['cpu_us']:12.1f}"
              f" {b['cpu_us'] / max(a['cpu_us'], 0.01):6.1f} {a['p99']:>10} {b['p99']:>10} {a['errors']}/{b['errors']}")
    print(f"start {ours['start_ms']:.0f} / {theirs['start_ms']:.0f} ms, idle {ours['idle_mb']:.1f} / {theirs['idle_mb']:.1f} MB,"
          f" after the load {ours['loaded_mb']:.1f} / {theirs['loaded_mb']:.1f} MB")
    if args.json:
        with open(args.json, "w", encoding="ascii") as out:
            json.dump(results, out, indent=1)
    return 0 if all(ours[case]["errors"] == 0 for case in ("view", "list30", "filter", "create")) else 1


if __name__ == "__main__":
    sys.exit(main())
