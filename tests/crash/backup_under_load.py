#!/usr/bin/env python3
"""A backup taken while 64 connections write: what was acknowledged before it began is in it, and the writers do not wait for it.

    tests/crash/backup_under_load.py [--bin build/release/bin/socle] [--writers 64] [--rounds 3] [--records 20000]

The server is given some records to carry, then 64 connections create, change and delete records without a pause. Three backups are made meanwhile.
Each is restored into a new folder, and every write that was acknowledged before the request for the backup was sent must be there: created records,
changed values, deletions. Prints how long writes took outside and during the backups. Exit status 1 when anything is missing.
"""
import argparse
import http.client
import json
import multiprocessing
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

from kill9 import Server

PROCESSES = 4


def write(host, token, number, out, stop):
    """Creates, changes, deletes; lines `(when acknowledged, seconds it took, id, version or None)` for the parent. Versions of a record only grow."""
    connection = http.client.HTTPConnection(host, timeout=30)
    headers = {"Authorization": token, "Content-Type": "application/json"}
    chance = random.Random(number)
    mine = {}
    while not stop.is_set():
        choice = chance.random()
        if not mine or choice < 0.5:
            method, path, body, id, version = "POST", "", {"version": 1, "text": "x" * 200}, None, 1
        elif choice < 0.8:
            id = chance.choice(list(mine))
            version = mine[id] + 1
            method, path, body = "PATCH", f"/{id}", {"version": version}
        else:
            id = chance.choice(list(mine))
            method, path, body, version = "DELETE", f"/{id}", None, None
        begun = time.monotonic()
        connection.request(method, "/api/collections/notes/records" + path, json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        text = answer.read()
        ended = time.monotonic()
        if answer.status not in (200, 204):
            raise SystemExit(f"{method} {path}: {answer.status} {text.decode()}")
        if id is None:
            id = json.loads(text)["id"]
        if version is None:
            del mine[id]
        else:
            mine[id] = version
        out.append((ended, ended - begun, id, version))


def writers(host, token, numbers, stop, pipe):
    lists = [[] for _ in numbers]
    threads = [threading.Thread(target=write, args=(host, token, number, out, stop)) for number, out in zip(numbers, lists)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pipe.send([line for out in lists for line in out])


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000 if values else 0


def figures(name, lines, seconds):
    took = [line[1] for line in lines]
    print(f"{name:>16}: {len(took) / seconds:7.0f} writes/s, p50 {percentile(took, 0.5):6.1f} ms, p99 {percentile(took, 0.99):6.1f} ms, "
          f"longest {max(took, default=0) * 1000:6.1f} ms")


def missing(binary, folder, name, lines, begun, work):
    """What the backup lacks of the writes that were acknowledged before it began."""
    target = os.path.join(work, "restored")
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run([binary, "backup", "restore", os.path.join(folder, "backups", name), "--dir", target], check=True, stdout=subprocess.DEVNULL)
    checked = subprocess.run([binary, "backup", "verify", os.path.join(folder, "backups", name), "--dir", target, "--json"],
                             check=True, capture_output=True, text=True)
    report = json.loads(checked.stdout)
    if not report["sound"] or any(database["checksum"] != "match" for database in report["databases"]):
        yield f"{name} is not sound: {checked.stdout}"
    with sqlite3.connect(os.path.join(target, "data.db")) as database:
        present = dict(database.execute("SELECT id, version FROM notes"))
    before, after = {}, {}
    for ended, _, id, version in sorted(lines):
        (before if ended <= begun else after)[id] = version
    for id, version in before.items():
        if version is None and id in present:
            yield f"{id} was deleted before the backup and is in it"
        elif version is not None and id not in present and after.get(id, 0) is not None:
            yield f"{id} is not in the backup"
        elif version is not None and id in present and present[id] < version:
            yield f"{id} has version {present[id]} and had {version}"
    print(f"{name}: {len(before)} records written before it, {len(present)} records in it")


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--bin", default="build/release/bin/socle")
    options.add_argument("--writers", type=int, default=64)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--records", type=int, default=20000, help="there before the load begins")
    args = options.parse_args()
    binary = os.path.abspath(args.bin)
    work = tempfile.mkdtemp(prefix="socle-backup-load-")
    folder = os.path.join(work, "data")
    try:
        server = Server(binary, folder)
        call = lambda *request: server.request(server.connection(), *request)
        assert call("POST", "/api/collections", {"name": "notes", "fields": [{"name": "version", "type": "number"}, {"name": "text", "type": "text"}]})[0] == 200
        connection = server.connection()
        connection.request("POST", "/api/collections/notes/import", "".join('{"version":0,"text":"%s"}\n' % ("y" * 400) for _ in range(args.records)),
                           {"Authorization": server.token, "Content-Type": "application/x-ndjson"})
        connection.getresponse().read()
        stop = multiprocessing.Event()
        pipes, processes = [], []
        for i in range(PROCESSES):
            mine, theirs = multiprocessing.Pipe(False)
            numbers = range(i, args.writers, PROCESSES)
            processes.append(multiprocessing.Process(target=writers, args=(server.host, server.token, numbers, stop, theirs)))
            pipes.append(mine)
            processes[-1].start()
        started = time.monotonic()
        time.sleep(3)
        spans = []
        for number in range(args.rounds):
            begun = time.monotonic()
            connection = http.client.HTTPConnection(server.host, timeout=300)
            connection.request("POST", "/api/backups", json.dumps({"name": f"load_{number}.zip"}),
                               {"Authorization": server.token, "Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
            assert answer.status == 204, text
            spans.append((begun, time.monotonic()))
            time.sleep(2)
        stopped = time.monotonic()
        stop.set()
        lines = [line for pipe in pipes for line in pipe.recv()]
        for process in processes:
            process.join()
        assert server.stop() == 0
        during = [line for line in lines if any(begun <= line[0] <= ended for begun, ended in spans)]
        inside = sum(ended - begun for begun, ended in spans)
        outside = [line for line in lines if not any(begun <= line[0] <= ended for begun, ended in spans)]
        figures("without a backup", outside, stopped - started - inside)
        figures("during a backup", during, inside)
        print(f"backups took {', '.join(f'{ended - begun:.2f} s' for begun, ended in spans)}")
        found = []
        for number, (begun, _) in enumerate(spans):
            found += list(missing(binary, folder, f"load_{number}.zip", lines, begun, work))
        for line in found[:20]:
            print(line)
        print(f"backup under {args.writers} writers: {len(found)} acknowledged writes are missing")
        return 1 if found else 0
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
