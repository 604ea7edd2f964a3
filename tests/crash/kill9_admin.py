#!/usr/bin/env python3
"""Kills the server with SIGKILL during schema changes, imports, backups and restores: afterwards the old or the new state, never a mixture.

    tests/crash/kill9_admin.py [--bin build/release/bin/socle] [--rounds 40] [--only KIND] [--seed N]

Each round starts the server, begins one such change, kills it at a random moment, starts it again (sometimes killing that start, too) and looks:
the collections and their tables agree, no record is lost, an import of collections is there whole or not at all, one of records up to a chunk,
every listed backup is sound, a restored folder is wholly of one backup, a restored collection (`pick`) has schema and records of one, and
no job is left running. Exit status 1 at the first round where that is not so.
"""
import argparse
import http.client
import json
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

RECORDS = 200
EXTRAS = 60  # files beside the databases: a restore moves each by itself


def field(name, kind="text", **options):
    return {"name": name, "type": kind, "id": "f_" + name, **options}


SHAPES = [  # of the collection that the schema rounds change; `mark` keeps its values through all of them
    {"name": "shape", "fields": [field("mark"), field("one"), field("pick", "select", values=["a", "b"], maxSelect=1)], "indexes": []},
    {"name": "shape", "fields": [field("mark"), field("two", "number"), field("pick", "select", values=["a", "b"], maxSelect=2)],
     "indexes": ["CREATE INDEX `idx_two` ON `shape` (`two`, `mark`)"]},
    {"name": "shape_renamed", "fields": [field("mark"), {**field("one"), "name": "uno"}], "indexes": []},
]
SETS = [["left_a", "left_b", "left_c"], ["right_a", "right_b"]]
KINDS = ["schema", "import", "rows", "backup", "restore", "pick"]
PICKED = 300  # records of the collection that is restored by itself
CHUNK = 1000  # rows of one commit of an import of records


