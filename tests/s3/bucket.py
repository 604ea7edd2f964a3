#!/usr/bin/env python3
"""Files and backups in a real bucket: what Socle stores there, what it says when the service fails, and that PocketBase
and Socle read each other's files.

    tests/s3/bucket.py --minio /path/to/minio [--bin build/dev/bin/socle] [--peer /path/to/pocketbase] [--large MIB]

The service runs on loopback with its own signature check; the keys and bytes in the bucket are looked at from outside
(service.py). Exit status 1 at the first difference.
"""
import argparse
import hashlib
import json
import os
import re
import shutil
import struct
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib

from service import ACCESS, REGION, SECRET, Service, free_port

EMAIL, PASSWORD = "root@example.com", "correct-horse-battery"
CRON = "/api/crons/__pbAutoBackup__"


class Server:
    """Socle or the peer on a folder, and its superuser's requests."""

    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder
        subprocess.run([binary, "superuser", "upsert", EMAIL, PASSWORD, "--dir", folder], check=True,
                       stdout=subprocess.DEVNULL)
        self.start()

    def start(self):
        self.port = free_port()
        self.token = ""
        self.process = subprocess.Popen([self.binary, "serve", "--dir", self.folder, "--http", f"127.0.0.1:{self.port}"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.wait()
        self.token = self.json("POST", "/api/collections/_superusers/auth-with-password",
                               {"identity": EMAIL, "password": PASSWORD})["token"]

    def wait(self):
        for _ in range(300):
            try:
                if self.call("GET", "/api/health")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise SystemExit(f"{self.binary} does not start")

    def stop(self, hard=False):
        (self.process.kill if hard else self.process.terminate)()
        self.process.wait()

    def call(self, method, path, body=None, headers=None, timeout=600):
        sent = {"Authorization": self.token, **(headers or {})}
        if isinstance(body, (dict, list)):
            body, sent["Content-Type"] = json.dumps(body).encode(), "application/json"
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method, data=body, headers=sent)
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def json(self, method, path, body=None, headers=None, status=(200, 202, 204)):
        got, _, text = self.call(method, path, body, headers)
        assert got in status, (method, path, got, text[:500])
        return json.loads(text) if text.strip() else None

    def upload(self, method, path, files, fields=None):
        edge = "edge7f3a"
        body = b"".join(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                        for name, value in (fields or {}).items())
        for name, file_name, content in files:
            body += (f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
                     "Content-Type: application/octet-stream\r\n\r\n").encode() + content + b"\r\n"
        body += f"--{edge}--\r\n".encode()
        return self.json(method, path, body, {"Content-Type": f"multipart/form-data; boundary={edge}"})

    def job(self, path, body):
        job = self.json("POST", path, body)["job"]
        for _ in range(600):
            view = self.json("GET", "/api/socle/jobs/" + job)
            if view["state"] not in ("queued", "running"):
                return view
            time.sleep(0.1)
        raise SystemExit("a job does not end")

    def memory(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            return {line.split(":")[0]: int(line.split()[1]) // 1024 for line in file if line.startswith(("VmHWM", "VmRSS", "RssAnon"))}


def png(width, height):
    chunk = lambda kind, data: (struct.pack(">I", len(data)) + kind + data
                                + struct.pack(">I", zlib.crc32(kind + data)))
    rows = b"".join(b"\0" + bytes(v for x in range(width) for v in (x % 256, 90, 200)) for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def until(what, test, seconds=30):
    deadline = time.time() + seconds
    while True:
        found = test()
        if found:
            return found
        assert time.time() < deadline, f"waited in vain for {what}"
        time.sleep(0.1)


class Play:
    def __init__(self, service, server, options):
        self.service, self.server, self.options = service, server, options
        self.path_style = not options.virtual

    def settings(self, bucket, enabled=True, **more):
        host = "127.0.0.1" if self.path_style else "localhost"
        return {"enabled": enabled, "bucket": bucket, "region": REGION, "endpoint": self.service.endpoint(host),
                "accessKey": ACCESS, "secret": SECRET, "forcePathStyle": self.path_style, **more}

    def use(self, bucket, **more):
        self.server.json("PATCH", "/api/settings", {"s3": self.settings(bucket, **more)})

    def try_bucket(self, filesystem="storage"):
        status, _, text = self.server.call("POST", "/api/settings/test/s3", {"filesystem": filesystem})
        return "" if status == 204 else json.loads(text)["message"]

    # -- Settings: what a wrong bucket says

    def faults(self):
        for change, words in (({"secret": "wrong"}, "SignatureDoesNotMatch|AccessDenied|403"), ({"accessKey": "nobody"}, "InvalidAccessKeyId|403"),
                              ({"bucket": "missing"}, "NoSuchBucket|404"), ({"endpoint": "http://127.0.0.1:1"}, "connect|resolve"),
                              ({"endpoint": "http://nowhere.invalid", "forcePathStyle": True}, "resolve")):
            self.server.json("PATCH", "/api/settings", {"s3": {**self.settings("files"), **change}})
            message = self.try_bucket()
            assert message.startswith("Failed to test the S3 filesystem. Raw error: \n") and re.search(words, message), (change, message)
        self.use("files")
        assert self.try_bucket() == "", self.try_bucket()
        assert "not enabled" in self.try_bucket("backups")
        assert not self.service.keys("files", "pb_settings_test_")

    # -- Records with files

    def collection(self):
        self.use("files")
        made = self.server.json("POST", "/api/collections", {
            "name": "docs", "type": "base", "listRule": "", "viewRule": "",
            "fields": [{"name": "title", "type": "text"}, {"name": "files", "type": "file", "maxSelect": 9, "maxSize": 5 << 30},
                       {"name": "image", "type": "file", "thumbs": ["40x20"]}]})
        self.id = made["id"]

    def get(self, record, name, query="", headers=None):
        return self.server.call("GET", f"/api/files/docs/{record}/{urllib.parse.quote(name)}{query}", headers=headers)

    def uploads(self):
        picture = png(400, 200)
        record = self.server.upload("POST", "/api/collections/docs/records",
                                    [("files", "Größe & 100% +1 = ~(x)'!.txt", b"0123456789" * 10), ("files", "empty.bin", b""),
                                     ("files", "a.tar.gz", os.urandom(20 << 20)), ("image", "Photo 1.PNG", picture)])
        self.record, (self.text, self.empty, self.big), self.image = record["id"], record["files"], record["image"]
        keys = [f"{self.id}/{self.record}/{name}" for name in (*record["files"], record["image"])]
        until("the uploads", lambda: sorted(self.service.keys("files")) == sorted(keys))
        until("the local files to go", lambda: not os.path.exists(f"{self.server.folder}/storage/{self.id}/{self.record}"))
        _, head, _ = self.service.head("files", keys[0])
        assert head["Content-Type"] == "text/plain; charset=utf-8", head["Content-Type"]
        assert urllib.parse.unquote(head["x-amz-meta-original-filename"]) == "Größe & 100% +1 = ~(x)'!.txt"
        if self.options.minio:  # others have tags of their own
            assert "-" in self.service.head("files", keys[2])[1]["ETag"], "20 MiB went up in one piece"
        for cold in (True, False):
            assert self.get(self.record, self.text)[2] == b"0123456789" * 10
            status, head, body = self.get(self.record, self.text, headers={"Range": "bytes=5-14"})
            assert (status, body, head["Content-Range"]) == (206, b"5678901234", "bytes 5-14/100"), (status, body, cold)
            assert self.get(self.record, self.empty)[2] == b""
        whole = self.service.request("GET", f"/files/{keys[2]}")[2]
        status, head, body = self.get(self.record, self.big)  # too large for the cache: passes through
        assert status == 200 and body == whole and head["Content-Type"] and head["Accept-Ranges"] == "bytes"
        status, head, body = self.get(self.record, self.big, headers={"Range": "bytes=10000000-10000009"})
        assert (status, body) == (206, whole[10000000:10000010]), status
        assert self.get(self.record, self.big, headers={"Range": "bytes=999999999-"})[0] == 416
        assert self.get(self.record, self.big, headers={"If-Modified-Since": head["Last-Modified"]})[0] == 304
        assert self.get(self.record, "nothing.txt")[0] == 404
        # Thumbnails lie beside the original, in the bucket.
        status, head, body = self.get(self.record, self.image, "?thumb=40x20")
        assert status == 200 and struct.unpack(">II", body[16:24]) == (40, 20), status
        thumb = f"{self.id}/{self.record}/thumbs_{self.image}/40x20_{self.image}"
        until("the thumbnail", lambda: thumb in self.service.keys("files"))
        assert self.service.request("GET", "/files/" + thumb)[2] == body

    def index(self):
        page = self.server.json("GET", "/api/socle/files?perPage=1000")
        assert {item["name"] for item in page["items"]} >= {self.text, self.empty, self.big, self.image}
        assert not any(item["missing"] for item in page["items"])

    # -- A bucket that is down, silent or slow

    def outage(self):
        self.service.stop()
        made = self.server.upload("POST", "/api/collections/docs/records", [("files", "later.txt", b"waiting")])
        assert self.get(made["id"], made["files"][0])[2] == b"waiting"
        status, _, _ = self.get(self.record, self.big)
        assert status in (404, 503), status
        self.server.stop(hard=True)
        self.service.start()
        self.server.start()  # what waited goes up at the start
        key = f"{self.id}/{made['id']}/{made['files'][0]}"
        until("the upload that waited", lambda: key in self.service.keys("files"))
        assert self.get(made["id"], made["files"][0])[2] == b"waiting"
        self.service.pause()
        started = time.time()
        message = self.try_bucket()
        took = time.time() - started
        self.service.go_on()
        assert "no answer in time" in message and took < 60, (message, took)
        self.server.json("DELETE", f"/api/collections/docs/records/{made['id']}")
        until("the removal", lambda: key not in self.service.keys("files"))

    # -- More keys than one page of a list

    def many(self):
        made = self.server.json("POST", "/api/collections", {"name": "many", "type": "base", "fields": [{"name": "f", "type": "file"}]})
        names = [f"{made['id']}/r{i // 100}/n {i:04d}+&.txt" for i in range(2300)]
        workers = [threading.Thread(target=lambda part: [self.service.put("files", key, b"x") for key in part], args=(names[i::8],)) for i in range(8)]
        [worker.start() for worker in workers], [worker.join() for worker in workers]
        page = self.server.json("GET", "/api/socle/files?collection=many&orphans=1&perPage=1000&page=3")
        assert (page["totalItems"], len(page["items"])) == (2300, 300), page["totalItems"]
        self.server.json("DELETE", "/api/collections/many")
        until("2,300 removals", lambda: not self.service.keys("files", made["id"] + "/"), 60)

    # -- Moving everything out of the bucket and in again

    def moves(self):
        before = {key: hashlib.md5(self.service.request("GET", "/files/" + key)[2]).hexdigest() for key in self.service.keys("files", self.id)}
        path = "/api/socle/files/move"
        assert self.server.call("POST", path, {"to": "moon"})[0] == 400
        kept = self.server.job(path, {"to": "local", "keepSource": True})
        assert kept["state"] == "done", kept
        assert set(self.service.keys("files", self.id)) == set(before)
        gone = self.server.job(path, {"to": "local"})
        assert gone["state"] == "done" and "already there" in gone["message"], gone
        assert not self.service.keys("files", self.id)
        root = f"{self.server.folder}/storage/"
        for key, digest in before.items():
            with open(root + key, "rb") as file:
                assert hashlib.md5(file.read()).hexdigest() == digest, key
        self.use("files", enabled=False)
        assert self.get(self.record, self.text)[2] == b"0123456789" * 10
        assert self.server.call("POST", path, {"to": "bucket"})[0] == 400
        self.use("files")
        back = self.server.job(path, {"to": "bucket"})
        assert back["state"] == "done", back
        after = {key: hashlib.md5(self.service.request("GET", "/files/" + key)[2]).hexdigest() for key in self.service.keys("files", self.id)}
        assert after == before, set(after) ^ set(before)
        left = [name for _, _, names in os.walk(root + self.id) for name in names]
        assert not left, left

    # -- Backups

    def backups(self):
        self.server.json("PATCH", "/api/settings", {"backups": {"cron": "0 0 1 1 *", "cronMaxKeep": 2, "s3": self.settings("backups")}})
        assert self.try_bucket("backups") == ""
        self.server.json("POST", "/api/backups", {"name": "first.zip"})
        listed = self.server.json("GET", "/api/backups")
        assert [item["key"] for item in listed] == ["first.zip"] and listed[0]["size"] > 1000, listed
        assert self.server.call("POST", "/api/backups", {"name": "first.zip"})[0] == 400
        token = self.server.json("POST", "/api/files/token")["token"]
        status, _, body = self.server.call("GET", f"/api/backups/first.zip?token={token}")
        assert status == 200 and body[:2] == b"PK" and body == self.service.request("GET", "/backups/first.zip")[2]
        for count in (1, 2, 2):
            known = set(self.service.keys("backups", "@auto"))
            self.server.json("POST", CRON)
            until("an automatic backup", lambda: set(self.service.keys("backups", "@auto")) - known)
            until("the rotation", lambda: len(self.service.keys("backups", "@auto")) == count)
            time.sleep(1.1)  # their names have seconds
        note = self.server.json("POST", "/api/collections/docs/records", {"title": "after the backup"})
        self.server.json("POST", "/api/backups/first.zip/restore")
        time.sleep(2)
        until("the restored server", lambda: self.alive_without(note["id"]), 60)
        assert self.get(self.record, self.text)[2] == b"0123456789" * 10
        self.server.json("DELETE", "/api/backups/first.zip")
        assert "first.zip" not in self.service.keys("backups")

    def alive_without(self, record):
        try:
            return self.server.call("GET", f"/api/collections/docs/records/{record}")[0] == 404
        except OSError:
            return False

    # -- A large file, in parts, with flat memory

    def large(self):
        size = self.options.large << 20
        path = f"{self.server.folder}/../large.bin"
        block = os.urandom(1 << 20)
        digest = hashlib.sha256()
        head = b'--edge\r\nContent-Disposition: form-data; name="files"; filename="large.bin"\r\n\r\n'
        with open(path, "wb") as file:
            file.write(head)
            for i in range(size >> 20):
                piece = i.to_bytes(8, "big") + block[8:]
                digest.update(piece)
                file.write(piece)
            file.write(b"\r\n--edge--\r\n")
        before = self.server.memory()
        peak = {"up": 0, "down": 0}
        stage = ["up"]
        watching = [True]

        def watch():
            while watching[0]:
                peak[stage[0]] = max(peak[stage[0]], self.server.memory()["RssAnon"])
                time.sleep(0.05)
        watcher = threading.Thread(target=watch)
        watcher.start()
        with open(path, "rb") as file:
            made = self.server.json("POST", "/api/collections/docs/records", file,
                                    {"Content-Type": "multipart/form-data; boundary=edge", "Content-Length": str(os.path.getsize(path))})
        key = f"{self.id}/{made['id']}/{made['files'][0]}"
        until("the large upload", lambda: key in self.service.keys("files", key), 600)
        stage[0] = "down"
        received = hashlib.sha256()
        with urllib.request.urlopen(f"http://127.0.0.1:{self.server.port}/api/files/docs/{made['id']}/{made['files'][0]}", timeout=600) as answer:
            while piece := answer.read(1 << 20):
                received.update(piece)
        watching[0] = False
        watcher.join()
        os.remove(path)
        assert received.hexdigest() == digest.hexdigest()
        tag = self.service.head("files", key)[1]["ETag"]
        print(f"    {self.options.large} MiB up and down, tag {tag}; memory before {before}, own pages at most {peak} MiB", flush=True)
        assert max(peak.values()) < before["RssAnon"] + 60, peak
        self.server.json("DELETE", f"/api/collections/docs/records/{made['id']}")

    # -- The peer on the same folder and bucket

    def peer(self):
        local = self.server.upload("POST", "/api/collections/docs/records", [("files", "by socle.txt", b"from socle"), ("image", "s.png", png(80, 40))])
        prefix = f"{self.id}/{local['id']}/"
        until("the uploads", lambda: len(self.service.keys("files", prefix)) == 2)
        self.server.stop()
        socle, self.server = self.server, Server(self.options.peer, self.server.folder)
        assert self.get(local["id"], local["files"][0])[2] == b"from socle"
        thumb = self.get(local["id"], local["image"], "?thumb=40x20")[2]
        theirs = self.server.upload("POST", "/api/collections/docs/records", [("files", "by the peer é.txt", b"from the peer"), ("image", "p.png", png(80, 40))])
        assert self.server.call("GET", f"/api/files/docs/{theirs['id']}/{theirs['image']}?thumb=40x20")[0] == 200
        keys = {key: {name.lower(): value for name, value in self.service.head("files", key)[1].items()
                      if name.lower() in ("content-type", "x-amz-meta-original-filename")} for key in self.service.keys("files", self.id)}
        assert self.try_bucket() == ""
        self.server.stop()
        self.server = socle
        self.server.start()
        assert self.get(theirs["id"], theirs["files"][0])[2] == b"from the peer"
        assert self.get(local["id"], local["image"], "?thumb=40x20")[2] == thumb  # the peer's thumbnail is not made again
        assert struct.unpack(">II", self.get(theirs["id"], theirs["image"], "?thumb=40x20")[2][16:24]) == (40, 20)
        print("    keys and what is kept with them:", flush=True)
        for key, kept in keys.items():
            if local["id"] in key or theirs["id"] in key:
                print("     ", "peer " if theirs["id"] in key else "socle", key.split("/", 2)[2], kept)

    def removal(self):
        self.server.json("DELETE", "/api/collections/docs")
        until("all files to go", lambda: not self.service.keys("files", self.id + "/"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minio")
    parser.add_argument("--service", help="a command instead, with {port} and {folder}")
    parser.add_argument("--bin", default="build/dev/bin/socle")
    parser.add_argument("--peer", default="")
    parser.add_argument("--virtual", action="store_true", help="the bucket is a part of the host name")
    parser.add_argument("--large", type=int, default=0, help="MiB of one large file")
    parser.add_argument("--skip", default="", help="steps to leave out, separated by commas")
    options = parser.parse_args()
    options.bin = os.path.abspath(options.bin)
    work = tempfile.mkdtemp(prefix="socle-s3-")
    command = options.service.split() if options.service else [options.minio, "server", "{folder}", "--address", "127.0.0.1:{port}", "--quiet"]
    os.makedirs(work + "/buckets")
    service = Service(command, work + "/buckets")
    play = None
    try:
        for bucket in ("files", "backups"):
            service.make_bucket(bucket)
        play = Play(service, Server(options.bin, work + "/data"), options)
        steps = [play.faults, play.collection, play.uploads, play.index, play.outage, play.many, play.moves, play.backups]
        steps += [play.large] if options.large else []
        steps += [play.peer] if options.peer else []
        for step in (*steps, play.removal):
            if step.__name__ in options.skip.split(","):
                continue
            started = time.time()
            step()
            print(f"ok  {step.__name__:12} {time.time() - started:6.1f} s", flush=True)
    finally:
        if play:
            play.server.stop(hard=True)
        service.stop()
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
