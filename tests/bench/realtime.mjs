// Live events under load: N streams on one topic, writes at a steady rate, every message counted.
//
//   node tests/bench/realtime.mjs [clients 1000] [events/s 100] [seconds 10] [mode guests|accounts] [binary]
//
// Prints lost and doubled messages, latency from before the write's request to the arrival of its event (so it holds the
// commit too), server CPU and memory. The reader runs on the same machine: what it costs is in the latency.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const [clients, rate, seconds] = [1000, 100, 10].map((value, i) => Number(process.argv[2 + i] ?? value));
const mode = process.argv[5] ?? "guests";
const binary = process.argv[6] ?? "build/release/bin/socle";
const agent = new Agent({ keepAlive: true, maxSockets: 16 });
const dir = await mkdtemp(join(tmpdir(), "socle-bench-"));
const server = spawn(binary, ["serve", "--dir", join(dir, "data"), "--http", "127.0.0.1:0", "--studio"], { stdio: ["pipe", "pipe", "inherit"] });
server.stdin.write('{"email":"root@example.com","password":"correct-horse-battery"}\n');
const hello = await new Promise((resolve) => createInterface({ input: server.stdout }).on("line", (line) => resolve(JSON.parse(line))));
const port = Number(new URL(hello.url).port);

function call(method, path, body, token = hello.token) {
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(body ?? {});
    const out = request({ port, method, path, agent, headers: { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text), Authorization: token } }, (response) => {
      let answer = "";
      response.setEncoding("utf8").on("data", (piece) => (answer += piece)).on("end", () => {
        if (response.statusCode >= 300) reject(new Error(`${method} ${path}: ${response.statusCode} ${answer}`));
        else resolve(answer ? JSON.parse(answer) : null);
      });
    });
    out.on("error", reject);
    out.end(text);
  });
}

const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))[1]) / 1024;
function cpu() {
  const fields = readFileSync(`/proc/${server.pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100; // seconds
}

await call("POST", "/api/collections", {
  name: "ticks", type: "base", listRule: mode === "accounts" ? "@request.auth.id != '' && seq >= 0" : "", fields: [{ name: "seq", type: "number" }],
});
const tokens = [""];
if (mode === "accounts") {
  tokens.length = 0;
  await call("POST", "/api/collections", { name: "people", type: "auth", fields: [{ name: "password", type: "password", cost: 4, min: 8, system: true, required: true, hidden: true }] });
  for (let i = 0; i < clients; i += 1) {
    const person = await call("POST", "/api/collections/people/records", { email: `p${i}@example.com`, password: "12345678", passwordConfirm: "12345678" });
    tokens.push((await call("POST", `/api/collections/people/impersonate/${person.id}`, {})).token);
  }
}

const idle = memory();
const total = rate * seconds;
const sent = new Float64Array(total); // when event i was asked for
const got = new Uint16Array(total); // how often it arrived
const latencies = new Float64Array(clients * total);
let arrived = 0;
let open = 0;
let ended = 0;

// One stream over a bare socket with one shared buffer: a thousand of them must cost the reader little.
function openStream(index) {
  return new Promise((resolve, reject) => {
    let rest = "";
    let id = "";
    const socket = connect({
      port,
      onread: {
        buffer: Buffer.alloc(16384),
        callback(size, buffer) {
          const text = rest + buffer.latin1Slice(0, size);
          const end = text.lastIndexOf("\n\n") + 2;
          if (end < 2) return (rest = text), true;
          rest = text.slice(end);
          if (!id) {
            id = /id:(\w{40})/.exec(text)?.[1] ?? "";
            if (id) {
              call("POST", "/api/realtime", { clientId: id, subscriptions: ["ticks/*"] }, tokens[index % tokens.length]).then(() => resolve((open += 1)), reject);
            }
            return true;
          }
          const now = performance.now();
          for (let at = text.indexOf('"seq":'); at >= 0 && at < end; at = text.indexOf('"seq":', at + 6)) {
            const seq = parseInt(text.slice(at + 6, at + 14), 10);
            got[seq] += 1;
            latencies[arrived++] = now - sent[seq];
          }
          return true;
        },
      },
    });
    socket.on("error", reject);
    socket.on("close", () => (ended += 1));
    socket.write("GET /api/realtime HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n");
  });
}

for (let i = 0; i < clients; i += 50) {
  await Promise.all(Array.from({ length: Math.min(50, clients - i) }, (_, k) => openStream(i + k)));
}
const connected = memory();
const cpuBefore = cpu();
const begin = performance.now();
let next = 0;
let failed = 0;
await new Promise((resolve) => {
  const timer = setInterval(() => {
    const due = Math.min(total, Math.floor(((performance.now() - begin) / 1000) * rate));
    for (; next < due; next += 1) {
      sent[next] = performance.now();
      call("POST", "/api/collections/ticks/records", { seq: next }).catch(() => (failed += 1));
    }
    if (next === total) resolve(clearInterval(timer));
  }, 2);
});
const expected = clients * total;
for (let quiet = 0, before = -1; arrived < expected && quiet < 50; quiet += 1) {
  if (arrived !== before) quiet = 0;
  before = arrived;
  await new Promise((resolve) => setTimeout(resolve, 100));
}
const took = (performance.now() - begin) / 1000;
const used = cpu() - cpuBefore;
const sorted = latencies.subarray(0, arrived).sort();
const quantile = (q) => (sorted[Math.min(arrived - 1, Math.floor(arrived * q))] ?? NaN).toFixed(1);
const doubled = got.reduce((sum, count) => sum + Math.max(0, count - clients), 0);
console.log(`${open} streams (${mode}), ${total} events at ${rate}/s: ${arrived} of ${expected} messages in ${took.toFixed(1)} s`);
console.log(`lost ${expected - arrived}, doubled ${doubled}, failed writes ${failed}, streams ended ${ended}`);
console.log(`latency ms p50 ${quantile(0.5)}  p95 ${quantile(0.95)}  p99 ${quantile(0.99)}  max ${quantile(1)}`);
console.log(`server CPU ${used.toFixed(2)} s = ${((used / arrived) * 1e6).toFixed(1)} µs a message`);
console.log(`server memory MB: idle ${idle.toFixed(1)}, ${clients} streams ${connected.toFixed(1)}, after ${memory().toFixed(1)}`);
const ending = new Promise((resolve) => server.once("exit", resolve));
server.stdin.end();
await ending;
await rm(dir, { recursive: true, force: true });
process.exit(arrived === expected ? 0 : 1);
