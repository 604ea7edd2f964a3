"""A MinIO of our own on loopback, and the few requests that look into its buckets from outside.

The requests are signed here by hand, so that nothing of the program under test is trusted.
"""
import datetime
import hashlib
import hmac
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

ACCESS = "socle-access"
SECRET = "socle/secret+with=signs"
REGION = "us-east-1"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Service:
    """`command` starts the service; {port} and {folder} in it are filled in."""

    def __init__(self, command, folder):
        self.folder = folder
        self.port = free_port()
        self.command = [part.format(port=self.port, folder=folder) for part in command]
        self.process = None
        self.start()

    def start(self):
        environment = dict(os.environ, MINIO_ROOT_USER=ACCESS, MINIO_ROOT_PASSWORD=SECRET,
                           MINIO_DOMAIN="localhost", MINIO_BROWSER="off", MINIO_UPDATE="off",
                           S3RVER_ACCESS=ACCESS, S3RVER_SECRET=SECRET)
        self.process = subprocess.Popen(self.command, env=environment, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        deadline = time.time() + 60
        while True:
            try:
                if self.request("GET", "/")[0] < 500:
                    return
            except OSError:
                pass
            if time.time() > deadline:
                raise SystemExit("the service does not answer")
            time.sleep(0.2)

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def stop(self):
        self.go_on()
        self.process.terminate()
        self.process.wait()

    def endpoint(self, host="127.0.0.1"):
        return f"http://{host}:{self.port}"

    def request(self, method, path, query="", body=b"", headers=None):
        """(status, headers, body); `path` unescaped, `query` escaped and sorted."""
        host = f"127.0.0.1:{self.port}"
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        url = urllib.parse.quote(path, safe="/-_.~")
        digest = hashlib.sha256(body).hexdigest()
        canonical = (f"{method}\n{url}\n{query}\nhost:{host}\nx-amz-content-sha256:{digest}\n"
                     f"x-amz-date:{now}\n\nhost;x-amz-content-sha256;x-amz-date\n{digest}")
        scope = f"{now[:8]}/{REGION}/s3/aws4_request"
        text = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        key = ("AWS4" + SECRET).encode()
        for part in (now[:8], REGION, "s3", "aws4_request", text):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        sent = {"x-amz-content-sha256": digest, "x-amz-date": now,
                "Authorization": f"AWS4-HMAC-SHA256 Credential={ACCESS}/{scope}, SignedHeaders="
                                 f"host;x-amz-content-sha256;x-amz-date, Signature={key.hex()}"}
        sent.update(headers or {})
        target = f"http://{host}{url}" + (f"?{query}" if query else "")
        request = urllib.request.Request(target, method=method, data=body or None, headers=sent)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def make_bucket(self, name):
        status, _, body = self.request("PUT", f"/{name}")
        assert status == 200, (status, body)

    def put(self, bucket, key, body):
        status, _, answer = self.request("PUT", f"/{bucket}/{key}", body=body)
        assert status == 200, (status, answer)

    def head(self, bucket, key):
        return self.request("HEAD", f"/{bucket}/{key}")

    def keys(self, bucket, prefix=""):
        found, token = [], ""
        while True:
            query = "list-type=2&prefix=" + urllib.parse.quote(prefix, safe="-_.~")
            if token:
                query = "continuation-token=" + urllib.parse.quote(token, safe="-_.~") + "&" + query
            status, _, body = self.request("GET", f"/{bucket}", query)
            assert status == 200, (status, body)
            text = body.decode()
            found += re.findall(r"<Key>([^<]*)</Key>", text)
            more = re.search(r"<NextContinuationToken>([^<]*)<", text)
            if not more:
                return found
            token = more.group(1)
