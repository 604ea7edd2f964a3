#!/usr/bin/env python3
"""A file of two gigabytes up and down at flat memory, and what a client leaves behind that goes away half-way.

    tests/bench/big_file.py [--bin build/release/bin/socle] [--mb 2048] [--budget 60]

Prints seconds and the largest resident memory of each part; exit 1 when a part used more than the budget (MB), a byte is
wrong, or something was left in the storage or temporary folder: by a client that goes away, by a deletion, by a server that
is killed in the middle of an upload. At the end four files of a quarter each go up and down side by side.
"""
import argparse
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

ACCOUNT = {"email": "root@example.com", "password": "correct-horse-battery"}
PIECE = bytes(range(256)) * 4096  # 1 MiB


class Watch:
    """The largest resident memory of a process while a block runs."""

    def __init__(self, pid):
        self.pid, self.peak, self.running = pid, 0, True

    def __enter__(self):
        self.thread = threading.Thread(target=self.look)
        self.thread.start()
        self.started = time.monotonic()
        return self

    def look(self):
        while self.running:
            with open(f"/proc/{self.pid}/statm", encoding="ascii") as statm:
                self.peak = max(self.peak, int(statm.read().split()[1]) * 4096 / 1e6)
            time.sleep(0.02)

    def __exit__(self, *_):
        self.running = False
        self.thread.join()
        self.seconds = time.monotonic() - self.started


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--bin", default="build/release/bin/socle")
    options.add_argument("--mb", type=int, default=2048)
    options.add_argument("--budget", type=float, default=60)
    args = options.parse_args()
    work = tempfile.mkdtemp(prefix="socle-big-")
    spool = os.path.join(work, "tmp")
    os.mkdir(spool)
    data = os.path.join(work, "data")
    faults = []

    def started():
        server = subprocess.Popen([args.bin, "serve", "--dir", data, "--http", "127.0.0.1:0", "--studio"], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": spool})
        server.stdin.write(json.dumps(ACCOUNT) + "\n")
        server.stdin.flush()
        ready = json.loads(server.stdout.readline())
        return server, ready, int(ready["url"].rsplit(":", 1)[1])

    server, ready, port = started()
    try:
        def call(method, path, body=None):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request(method, path, json.dumps(body) if body else None,
                               {"Content-Type": "application/json", "Authorization": ready["token"]})
            answer = connection.getresponse()
            text = answer.read()
            assert answer.status < 300, text
            return json.loads(text) if text else None

        call("POST", "/api/collections", {"name": "films", "type": "base", "viewRule": "", "fields": [
            {"name": "film", "type": "file", "maxSelect": 1, "maxSize": (args.mb + 1) << 20}]})
        head = b'--b\r\nContent-Disposition: form-data; name="film"; filename="film.bin"\r\n\r\n'
        tail = b"\r\n--b--\r\n"

        def start_of(pieces):
            length = len(head) + pieces * len(PIECE) + len(tail)
            return (f"POST /api/collections/films/records HTTP/1.1\r\nHost: x\r\nAuthorization: {ready['token']}\r\n"
                    f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {length}\r\n\r\n").encode() + head

        def left_behind():
            folders = (spool, os.path.join(data, "storage"), os.path.join(data, ".pb_temp_to_delete"))
            return [name for folder in folders for _, _, names in os.walk(folder) for name in names]

        def upload(pieces):
            up = socket.create_connection(("127.0.0.1", port))
            up.sendall(start_of(pieces))
            for _ in range(pieces):
                up.sendall(PIECE)
            up.sendall(tail)
            answer = http.client.HTTPResponse(up)
            answer.begin()
            record = json.loads(answer.read())
            assert answer.status == 200, record
            return record, f"/api/files/films/{record['id']}/{record['film']}"

        def at_once(task, items):
            threads = [threading.Thread(target=task, args=(item,)) for item in items]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

        def gone(after):
            for _ in range(100):
                if not left_behind():
                    return
                time.sleep(0.1)
            faults.append(f"left behind {after}: {left_behind()}")

        def report(what, watch, size=args.mb):
            print(f"{what:30} {watch.seconds:6.1f} s {size / max(watch.seconds, 0.001):7.0f} MB/s  peak {watch.peak:6.1f} MB", flush=True)
            if watch.peak > args.budget:
                faults.append(f"{what}: {watch.peak:.0f} MB of memory")

        with Watch(server.pid) as watch:
            half = socket.create_connection(("127.0.0.1", port))
            half.sendall(start_of(args.mb))
            for _ in range(args.mb // 4):
                half.sendall(PIECE)
            half.close()
            time.sleep(0.5)
        report("upload, killed at a quarter", watch, args.mb // 4)
        gone("by a client that left")

        with Watch(server.pid) as watch:
            record, path = upload(args.mb)
        report("upload", watch)

        def download(path, fields, expected, size, offset=0):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", path, headers=fields)
            got = connection.getresponse()
            assert got.status == expected, got.status
            count = 0
            while piece := got.read(1 << 20):
                at = (offset + count) % len(PIECE)
                if piece != (PIECE + PIECE)[at:at + len(piece)]:
                    faults.append(f"wrong bytes at {offset + count}")
                    return
                count += len(piece)
            if count != size:
                faults.append(f"{count} bytes instead of {size}")

        with Watch(server.pid) as watch:
            download(path, {}, 200, args.mb << 20)
        report("download", watch)
        begin = (args.mb << 19) + 7
        with Watch(server.pid) as watch:
            download(path, {"Range": f"bytes={begin}-"}, 206, (args.mb << 20) - begin, begin)
        report("download of the second half", watch, args.mb // 2)
        call("DELETE", f"/api/collections/films/records/{record['id']}")
        gone("by a deletion")

        quarter, made = args.mb // 4, []
        with Watch(server.pid) as watch:
            at_once(lambda _: made.append(upload(quarter)), range(4))
        report("four uploads at once", watch)
        with Watch(server.pid) as watch:
            at_once(lambda one: download(one[1], {}, 200, quarter << 20), made)
        report("four downloads at once", watch)
        for record, _ in made:
            call("DELETE", f"/api/collections/films/records/{record['id']}")
        gone("by deletions")

        half = socket.create_connection(("127.0.0.1", port))
        half.sendall(start_of(quarter))
        for _ in range(quarter // 2):
            half.sendall(PIECE)
        server.kill()
        server.wait()
        half.close()
        server, ready, port = started()
        gone("by a killed server")
        for wait in (0.05, 0.2, 0.5):  # somewhere between the last byte and the answer
            up = socket.create_connection(("127.0.0.1", port))
            up.sendall(start_of(quarter))
            for _ in range(quarter):
                up.sendall(PIECE)
            up.sendall(tail)
            time.sleep(wait)
            server.kill()
            server.wait()
            up.close()
            server, ready, port = started()
            records = call("GET", "/api/collections/films/records")["items"]
            names = sorted(name for record in records for name in (record["film"], record["film"] + ".attrs"))
            if sorted(left_behind()) != names:
                faults.append(f"files {left_behind()} with records {records}")
            for record in records:
                call("DELETE", f"/api/collections/films/records/{record['id']}")
            gone("by a killed server and deletions")
    finally:
        server.stdin.close()
        server.wait(timeout=60)
        shutil.rmtree(work, ignore_errors=True)
    for fault in faults:
        print("FAULT", fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