class Trial:
    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder
        self.sound = {}  # archives that were found sound: name and time of the last change

    def call(self, server, method, path, body=None):
        return server.request(server.connection(), method, path, body)

    def expect(self, server, method, path, body=None):
        status, answer = self.call(server, method, path, body)
        if status >= 300:
            raise SystemExit(f"{method} {path}: {status} {answer}")
        return answer

    def seed(self):
        server = Server(self.binary, self.folder)
        self.expect(server, "PATCH", "/api/settings", {"batch": {"enabled": True, "maxRequests": 1000, "timeout": 60}})
        self.shape_id = self.expect(server, "POST", "/api/collections", SHAPES[0])["id"]
        self.expect(server, "POST", "/api/collections", {"name": "state", "fields": [{"name": "number", "type": "number"}]})
        self.expect(server, "PUT", "/api/collections/import", {"collections": [{"name": name} for name in SETS[0]]})
        requests = [{"method": "POST", "url": "/api/collections/shape/records", "body": {"mark": f"m{i}", "one": "x", "pick": "a"}}
                    for i in range(RECORDS)]
        self.expect(server, "POST", "/api/batch", {"requests": requests})
        state = self.expect(server, "POST", "/api/collections/state/records", {"number": 0})
        self.expect(server, "POST", "/api/collections", {"name": "rows", "fields": [field("n", "number")]})
        self.expect(server, "POST", "/api/collections", {"name": "picked", "fields": [field("version", "number"), field("of_1")]})
        requests = [{"method": "POST", "url": "/api/collections/picked/records", "body": {"version": 1}} for _ in range(PICKED)]
        made = [answer["body"]["id"] for answer in self.expect(server, "POST", "/api/batch", {"requests": requests})]
        for number in (1, 2):
            self.expect(server, "PATCH", f"/api/collections/state/records/{state['id']}", {"number": number})
            if number == 2:  # another schema, other values, a third of the records gone
                kept = self.expect(server, "GET", "/api/collections/picked")["fields"]
                self.expect(server, "PATCH", "/api/collections/picked", {"fields": [one for one in kept if one["name"] != "of_1"] + [field("of_2")]})
                self.expect(server, "POST", "/api/batch", {"requests": [
                    {"method": "DELETE", "url": f"/api/collections/picked/records/{id}"} if i % 3 == 0 else
                    {"method": "PATCH", "url": f"/api/collections/picked/records/{id}", "body": {"version": 2}} for i, id in enumerate(made)]})
            for i in range(EXTRAS):
                with open(os.path.join(self.folder, f"extra_{i}.txt"), "w") as out:
                    out.write(str(number))
            self.expect(server, "POST", "/api/backups", {"name": f"state_{number}.zip"})
        assert server.stop() == 0

    # -- what a round begins

    def schema(self, server):
        current = self.expect(server, "GET", f"/api/collections/{self.shape_id}")
        target = random.choice(SHAPES)
        kept = [one for one in current["fields"] if one["name"] == "id"]
        self.call(server, "PATCH", f"/api/collections/{self.shape_id}", {**target, "fields": kept + target["fields"]})

    def import_(self, server):
        all_names = [item["name"] for item in self.expect(server, "GET", "/api/collections?perPage=500")["items"]]
        others = [{"name": name} for name in all_names if name.split("_")[0] not in ("left", "right") and not name.startswith("_")]
        full = [self.expect(server, "GET", f"/api/collections/{item['name']}") for item in others]
        wanted = random.choice(SETS)
        self.call(server, "PUT", "/api/collections/import",
                  {"collections": full + [{"name": name, "fields": [field("a"), field("b", "number")]} for name in wanted],
                   "deleteMissing": True})

    def rows(self, server):
        """3,500 records as one body, sometimes as a job."""
        self.call(server, "DELETE", "/api/collections/rows/truncate")
        connection = server.connection()
        body = "".join(json.dumps({"n": i}) + "\n" for i in range(3500))
        headers = {"Authorization": server.token, "Content-Type": "application/x-ndjson"}
        if random.random() < 0.5:
            headers["Prefer"] = "respond-async"
        connection.request("POST", "/api/collections/rows/import", body, headers)
        connection.getresponse().read()

    def backup(self, server):
        connection = server.connection()
        connection.request("POST", "/api/backups", json.dumps({"name": f"round_{random.randrange(10**9)}.zip"}), {
            "Authorization": server.token, "Content-Type": "application/json", **({"Prefer": "respond-async"} if random.random() < 0.5 else {})})
        connection.getresponse().read()
        time.sleep(60)  # until killed

    def pick(self, server):
        self.call(server, "POST", f"/api/socle/backups/state_{random.choice((1, 2))}.zip/restore", {"collections": ["picked"]})

    def restore(self, server):
        self.call(server, "POST", f"/api/backups/state_{random.choice((1, 2))}.zip/restore")
        time.sleep(60)  # until killed

    # -- what must hold afterwards

    def faults(self):
        with sqlite3.connect(os.path.join(self.folder, "data.db")) as database:
            verdict = database.execute("PRAGMA integrity_check").fetchone()[0]
            if verdict != "ok":
                yield f"integrity: {verdict}"
            rows = database.execute("SELECT name, fields, indexes FROM _collections WHERE type != 'view'").fetchall()
            for name, fields, indexes in rows:
                columns = {row[1] for row in database.execute(f"PRAGMA table_info(`{name}`)")}
                named = {one["name"] for one in json.loads(fields)}
                if columns != named:
                    yield f"{name} has columns {sorted(columns)} and fields {sorted(named)}"
                present = database.execute("SELECT count(*) FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL",
                                           (name,)).fetchone()[0]
                if present != len(json.loads(indexes)):
                    yield f"{name} has {present} indexes and should have {len(json.loads(indexes))}"
            names = {row[0] for row in rows}
            shape = next((name for name in names if name.startswith("shape")), None)
            marks = {row[0] for row in database.execute(f"SELECT mark FROM `{shape}`")} if shape else set()
            if len(marks) != RECORDS:
                yield f"{RECORDS - len(marks)} records of {shape} are gone"
            sides = sorted(name for name in names if name.split("_")[0] in ("left", "right"))
            if sides not in [sorted(names) for names in SETS]:
                yield f"half an import: {sides}"
            if "rows" in names:
                count = database.execute("SELECT count(*), count(DISTINCT n) FROM rows").fetchone()
                if count[0] != count[1] or (count[0] % CHUNK and count[0] != 3500):
                    yield f"part of a chunk: {count[0]} rows, {count[1]} of them different"
            versions = database.execute("SELECT version, count(*) FROM picked GROUP BY version").fetchall()
            columns = {row[1] for row in database.execute("PRAGMA table_info(picked)")} & {"of_1", "of_2"}
            if versions not in ([(1, PICKED)], [(2, PICKED - PICKED // 3)]) or columns != {f"of_{int(versions[0][0])}"}:
                yield f"picked has versions {versions} and columns {sorted(columns)}"
            jobs = database.execute("SELECT kind, state FROM _jobs WHERE state IN ('queued', 'running')").fetchall()
            if jobs:
                yield f"jobs are left: {jobs}"
            number = self.number = int(database.execute("SELECT number FROM state").fetchone()[0])
        extras = {open(os.path.join(self.folder, f"extra_{i}.txt")).read() for i in range(EXTRAS)
                  if os.path.exists(os.path.join(self.folder, f"extra_{i}.txt"))}
        count = sum(name.startswith("extra_") for name in os.listdir(self.folder))
        if extras != {str(number)} or count != EXTRAS:
            yield f"a mixture: data.db is of state {number}, {count} files are of {sorted(extras)}"
        if os.path.exists(os.path.join(self.folder, ".socle_restore")):
            yield "a restore is left over"
        if os.path.exists(os.path.join(self.folder, ".pb_temp_to_delete")) and os.listdir(os.path.join(self.folder, ".pb_temp_to_delete")):
            yield f"left over: {os.listdir(os.path.join(self.folder, '.pb_temp_to_delete'))}"
        for name in os.listdir(os.path.join(self.folder, "backups")):
            if name.endswith(".zip"):
                path = os.path.join(self.folder, "backups", name)
                stamp = os.stat(path).st_mtime_ns
                if self.sound.get(name) == stamp:
                    continue
                checked = subprocess.run([self.binary, "backup", "verify", path], capture_output=True, text=True)
                if checked.returncode != 0:
                    yield f"{name}: {checked.stdout}{checked.stderr}"
                self.sound[name] = stamp
                if name.startswith("round_"):
                    os.remove(path)

    def round(self, kind):
        server = Server(self.binary, self.folder)
        work = {"import": self.import_}.get(kind) or getattr(self, kind)

        def begin():
            try:
                work(server)
            except (OSError, http.client.HTTPException, ValueError, SystemExit):
                pass  # killed

        threading.Thread(target=begin, daemon=True).start()
        span = {"restore": (1.0, 1.9), "backup": (0.0, 0.9), "rows": (0.05, 0.9), "pick": (0.0, 0.6)}.get(kind, (0.0, 0.25))
        time.sleep(random.uniform(*span))
        server.kill()
        while random.random() < 0.25:  # a start that finds something to finish is killed as well
            second = subprocess.Popen([self.binary, "serve", "--dir", self.folder, "--http", "127.0.0.1:0"],
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(random.uniform(0.0, 0.06))
            second.kill()
            second.wait()
        server = Server(self.binary, self.folder)
        assert server.stop() == 0
        return list(self.faults())


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--bin", default="build/release/bin/socle")
    options.add_argument("--rounds", type=int, default=40)
    options.add_argument("--only", choices=KINDS)
    options.add_argument("--seed", type=int, default=None)
    args = options.parse_args()
    random.seed(args.seed)
    work = tempfile.mkdtemp(prefix="socle-crash-")
    kinds = [args.only] if args.only else KINDS
    try:
        trial = Trial(os.path.abspath(args.bin), os.path.join(work, "data"))
        trial.seed()
        for number in range(1, args.rounds + 1):
            kind = kinds[number % len(kinds)]
            found = trial.round(kind)
            print(f"round {number}: {kind}: {'; '.join(found) or 'whole'}, state {trial.number}", flush=True)
            if found:
                return 1
        return 0
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
