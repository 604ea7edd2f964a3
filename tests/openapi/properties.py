#!/usr/bin/env python3
"""A property-based tester (schemathesis) over the server's own OpenAPI document: no 5xx, no status that is not in it.

    tests/openapi/properties.py --st /path/to/st [--bin build/dev/bin/socle] [--seconds 240] [--examples 5]

Played three times on a server of its own: as a guest, as a superuser, and as a superuser on the routes that change how the
server answers afterwards (settings, import of the schema, signing out). Left out: streams without an end and the WebSocket.
Exit status 1 when something was found. A `fields` that cannot be read gives 200 with an empty body, as PocketBase does; that
is why bodies are compared with their schemas by tests/sdk and not here.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request

ENDLESS = ["getRealtime", "getRealtimeWs", "getSocleLogsStream"]
LASTING = ["patchSettings", "patchSocleSettings", "putCollectionsImport", "postSocleSignOut", "deleteSocleSessions"]
FIELDS = [{"name": f"a_{kind}", "type": kind} for kind in
          ("text", "editor", "number", "bool", "email", "url", "date", "json", "geoPoint", "file", "password")] + [
    {"name": "choice", "type": "select", "values": ["a b", "c"], "maxSelect": 1}, {"name": "files", "type": "file", "maxSelect": 5},
    {"name": "friend", "type": "relation", "collectionId": "_pb_users_auth_", "maxSelect": 3}]


def request(url, token, method="GET", body=None):
    sent = urllib.request.Request(url, method=method, data=json.dumps(body).encode() if body else None,
                                  headers={"Authorization": token, "Content-Type": "application/json"})
    with urllib.request.urlopen(sent) as answer:
        return answer.read()


def play(options, work, name, selection, signs_in):
    folder = os.path.join(work, name)
    server = subprocess.Popen([options.bin, "serve", "--dir", folder, "--http", "127.0.0.1:0", "--studio"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        server.stdin.write(b'{"email":"root@example.com","password":"correct-horse-battery"}\n')
        server.stdin.flush()
        ready = json.loads(server.stdout.readline())
        rules = {rule + "Rule": "" for rule in ("list", "view", "create", "update", "delete")}
        for body in ({"name": "everything", "type": "base", "fields": FIELDS, **rules},
                     {"name": "seen", "type": "view", "viewQuery": "SELECT id, a_text FROM everything"}):
            request(ready["url"] + "/api/collections", ready["token"], "POST", body)
        document = folder + ".json"
        with open(document, "wb") as file:
            file.write(request(ready["url"] + "/api/socle/openapi.json", ready["token"]))
        command = [options.st, "run", document, "--url", ready["url"], "-c", "not_a_server_error,status_code_conformance",
                   "--phases", "coverage,fuzzing", "--continue-on-failure", "--no-color", "--no-shrink", "--warnings", "off",
                   "--suppress-health-check", "all", "-n", str(options.examples), "--max-time", str(options.seconds), *selection]
        command += ["-H", f"Authorization: {ready['token']}"] if signs_in else []
        print(f"== {name}", flush=True)
        return subprocess.run(command, cwd=work, check=False).returncode
    finally:
        server.stdin.close()
        server.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--st", default="st")
    parser.add_argument("--bin", default="build/dev/bin/socle")
    parser.add_argument("--seconds", type=int, default=240)
    parser.add_argument("--examples", type=int, default=5)
    options = parser.parse_args()
    options.bin = os.path.abspath(options.bin)
    without = lambda ids: [word for name in ids for word in ("--exclude-operation-id", name)]
    only = [word for name in LASTING for word in ("--include-operation-id", name)]
    work = tempfile.mkdtemp(prefix="socle-openapi-")
    try:
        found = [play(options, work, "guest", without(ENDLESS), False),
                 play(options, work, "superuser", without(ENDLESS + LASTING), True),
                 play(options, work, "lasting", only, True)]
    finally:
        shutil.rmtree(work, ignore_errors=True)
    sys.exit(1 if any(found) else 0)


if __name__ == "__main__":
    main()
