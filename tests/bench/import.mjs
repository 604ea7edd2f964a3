// How fast rows go in and out: one import and one export of small rows through the socket.
//
//   node tests/bench/import.mjs [rows 200000] [format ndjson|csv|json] [binary]
//
// Prints rows a second, server CPU a row and the server's largest resident memory.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const rows = Number(process.argv[2] ?? 200000);
const format = process.argv[3] ?? "ndjson";
const binary = process.argv[4] ?? "build/release/bin/socle";
const dir = await mkdtemp(join(tmpdir(), "socle-bench-"));
const server = spawn(binary, ["serve", "--dir", join(dir, "data"), "--http", "127.0.0.1:0", "--studio"], { stdio: ["pipe", "pipe", "inherit"] });
server.stdin.write('{"email":"root@example.com","password":"correct-horse-battery"}\n');
const hello = await new Promise((resolve) => createInterface({ input: server.stdout }).on("line", (line) => resolve(JSON.parse(line))));
const port = Number(new URL(hello.url).port);

const memory = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))[1]) / 1024;
function cpu() {
  const fields = readFileSync(`/proc/${server.pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function send(method, path, type, feed) {
  return new Promise((resolve, reject) => {
    const out = request({ port, method, path, headers: { "Content-Type": type, Authorization: hello.token } }, (response) => {
      let text = "";
      let size = 0;
      response.on("data", (piece) => ((size += piece.length), (text = (text + piece).slice(-4000))));
      response.on("end", () => resolve({ status: response.statusCode, text, size }));
    });
    out.on("error", reject);
    feed(out);
  });
}

const json = (path, body) => send("POST", path, "application/json", (out) => out.end(JSON.stringify(body)));
await json("/api/collections", {
  name: "rows", type: "base",
  fields: [{ name: "title", type: "text" }, { name: "views", type: "number" }, { name: "open", type: "bool" }, { name: "created", type: "autodate", onCreate: true }],
});
const types = { ndjson: "application/x-ndjson", csv: "text/csv", json: "application/json" };
const line = { ndjson: (i) => `{"title":"Row ${i}","views":${i},"open":true}\n`, csv: (i) => `Row ${i},${i},true\n`, json: (i) => `${i ? "," : ""}{"title":"Row ${i}","views":${i},"open":true}` }[format];
const edges = { ndjson: ["", ""], csv: ["title,views,open\n", ""], json: ["[", "]"] }[format];

async function feedRows(out) {
  out.write(edges[0]);
  for (let i = 0; i < rows; ) {
    let text = "";
    for (const end = Math.min(rows, i + 2000); i < end; i += 1) text += line(i);
    if (!out.write(text)) await new Promise((resolve) => out.once("drain", resolve));
  }
  out.end(edges[1]);
}

async function measure(what, run) {
  const before = cpu();
  const begin = performance.now();
  const answer = await run();
  const seconds = (performance.now() - begin) / 1000;
  console.log(`${what}: ${(rows / seconds).toFixed(0)} rows/s, ${(((cpu() - before) / rows) * 1e6).toFixed(1)} µs CPU a row, peak ${memory().toFixed(1)} MB`);
  return answer;
}

const imported = await measure(`import ${format}`, () => send("POST", "/api/collections/rows/import", types[format], feedRows));
const last = imported.text.trim().split("\n").at(-1);
console.log(last);
await measure(`export ${format}`, () => send("GET", `/api/collections/rows/export?format=${format}`, "", (out) => out.end()));
const ended = new Promise((resolve) => server.once("exit", resolve));
server.stdin.end();
await ended;
await rm(dir, { recursive: true, force: true });
process.exit(JSON.parse(last).created === rows ? 0 : 1);
