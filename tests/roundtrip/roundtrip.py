#!/usr/bin/env python3
"""A data folder made by PocketBase, changed by Socle, opened by PocketBase again: everything in place, no migration run twice.

    tests/roundtrip/roundtrip.py --oracle /opt/oracle/pocketbase [--bin build/release/bin/socle] [--keep]

1. PocketBase makes collections with every field type, accounts, views, indexes, files, settings (encrypted), a backup.
2. Socle opens the folder: reads it all, changes schema and data, checks it with `backup verify`, restores PocketBase's backup and its own.
3. PocketBase opens it again: what Socle wrote is there, the password still signs in, `_migrations` has not grown.
Exit status 1 with a line for each difference.
"""
import argparse
import hashlib
import json
import os
import random
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

EMAIL, PASSWORD = "root@example.com", "correct-horse-battery"
KEY = "0123456789abcdef0123456789abcdef"
FILE = bytes(random.Random(7).randrange(256) for _ in range(5000))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    running = []

    def __init__(self, binary, folder, oracle):
        self.binary, self.folder, self.port = binary, folder, free_port()
        self.environment = {**os.environ, "PB_KEY": KEY}
        flags = ["--dir", folder, "--encryptionEnv", "PB_KEY"]
        subprocess.run([binary, "superuser", "upsert", EMAIL, PASSWORD, *flags], env=self.environment, check=True, stdout=subprocess.DEVNULL)
        self.process = subprocess.Popen([binary, "serve", "--http", f"127.0.0.1:{self.port}", *flags], env=self.environment,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL if oracle else None)
        Server.running.append(self.process)
        self.token = ""
        self.wait()
        self.sign_in()

    def sign_in(self):
        self.token = self.expect("POST", "/api/collections/_superusers/auth-with-password", {"identity": EMAIL, "password": PASSWORD})["token"]

    def wait(self):
        for _ in range(400):
            try:
                return self.call("GET", "/api/health")
            except OSError:
                time.sleep(0.025)
        raise SystemExit("the server did not become ready")

    def call(self, method, path, body=None, headers=None, raw=None):
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, method=method,
                                         headers={"Authorization": self.token, "Content-Type": "application/json", **(headers or {})})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read()

    def expect(self, method, path, body=None, **more):
        status, text = self.call(method, path, body, **more)
        if status >= 300:
            raise SystemExit(f"{self.binary}: {method} {path}: {status} {text.decode()}")
        return json.loads(text) if text else None

    def upload(self, method, path, fields, files):
        line = "boundary7"
        parts = [f'--{line}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode() for key, value in fields]
        parts += [f'--{line}\r\nContent-Disposition: form-data; name="{key}"; filename="{name}"\r\n\r\n'.encode() + content + b"\r\n"
                  for key, name, content in files]
        return self.expect(method, path, raw=b"".join(parts) + f"--{line}--\r\n".encode(),
                           headers={"Content-Type": f"multipart/form-data; boundary={line}"})

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)


def sorted_json(value):
    return json.dumps(value, sort_keys=True)


TYPES = [("f_text", "text", {"max": 50}), ("f_editor", "editor", {}), ("f_number", "number", {}), ("f_bool", "bool", {}), ("f_email", "email", {}),
         ("f_url", "url", {}), ("f_date", "date", {}), ("f_created", "autodate", {"onCreate": True}), ("f_one", "select", {"values": ["a", "b"], "maxSelect": 1}),
         ("f_many", "select", {"values": ["a", "b", "c"], "maxSelect": 3}), ("f_json", "json", {}), ("f_file", "file", {"maxSelect": 1}),
         ("f_files", "file", {"maxSelect": 5}), ("f_rel", "relation", {}), ("f_rels", "relation", {"maxSelect": 9}), ("f_pass", "password", {}), ("f_point", "geoPoint", {})]
VALUES = {"f_text": "Grüße 🌍", "f_editor": "<p>x &amp; y</p>", "f_number": 12.5, "f_bool": True, "f_email": "a@b.co", "f_url": "https://a.b/c?d=1",
          "f_date": "2024-02-29 10:11:12.345Z", "f_one": "b", "f_many": ["c", "a"], "f_json": {"z": [1, 2, {"a": None}], "b": "é"}, "f_pass": "a-password",
          "f_point": {"lon": 1.5, "lat": -2.25}}


