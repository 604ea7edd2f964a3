#!/usr/bin/env python3
"""A file of two gigabytes up and down at flat memory, and what a client leaves behind that goes away half-way.

    tests/bench/big_file.py [--bin build/release/bin/socle] [--mb 2048] [--budget 60]

Prints seconds and the largest resident memory of each part; exit 1 when a part used more than the budget (MB), a byte is
wrong, or something was left in the storage or temporary folder.
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
    server = subprocess.Popen([args.bin, "serve", "--dir", data, "--http", "127.0.0.1:0", "--studio"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": spool})
    faults = []
    try:
        server.stdin.write(json.dumps(ACCOUNT) + "\n")
        server.stdin.flush()
        ready = json.loads(server.stdout.readline())
        port = int(ready["url"].rsplit(":", 1)[1])

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
        length = len(head) + args.mb * len(PIECE) + len(tail)
        start = (f"POST /api/collections/films/records HTTP/1.1\r\nHost: x\r\nAuthorization: {ready['token']}\r\n"
                 f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {length}\r\n\r\n").encode() + head

        def left_behind():
            storage = os.path.join(data, "storage")
            files = [name for folder in (spool, storage) for _, _, names in os.walk(folder) for name in names]
            return files

        def report(what, watch, size=args.mb):
            print(f"{what:30} {watch.seconds:6.1f} s {size / max(watch.seconds, 0.001):7.0f} MB/s  peak {watch.peak:6.1f} MB", flush=True)
            if watch.peak > args.budget:
                faults.append(f"{what}: {watch.peak:.0f} MB of memory")

        with Watch(server.pid) as watch:
            half = socket.create_connection(("127.0.0.1", port))
            half.sendall(start)
            for _ in range(args.mb // 4):
                half.sendall(PIECE)
            half.close()
            time.sleep(0.5)
        report("upload, killed at a quarter", watch, args.mb // 4)
        if left_behind():
            faults.append(f"left behind: {left_behind()}")

        with Watch(server.pid) as watch:
            up = socket.create_connection(("127.0.0.1", port))
            up.sendall(start)
            for _ in range(args.mb):
                up.sendall(PIECE)
            up.sendall(tail)
            answer = http.client.HTTPResponse(up)
            answer.begin()
            record = json.loads(answer.read())
        report("upload", watch)
        assert answer.status == 200, record
        path = f"/api/files/films/{record['id']}/{record['film']}"

        def download(fields, expected, size, offset=0):
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
            download({}, 200, args.mb << 20)
        report("download", watch)
        begin = (args.mb << 19) + 7
        with Watch(server.pid) as watch:
            download({"Range": f"bytes={begin}-"}, 206, (args.mb << 20) - begin, begin)
        report("download of the second half", watch, args.mb // 2)
        call("DELETE", f"/api/collections/films/records/{record['id']}")
        for _ in range(100):
            if not left_behind():
                break
            time.sleep(0.1)
        if left_behind():
            faults.append(f"left behind after deletion: {left_behind()}")
    finally:
        server.stdin.close()
        server.wait(timeout=60)
        shutil.rmtree(work, ignore_errors=True)
    for fault in faults:
        print("FAULT", fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
