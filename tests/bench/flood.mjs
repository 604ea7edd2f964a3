// Guessing at one account: 10,000 wrong passwords a minute from many addresses, while everybody else goes on working.
//
//   node tests/bench/flood.mjs [seconds 20] [guesses a minute 10000] [binary] [account | anybody]
//
// `anybody`: another identity with every guess. Measures reads, writes, refreshes of the owner's sessions and sign-ins of others, first in
// peace, then during the flood. Exit status 1 when one of them (sign-ins aside) takes more than twice its time, or a session has ended.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

const random = (limit) => Math.floor(Math.random() * limit);

function call(port, agent, method, path, body, token = "", headers = {}) {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? "" : JSON.stringify(body);
    const out = request({ port, method, path, agent, headers: { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text), ...(token ? { Authorization: token } : {}), ...headers } }, (response) => {
      let answer = "";
      response.setEncoding("utf8").on("data", (piece) => (answer += piece)).on("end", () => resolve({ status: response.statusCode, json: answer ? JSON.parse(answer) : null }));
    });
    out.on("error", reject);
    out.end(text);
  });
}

// The attacker: so many a minute whatever becomes of them, each from another address.
function attack({ port, rate, whom }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 512 });
  const statuses = {};
  let sent = 0;
  const start = performance.now();
  const timer = setInterval(() => {
    for (const due = ((performance.now() - start) / 60000) * rate; sent < due; sent += 1) {
      const identity = whom === "account" ? "owner@example.com" : `guess${random(1e9)}@example.com`;
      const address = `10.${random(256)}.${random(256)}.${random(256)}`;
      call(port, agent, "POST", "/api/collections/users/auth-with-password", { identity, password: `wrong-${random(1e9)}` }, "", { "X-Forwarded-For": address }).then(
        ({ status }) => (statuses[status] = (statuses[status] ?? 0) + 1),
        () => (statuses.broken = (statuses.broken ?? 0) + 1));
    }
  }, 5);
  parentPort.on("message", () => {
    clearInterval(timer);
    parentPort.postMessage({ sent, statuses });
    agent.destroy();
    parentPort.close();
  });
}

if (!isMainThread) {
  attack(workerData);
} else {
  const [seconds, rate] = [20, 10000].map((value, i) => Number(process.argv[2 + i] ?? value));
  const binary = process.argv[4] ?? "build/release/bin/socle";
  const whom = process.argv[5] ?? "account";
  const dir = await mkdtemp(join(tmpdir(), "socle-flood-"));
  const server = spawn(binary, ["serve", "--dir", join(dir, "data"), "--http", "127.0.0.1:0", "--studio"], { stdio: ["pipe", "pipe", "inherit"] });
  server.stdin.write('{"email":"root@example.com","password":"correct-horse-battery"}\n');
  const hello = await new Promise((resolve) => createInterface({ input: server.stdout }).on("line", (line) => resolve(JSON.parse(line))));
  const port = Number(new URL(hello.url).port);
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const ask = (method, path, body, token = hello.token) => call(port, agent, method, path, body, token);

  await ask("PATCH", "/api/settings", { trustedProxy: { headers: ["X-Forwarded-For"], useLeftmostIP: false }, rateLimits: { enabled: false } });
  await ask("POST", "/api/collections", { name: "notes", type: "base", listRule: "@request.auth.id != ''", viewRule: "@request.auth.id != ''", createRule: "@request.auth.id != ''", fields: [{ name: "title", type: "text" }] });
  for (const name of ["owner", "other"]) await ask("POST", "/api/collections/users/records", { email: `${name}@example.com`, password: "right-password", passwordConfirm: "right-password" });
  const signIn = (name) => ask("POST", "/api/collections/users/auth-with-password", { identity: `${name}@example.com`, password: "right-password" }, "");
  const sessions = [];
  for (let i = 0; i < 5; i += 1) sessions.push((await signIn("owner")).json.token);
  for (let i = 0; i < 100; i += 1) await ask("POST", "/api/collections/notes/records", { title: `note ${i}` }, sessions[0]);
  const { id } = (await ask("GET", "/api/collections/notes/records?perPage=1")).json.items[0];

  const work = {
    view: () => ask("GET", `/api/collections/notes/records/${id}`, undefined, sessions[0]),
    list: () => ask("GET", "/api/collections/notes/records?perPage=30", undefined, sessions[1]),
    refresh: () => ask("POST", "/api/collections/users/auth-refresh", undefined, sessions[2]),
    create: () => ask("POST", "/api/collections/notes/records", { title: "more" }, sessions[3]),
    "sign-in of another": () => signIn("other"),
  };
  const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))];

  async function measure(limit) {
    const times = Object.fromEntries(Object.keys(work).map((name) => [name, []]));
    let refused = 0;
    const end = performance.now() + limit * 1000;
    for (let turn = 0; performance.now() < end; turn += 1) {
      for (const [name, step] of Object.entries(work)) {
        if (name.startsWith("sign-in") && turn % 5 !== 0) continue;
        const start = performance.now();
        const { status } = await step();
        times[name].push(performance.now() - start);
        if (status !== 200) refused += 1;
      }
      await new Promise((resolve) => setTimeout(resolve, 10 + random(10)));
    }
    return { times, refused };
  }

  await measure(2);
  const peace = await measure(Math.min(seconds, 10));
  const attacker = new Worker(fileURLToPath(import.meta.url), { workerData: { port, rate, whom } });
  await new Promise((resolve) => setTimeout(resolve, 2000)); // queues have filled
  const war = await measure(seconds);
  const outcome = await new Promise((resolve) => {
    attacker.once("message", resolve);
    attacker.postMessage("stop");
  });
  let isFine = war.refused === 0;
  console.log(`${outcome.sent} guesses at ${whom === "account" ? "one account" : "anybody"}; answers ${JSON.stringify(outcome.statuses)}; other requests refused: ${war.refused}`);
  for (const name of Object.keys(work)) {
    const [before, during] = [peace.times[name], war.times[name]];
    const factor = quantile(during, 0.5) / quantile(before, 0.5);
    const isLate = factor > 2 && !name.startsWith("sign-in");
    isFine &&= !isLate;
    const show = (values) => `${quantile(values, 0.5).toFixed(2)} / ${quantile(values, 0.95).toFixed(2)}`;
    console.log(`${name.padEnd(20)} median / p95 in peace ${show(before)} ms, in the flood ${show(during)} ms: ${factor.toFixed(2)} times${isLate ? "  TOO SLOW" : ""}`);
  }
  const alive = await Promise.all(sessions.map((token) => ask("POST", "/api/collections/users/auth-refresh", undefined, token)));
  isFine &&= alive.every(({ status }) => status === 200);
  console.log(`sessions of the owner alive: ${alive.filter(({ status }) => status === 200).length} of ${alive.length}`);
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.stdin.end();
  await ended;
  await rm(dir, { recursive: true, force: true });
  process.exit(isFine ? 0 : 1);
}