def make(server):
    target = server.expect("POST", "/api/collections", {"name": "targets", "fields": [{"name": "name", "type": "text"}]})
    fields = [{"name": name, "type": kind, **options, **({"collectionId": target["id"]} if kind == "relation" else {})} for name, kind, options in TYPES]
    server.expect("POST", "/api/collections", {"name": "everything", "fields": fields, "listRule": "", "viewRule": "@request.auth.id != ''",
                                               "indexes": ["CREATE UNIQUE INDEX `idx_every` ON `everything` (`f_text`, `f_number` DESC)",
                                                           "CREATE INDEX `idx_lower` ON `everything` (lower(`f_text`)) WHERE `f_bool` = TRUE"]})
    server.expect("POST", "/api/collections", {"name": "people", "type": "auth", "fields": [{"name": "nick", "type": "text"}],
                                               "otp": {"enabled": True}, "oauth2": {"enabled": True, "providers": [
                                                   {"name": "google", "clientId": "c", "clientSecret": "s"}]}})
    server.expect("POST", "/api/collections", {"name": "overview", "type": "view", "listRule": "",
                                               "viewQuery": "SELECT e.id, e.f_text, e.f_file, e.f_rel, count(t.id) AS n FROM everything e LEFT JOIN targets t ON t.id = e.f_rel GROUP BY e.id"})
    targets = [server.expect("POST", "/api/collections/targets/records", {"name": f"t{i}"})["id"] for i in range(3)]
    for i in range(5):
        values = {**VALUES, "f_text": f"{VALUES['f_text']} {i}", "f_rel": targets[i % 3], "f_rels": targets}
        record = server.upload("POST", "/api/collections/everything/records", [("@jsonPayload", json.dumps(values))],
                               [("f_file", f"Foto {i}.bin", FILE), ("f_files", "a.txt", b"hello"), ("f_files", "b.txt", b"world")])
        assert record["f_file"], record
    server.expect("POST", "/api/collections/people/records", {"email": "ann@example.com", "password": "ann-password", "passwordConfirm": "ann-password", "nick": "Ann"})
    server.expect("PATCH", "/api/settings", {"meta": {"appName": "Round Trip"}, "smtp": {"password": "mail-secret"}, "s3": {"secret": "bucket-secret"},
                                             "rateLimits": {"rules": [{"label": "people:list", "duration": 7, "maxRequests": 9}]}})


def picture(server):
    """All that a client can see, in a form that can be compared."""
    seen = {"settings": server.expect("GET", "/api/settings")}
    collections = [one for one in server.expect("GET", "/api/collections?perPage=500")["items"] if not one["name"].startswith("_")]
    # Ids of copied fields of views are made anew at each save.
    for collection in collections:
        for field in collection["fields"]:
            field["id"] = "clone" if field["id"].startswith("_clone_") else field["id"]
    seen["collections"] = {one["name"]: one for one in collections}
    seen["records"] = {one["name"]: server.expect("GET", f"/api/collections/{one['name']}/records?perPage=500&sort=id")["items"] for one in collections}
    seen["files"] = {}
    for record in seen["records"].get("everything", []):
        for name in [record["f_file"], *record["f_files"]]:
            status, content = server.call("GET", f"/api/files/everything/{record['id']}/{name}")
            seen["files"][f"{record['id']}/{name}"] = f"{status} {hashlib.sha256(content).hexdigest()}"
    status, text = server.call("POST", "/api/collections/people/auth-with-password", {"identity": "ann@example.com", "password": "ann-password"})
    seen["sign-in"] = [status, json.loads(text).get("record", {}).get("nick")]
    return seen


def differences(before, after, path=""):
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(set(before) | set(after)):
            yield from differences(before.get(key), after.get(key), f"{path}.{key}")
    elif sorted_json(before) != sorted_json(after):
        yield f"{path}: {sorted_json(before)[:300]} became {sorted_json(after)[:300]}"


def migrations(folder):
    with sqlite3.connect(os.path.join(folder, "data.db")) as database:
        return sorted(database.execute("SELECT file, applied FROM _migrations").fetchall())


