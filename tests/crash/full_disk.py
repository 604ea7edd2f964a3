#!/usr/bin/env python3
"""A disk that fills up under a running server: writes are refused cleanly, reads go on, and with room writing goes on too.

    tests/crash/full_disk.py [--bin build/release/bin/socle] [--mb 48]

Needs the right to mount a small tmpfs. Clients write records and files until the disk is full; then every refusal must be a 503 in
the envelope, reads must answer, and nothing half-written may stay. With the ballast gone the same server must write again. At
the end it is killed, started again, and every acknowledged record and file must be there, whole. Exit 1 on any fault.
"""
import argparse
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile

ACCOUNT = {"email": "root@example.com", "password": "correct-horse-battery"}
PICTURE = bytes(range(256)) * 1024  # 256 KiB


class Server:
    def __init__(self, binary, folder, spool):
        self.process = subprocess.Popen([binary, "serve", "--dir", folder, "--http", "127.0.0.1:0", "--studio", "--stay"], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "TMPDIR": spool})
        self.process.stdin.write(json.dumps(ACCOUNT) + "\n")
        self.process.stdin.flush()
        ready = json.loads(self.process.stdout.readline())
        self.port, self.token = int(ready["url"].rsplit(":", 1)[1]), ready["token"]

    def call(self, method, path, body=b"", kind="application/json"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body if isinstance(body, bytes) else json.dumps(body), {"Content-Type": kind, "Authorization": self.token})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, content

    def upload(self, number):
        body = (b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nfile ' + str(number).encode()
                + b'\r\n--b\r\nContent-Disposition: form-data; name="picture"; filename="p.bin"\r\n\r\n' + PICTURE + b"\r\n--b--\r\n")
        return self.call("POST", "/api/collections/notes/records", body, "multipart/form-data; boundary=b")


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--bin", default="build/release/bin/socle")
    options.add_argument("--mb", type=int, default=48)
    args = options.parse_args()
    disk = tempfile.mkdtemp(prefix="socle-full-")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={args.mb}m", "tmpfs", disk], check=False, stderr=subprocess.DEVNULL)
    if mounted.returncode != 0:
        os.rmdir(disk)
        print("SKIP: no right to mount a tmpfs here")
        return 0
    faults = []
    acknowledged = {}

    def expect(holds, what):
        if not holds:
            faults.append(what)

    def fill(leave=0):
        with open(os.path.join(disk, "ballast"), "ab") as ballast:
            try:
                while shutil.disk_usage(disk).free > leave:
                    ballast.write(b"x" * min(65536, max(1, shutil.disk_usage(disk).free - leave)))
                    ballast.flush()
            except OSError:
                pass

    server = None
    try:
        folder, spool = os.path.join(disk, "data"), os.path.join(disk, "tmp")
        os.mkdir(spool)
        server = Server(args.bin, folder, spool)
        fields = [{"name": "title", "type": "text"}, {"name": "picture", "type": "file", "maxSelect": 1}]
        server.call("POST", "/api/collections", {"name": "notes", "type": "base", "viewRule": "", "listRule": "", "fields": fields})

        def write(count, tag):
            refused = {}
            for number in range(count):
                status, content = (server.upload(number) if number % 5 == 0 else
                                   server.call("POST", "/api/collections/notes/records", {"title": f"{tag} {number} " + "y" * 3000}))
                if status == 200:
                    record = json.loads(content)
                    acknowledged[record["id"]] = record
                else:
                    refused[status] = refused.get(status, 0) + 1
                    envelope = json.loads(content)
                    expect(set(envelope) == {"data", "message", "status"} and envelope["status"] == status, f"no envelope: {content[:200]}")
            return refused

        expect(write(50, "before") == {}, "writes were refused while there was room")
        fill()
        refused = write(200, "full")
        print("full disk:", refused, "refused;", len(acknowledged), "acknowledged so far", flush=True)
        expect(refused and set(refused) == {503}, f"refused with {refused}, expected 503 only")
        one = next(iter(acknowledged))
        expect(server.call("GET", f"/api/collections/notes/records/{one}")[0] == 200, "a view failed on the full disk")
        expect(server.call("GET", "/api/collections/notes/records?perPage=5")[0] == 200, "a list failed on the full disk")
        expect(server.call("GET", "/api/health")[0] == 200, "health failed on the full disk")
        os.remove(os.path.join(disk, "ballast"))
        expect(write(50, "after") == {}, "writes were refused although there was room again")
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        server = Server(args.bin, folder, spool)
        for identity, record in acknowledged.items():
            status, content = server.call("GET", f"/api/collections/notes/records/{identity}")
            expect(status == 200 and json.loads(content)["title"] == record["title"], f"lost: {identity} {record['title'][:20]}")
            if record["picture"]:
                status, content = server.call("GET", f"/api/files/notes/{identity}/{record['picture']}")
                expect(status == 200 and content == PICTURE, f"file lost or damaged: {identity}")
        total = json.loads(server.call("GET", "/api/collections/notes/records?perPage=1")[1])["totalItems"]
        expect(total == len(acknowledged), f"{total} records instead of {len(acknowledged)}")
        kept = {record["picture"] for record in acknowledged.values()}
        for _, _, names in os.walk(os.path.join(folder, "storage")):
            for name in names:
                expect(name.removesuffix(".attrs") in kept, f"left behind: {name}")
        expect(not os.listdir(spool), f"left in the temporary folder: {os.listdir(spool)}")
        server.process.terminate()
        expect(server.process.wait(timeout=20) == 0, "the server did not end in order")
    finally:
        if server is not None and server.process.poll() is None:
            server.process.kill()
            server.process.wait()
        subprocess.run(["umount", "-l", disk], check=False)
        os.rmdir(disk)
    for fault in faults[:20]:
        print("FAULT", fault)
    print(len(acknowledged), "records acknowledged,", len(faults), "faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
