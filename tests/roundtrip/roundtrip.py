#!/usr/bin/env python3
"""A data folder made by PocketBase, changed by Socle, opened by PocketBase again: everything in place, no migration run twice.

    tests/roundtrip/roundtrip.py --oracle /opt/oracle/pocketbase [--bin build/release/bin/socle] [--keep]

1. PocketBase makes collections with every field type and option, accounts with providers, second factors and linked identities, views of several
   kinds, indexes, public and protected files, settings (encrypted), a backup.
2. Socle opens the folder: reads it all, changes schema (renames, single and multiple, fields that come and go, indexes, views, an import, a
   collection that goes) and data (records made, changed, deleted; files; accounts; settings), checks it with `backup verify`, restores
   PocketBase's backup, one collection of it, and its own.
3. PocketBase opens it again: what Socle wrote is there, passwords and identities still sign in, it can go on and restore Socle's backup;
   `_migrations` has not grown and `migrate up` finds nothing to do.
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


SIGN_INS = [("people", "ann@example.com", "ann-password"), ("members", "boss", "member-password"), ("members", "plain@example.com", "member-password"),
            ("people", "new@example.com", "new-password")]
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
    more(server, target)
    server.expect("POST", "/api/collections/people/records", {"email": "ann@example.com", "password": "ann-password", "passwordConfirm": "ann-password", "nick": "Ann"})
    server.expect("PATCH", "/api/settings", {"meta": {"appName": "Round Trip"}, "smtp": {"password": "mail-secret"}, "s3": {"secret": "bucket-secret"},
                                             "rateLimits": {"rules": [{"label": "people:list", "duration": 7, "maxRequests": 9}]}})


def more(server, target):
    """Options that differ from their defaults, in fields, accounts and views; what hangs on what."""
    server.expect("POST", "/api/collections", {"name": "options", "fields": [
        {"name": "code", "type": "text", "min": 3, "max": 9, "pattern": "^[a-z]+$", "autogeneratePattern": "[a-z]{5}", "required": True, "presentable": True},
        {"name": "amount", "type": "number", "min": -5, "max": 1000, "onlyInt": True},
        {"name": "secret", "type": "text", "hidden": True, "help": "nobody sees it"},
        {"name": "mail", "type": "email", "onlyDomains": ["example.com"]}, {"name": "link", "type": "url", "exceptDomains": ["example.org"]},
        {"name": "day", "type": "date", "min": "2020-01-01 00:00:00.000Z", "max": "2030-01-01 00:00:00.000Z"},
        {"name": "body", "type": "editor", "convertURLs": True, "maxSize": 5000}, {"name": "data", "type": "json", "maxSize": 3000},
        {"name": "scan", "type": "file", "maxSelect": 3, "maxSize": 100000, "protected": True, "thumbs": ["50x50"], "mimeTypes": []},
        {"name": "parent", "type": "relation", "collectionId": target["id"], "cascadeDelete": True, "minSelect": 0, "maxSelect": 2},
        {"name": "changed", "type": "autodate", "onCreate": True, "onUpdate": True}],
        "listRule": "@collection.targets.id ?= parent || amount > 1", "createRule": "@request.auth.id != '' && @request.body.amount:isset = true"})
    for i in range(4):
        server.upload("POST", "/api/collections/options/records", [("@jsonPayload", json.dumps(
            {"amount": i, "secret": f"s{i}", "mail": f"a{i}@example.com", "day": "2024-05-06 00:00:00.000Z", "data": [i]}))],
            [("scan", f"scan {i}.bin", FILE[: 50 + i])] if i else [])
    server.expect("POST", "/api/collections", {
        "name": "members", "type": "auth", "fields": [{"name": "handle", "type": "text", "required": True}, {"name": "avatar", "type": "file"}],
        "indexes": ["CREATE UNIQUE INDEX `idx_handle` ON `members` (`handle`)"], "passwordAuth": {"enabled": True, "identityFields": ["handle", "email"]},
        "otp": {"enabled": True, "duration": 300, "length": 6}, "mfa": {"enabled": True, "duration": 900, "rule": "handle = 'strict'"},
        "authToken": {"duration": 3600}, "authRule": "verified = true", "manageRule": "@request.auth.handle = 'boss'",
        "oauth2": {"enabled": True, "mappedFields": {"username": "handle", "avatarURL": "avatar"}, "providers": [
            {"name": "github", "clientId": "gh", "clientSecret": "gh-secret"},
            {"name": "oidc", "clientId": "oi", "clientSecret": "oi-secret", "authURL": "https://id.example.com/a", "tokenURL": "https://id.example.com/t",
             "userInfoURL": "https://id.example.com/u", "displayName": "House", "pkce": True}]},
        "verificationTemplate": {"subject": "Hello {RECORD:handle}", "body": "<p>{APP_URL}/_/#/auth/confirm-verification/{TOKEN}</p>"}})
    for handle in ("boss", "plain"):
        member = server.expect("POST", "/api/collections/members/records", {"handle": handle, "email": f"{handle}@example.com", "verified": True,
                                                                           "password": "member-password", "passwordConfirm": "member-password"})
        server.expect("POST", "/api/collections/_externalAuths/records", {"collectionRef": member["collectionId"], "recordRef": member["id"],
                                                                          "provider": "github", "providerId": f"gh-{handle}"})
    server.expect("POST", "/api/collections", {"name": "numbers", "type": "view", "viewQuery":
                  "SELECT (ROW_NUMBER() OVER()) AS id, cast(sum(amount) AS int) AS total, cast(avg(amount) AS real) AS mean, max(day) AS last, "
                  "cast('x' AS text) AS label FROM options"})
    server.expect("POST", "/api/collections", {"name": "joined", "type": "view", "viewRule": "", "viewQuery":
                  "SELECT o.id, o.code AS word, o.parent, m.handle, m.email FROM options o LEFT JOIN members m ON m.handle = 'boss'"})


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
    token = server.expect("POST", "/api/files/token")["token"]
    for record in seen["records"].get("options", []):
        for name in record.get("scan", []):
            status, content = server.call("GET", f"/api/files/options/{record['id']}/{name}?token={token}")
            seen["files"][f"{record['id']}/{name}"] = f"{status} {hashlib.sha256(content).hexdigest()}"
    seen["sign-in"] = {}
    for collection, identity, password in SIGN_INS:
        status, text = server.call("POST", f"/api/collections/{collection}/auth-with-password", {"identity": identity, "password": password})
        seen["sign-in"][f"{collection} {identity}"] = [status, json.loads(text).get("record", {}).get("id")]
        seen["methods " + collection] = {key: value for key, value in server.expect("GET", f"/api/collections/{collection}/auth-methods").items()
                                         if key in ("password", "otp", "mfa")}
    for hidden in ("_externalAuths", "_superusers"):
        seen["records"][hidden] = server.expect("GET", f"/api/collections/{hidden}/records?perPage=500&sort=id")["items"]
        for item in seen["records"][hidden]:  # each server sets the superuser's password anew
            item["updated"] = ""
        seen["collections"][hidden] = server.expect("GET", f"/api/collections/{hidden}")
    with sqlite3.connect(os.path.join(server.folder, "data.db")) as database:  # what no client sees
        seen["keys"] = dict(database.execute("SELECT id, tokenKey FROM people UNION SELECT id, tokenKey FROM members").fetchall())
        seen["secrets"] = {name: {key: value for key, value in json.loads(options).items() if key.endswith("Token") or key == "oauth2"}
                           for name, options in database.execute("SELECT name, options FROM _collections WHERE type = 'auth'")}
        seen["real indexes"] = sorted(database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
                                                       "AND tbl_name NOT LIKE '\\_%' ESCAPE '\\'").fetchall())
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
    server.expect("PATCH", "/api/collections/folks", {"name": "people", "mfa": {"enabled": False}})
    server.expect("POST", "/api/collections/people/records", {"email": "new@example.com", "password": "new-password", "passwordConfirm": "new-password"})
    change_more(server)
    server.expect("PATCH", "/api/settings", {"meta": {"senderName": "Socle"}})


def change_more(server):
    options = server.expect("GET", "/api/collections/options")
    by_name = {field["name"]: field for field in options["fields"]}
    by_name["scan"]["maxSelect"] = 1  # multiple to single: the last one stays
    by_name["parent"]["maxSelect"] = 1
    by_name["code"]["max"] = 12
    by_name["amount"].update(min=None, name="sum")
    server.expect("PATCH", "/api/collections/numbers", {"viewQuery": "SELECT (ROW_NUMBER() OVER()) AS id, cast('later' AS text) AS label FROM targets"})
    server.expect("PATCH", "/api/collections/options", {"fields": [field for field in by_name.values() if field["name"] != "link"],
                                                       "listRule": "sum > 1", "createRule": None,
                                                       "indexes": ["CREATE INDEX `idx_options` ON `options` (`sum`, `code` COLLATE NOCASE DESC) WHERE `sum` > 1"]})
    server.expect("PATCH", "/api/collections/numbers", {"viewQuery": "SELECT (ROW_NUMBER() OVER()) AS id, cast(total(sum) AS real) AS total FROM options"})
    records = server.expect("GET", "/api/collections/options/records?sort=sum")["items"]
    server.expect("PATCH", f"/api/collections/options/records/{records[0]['id']}", {"sum+": 7, "data": {"changed": True}})
    server.expect("DELETE", f"/api/collections/options/records/{records[1]['id']}")
    server.upload("PATCH", f"/api/collections/options/records/{records[2]['id']}", [], [("scan", "replaced.bin", FILE[:77])])
    members = server.expect("GET", "/api/collections/members")
    providers = members["oauth2"]["providers"] + [{"name": "gitlab", "clientId": "gl", "clientSecret": "gl-secret"}]
    server.expect("PATCH", "/api/collections/members", {"oauth2": {"providers": providers}, "otp": {"length": 8}})
    server.expect("PUT", "/api/collections/import", {"collections": [
        {"name": "brought", "fields": [{"name": "t", "type": "text"}], "indexes": ["CREATE INDEX `idx_brought` ON `brought` (`t`)"]},
        {"name": "targets", "listRule": "", "fields": [{"name": "note", "type": "text"}]}]})
    server.expect("POST", "/api/collections", {"name": "gone", "fields": [{"name": "file", "type": "file"}]})
    server.upload("POST", "/api/collections/gone/records", [], [("file", "x.txt", b"x")])
    server.expect("DELETE", "/api/collections/gone")
    server.expect("PATCH", "/api/settings", {"batch": {"enabled": True, "maxRequests": 7}, "logs": {"maxDays": 9}, "trustedProxy": {"headers": ["X-Real-IP"]}})


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
        # One collection as PocketBase's backup has it, and back: the others do not move.
        for name, wanted in (("peer.zip", first), ("socle.zip", second)):
            socle.expect("POST", f"/api/socle/backups/{name}/restore", {"collections": ["everything"]})
            mixed = {**second, "records": {**second["records"]}, "collections": {**second["collections"]}, "files": {**second["files"]}}
            for part in ("records", "collections"):
                mixed[part]["everything"] = wanted[part]["everything"]
            now = picture(socle)
            for side in (mixed, now):
                side["collections"]["everything"] = {**side["collections"]["everything"], "updated": ""}
                for volatile in ("real indexes", "files"):
                    side.pop(volatile)
                for view in ("overview", "joined", "numbers"):
                    side["records"].pop(view), side["collections"].pop(view)
            found += [f"after restoring everything from {name}: {line}" for line in differences(mixed, now)]
        second["collections"]["everything"]["updated"] = socle.expect("GET", "/api/collections/everything")["updated"]
        socle.expect("DELETE", "/api/backups/socle.zip")
        socle.expect("POST", "/api/backups", {"name": "socle.zip"})
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
        ran = subprocess.run([args.oracle, "migrate", "up", "--dir", folder, "--encryptionEnv", "PB_KEY"], env={**os.environ, "PB_KEY": KEY},
                             capture_output=True, text=True)
        if ran.returncode != 0 or "Applied" in ran.stdout:
            found.append(f"migrate up: {ran.stdout}{ran.stderr}")
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