def change(server):
    """What Socle does to the folder: a column renamed, one made multiple, one gone, one new, records, accounts, settings."""
    every = server.expect("GET", "/api/collections/everything")
    fields = []
    for field in every["fields"]:
        if field["name"] == "f_editor":
            field["name"] = "f_prose"
        if field["name"] == "f_one":
            field["maxSelect"] = 2
        if field["name"] != "f_url":
            fields.append(field)
    fields.append({"name": "f_new", "type": "number"})
    server.expect("PATCH", "/api/collections/everything", {"fields": fields, "indexes": every["indexes"][:1] + ["CREATE INDEX `idx_new` ON `everything` (`f_new`)"]})
    server.expect("PATCH", "/api/collections/people", {"name": "folks"})
    server.expect("POST", "/api/collections", {"name": "fresh", "fields": [{"name": "title", "type": "text"}]})
    server.expect("POST", "/api/collections/fresh/records", {"title": "made by Socle"})
    target = server.expect("GET", "/api/collections/targets/records?sort=name")["items"][0]["id"]
    server.upload("POST", "/api/collections/everything/records", [("@jsonPayload", json.dumps({"f_text": "from Socle", "f_one": ["a", "b"], "f_new": 5, "f_rel": target}))],
                  [("f_file", "Socle.bin", FILE[:100])])
    server.expect("PATCH", "/api/collections/folks", {"name": "people"})
    server.expect("PATCH", "/api/settings", {"meta": {"senderName": "Socle"}})


def restored(server, name, wanted, found):
    server.expect("POST", f"/api/backups/{name}/restore")
    time.sleep(1.2)
    deadline = time.time() + 30
    while True:
        try:
            server.sign_in()
            left = list(differences(wanted, picture(server), f"after restoring {name}: "))
            if not left:
                return
        except (OSError, SystemExit) as failure:
            left = [str(failure)]
        if time.time() > deadline:
            found += left
            return
        time.sleep(0.2)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--bin", default="build/release/bin/socle")
    options.add_argument("--oracle", default="/opt/oracle/pocketbase")
    options.add_argument("--keep", action="store_true", help="leave the folder")
    args = options.parse_args()
    folder = os.path.join(tempfile.mkdtemp(prefix="socle-roundtrip-"), "pb_data")
    found = []
    try:
        peer = Server(args.oracle, folder, True)
        make(peer)
        peer.expect("POST", "/api/backups", {"name": "peer.zip"})
        first = picture(peer)
        peer.stop()
        applied = migrations(folder)

        socle = Server(os.path.abspath(args.bin), folder, False)
        found += [f"Socle sees: {line}" for line in differences(first, picture(socle))]
        change(socle)
        second = picture(socle)
        socle.expect("POST", "/api/backups", {"name": "socle.zip"})
        restored(socle, "peer.zip", first, found)
        restored(socle, "socle.zip", second, found)
        socle.stop()
        for name in ("peer.zip", "socle.zip"):
            checked = subprocess.run([args.bin, "backup", "verify", os.path.join(folder, "backups", name), "--json"], capture_output=True, text=True)
            report = json.loads(checked.stdout)
            if checked.returncode != 0 or report["brokenRelations"] or report["files"]["missing"] or report["files"]["orphans"]:
                found.append(f"{name}: {checked.stdout}")

        peer = Server(args.oracle, folder, True)
        found += [f"PocketBase sees: {line}" for line in differences(second, picture(peer))]
        peer.expect("PATCH", "/api/collections/fresh", {"listRule": ""})  # and can go on with it
        status, text = peer.call("POST", "/api/backups/socle.zip/restore")
        if status != 204:
            found.append(f"PocketBase restores Socle's backup: {status} {text.decode()}")
        time.sleep(3)
        peer.wait()
        peer.sign_in()
        found += [f"PocketBase after restoring Socle's backup: {line}" for line in differences(second, picture(peer))]
        peer.stop()
        if migrations(folder) != applied:
            found.append(f"_migrations: {applied} became {migrations(folder)}")
        for line in found:
            print(line)
        print(f"round trip: {len(found)} differences")
        return 1 if found else 0
    finally:
        for process in Server.running:
            process.kill()
        if args.keep:
            print(folder)
        else:
            shutil.rmtree(os.path.dirname(folder), ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
