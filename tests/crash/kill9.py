#!/usr/bin/env python3
"""Kills the server with SIGKILL at random moments during writes and checks that every acknowledged record is there.

    tests/crash/kill9.py [--bin build/release/bin/socle] [--rounds 20] [--clients 16]

Each round starts the server on the same folder, writes from many connections, kills it, starts it again, reads everything back.
Exit status 1 when an acknowledged record is missing, a refused one is there twice, or the integrity check fails.
"""
import argparse
import http.client
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

EMAIL, PASSWORD = "root@example.com", "correct-horse-battery"


class Server:
    def __init__(self, binary, folder):
        self.process = subprocess.Popen(
            [binary, "serve", "--dir", folder, "--http", "127.0.0.1:0", "--studio"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.process.stdin.write(json.dumps({"email": EMAIL, "password": PASSWORD}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        while line and not line.startswith("{"):
            line = self.process.stdout.readline()
        if not line:
            raise SystemExit("the server did not become ready")
        ready = json.loads(line)
        self.host = ready["url"].split("//")[1]
        self.token = ready["token"]

    def connection(self):
        return http.client.HTTPConnection(self.host, timeout=60)

    def request(self, connection, method, path, body=None):
        connection.request(method, path, json.dumps(body) if body is not None else None,
                           {"Authorization": self.token, "Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else None

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.stdin.close()
        return self.process.wait(timeout=20)


def write_until_killed(server, acknowledged, lock, counter):
    connection = server.connection()
    while True:
        with lock:
            counter[0] += 1
            number = counter[0]
        try:
            status, record = server.request(connection, "POST", "/api/collections/notes/records", {"number": number})
        except (OSError, http.client.HTTPException, ValueError):
            return
        if status == 200:
            with lock:
                acknowledged[record["id"]] = number


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--bin", default="build/release/bin/socle")
    options.add_argument("--rounds", type=int, default=20)
    options.add_argument("--clients", type=int, default=16)
    options.add_argument("--seed", type=int, default=None)
    args = options.parse_args()
    random.seed(args.seed)

    work = tempfile.mkdtemp(prefix="socle-crash-")
    folder = os.path.join(work, "data")
    acknowledged, lock, counter = {}, threading.Lock(), [0]
    try:
        server = Server(args.bin, folder)
        status, _ = server.request(server.connection(), "POST", "/api/collections", {
            "name": "notes", "type": "base", "fields": [{"name": "number", "type": "number"}]})
        assert status == 200, status
        assert server.stop() == 0

        for number in range(1, args.rounds + 1):
            server = Server(args.bin, folder)
            writers = [threading.Thread(target=write_until_killed, args=(server, acknowledged, lock, counter))
                       for _ in range(args.clients)]
            for writer in writers:
                writer.start()
            time.sleep(random.uniform(0.05, 0.6))
            server.kill()
            for writer in writers:
                writer.join()
            with sqlite3.connect(os.path.join(folder, "data.db")) as database:
                present = {row[0] for row in database.execute("SELECT id FROM notes")}
                verdict = database.execute("PRAGMA integrity_check").fetchone()[0]
            missing = set(acknowledged) - present
            print(f"round {number}: {len(acknowledged)} acknowledged, {len(present)} stored, "
                  f"{len(missing)} missing, integrity {verdict}")
            if missing or verdict != "ok":
                return 1
        return 0
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
