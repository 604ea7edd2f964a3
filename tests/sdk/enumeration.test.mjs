// Nobody learns from an answer or from its time whether an address has an account (auth-api.md 3.17): every route that takes one is asked
// about known and unknown addresses in a random order, then bodies and times are compared.
//
//   SOCLE_SAMPLES=400 SOCLE_BIN=…/bin node --test enumeration.test.mjs     a longer look, with its numbers
//
// Times count as equal when their medians differ by less than the noise (the range of the middle half of all samples) and a known one is the
// slower of a pair about every second time (the Mann-Whitney statistic as a probability; 0.5 is chance).
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { send } from "../wire/runner/http.mjs";
import { startServer } from "./server.mjs";

const samples = Number(process.env.SOCLE_SAMPLES ?? 40);
const isLong = "SOCLE_SAMPLES" in process.env;
let server;
let counter = 0;

async function call(method, target, json, token = "") {
  const headers = { "Content-Type": "application/json", ...(token ? { Authorization: token } : {}) };
  return send(server.url, { method, target, headers, body: json === undefined ? null : JSON.stringify(json) });
}

async function admin(method, target, json) {
  const answer = await call(method, target, json, server.token);
  assert.ok(answer.status < 300, `${method} ${target}: ${answer.status} ${answer.text}`);
  return answer.text ? JSON.parse(answer.text) : null;
}

// `count` accounts that nobody asked about yet; addresses look alike, known or not.
async function accounts(count) {
  const addresses = Array.from({ length: count }, () => `person${(counter += 1)}@example.com`);
  for (let at = 0; at < count; at += 50) {
    const requests = addresses.slice(at, at + 50).map((email) => ({ method: "POST", url: "/api/collections/people/records", body: { email, password: "correct-horse-1", passwordConfirm: "correct-horse-1" } }));
    await admin("POST", "/api/batch", { requests });
  }
  return addresses;
}

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
const median = (values) => quantile([...values].sort((a, b) => a - b), 0.5);

// How often a known one takes longer than an unknown one, over all pairs.
function slowerShare(known, unknown) {
  let wins = 0;
  for (const a of known) for (const b of unknown) wins += a > b ? 1 : a === b ? 0.5 : 0;
  return wins / (known.length * unknown.length);
}

async function compare(path, bodyOf, { knownAddresses, again = 1 } = {}) {
  const known = knownAddresses ?? (await accounts(samples));
  const unknown = known.map((address) => address.replace("person", "nobody"));
  const order = known.flatMap((address, i) => [[0, address], [1, unknown[i]]]);
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = Math.floor(Math.random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  const times = [[], []];
  const answers = [new Set(), new Set()];
  for (let i = 0; i < 10; i += 1) await call("POST", path, bodyOf(`warm${i}@example.com`));
  for (const [kind, address] of order) {
    for (let turn = 0; turn < again; turn += 1) {
      const start = performance.now();
      const answer = await call("POST", path, bodyOf(address));
      if (turn === again - 1) {
        times[kind].push(performance.now() - start);
        const head = answer.headers.filter(([name]) => name !== "Date").map(([name, value]) => `${name}: ${value}`);
        answers[kind].add(`${answer.status}\n${head.join("\n")}\n${answer.text.replace(/"otpId":"[a-z0-9]{15}"/, '"otpId":"…"')}`);
      }
    }
  }
  assert.deepEqual([...answers[0]], [...answers[1]]);
  assert.equal(answers[0].size, 1, [...answers[0]].join("\n---\n"));
  const all = [...times[0], ...times[1]].sort((a, b) => a - b);
  const noise = quantile(all, 0.75) - quantile(all, 0.25);
  const difference = Math.abs(median(times[0]) - median(times[1]));
  const share = slowerShare(...times);
  const line = `${path.split("/").pop()}: known ${median(times[0]).toFixed(3)} ms, unknown ${median(times[1]).toFixed(3)} ms, noise ${noise.toFixed(3)} ms, known is slower in ${(share * 100).toFixed(1)} %`;
  if (isLong) console.log(line);
  // Chance alone moves the share by a standard deviation of sqrt((2n+1)/(12n²)); four of them are beyond doubt.
  const chance = Math.max(0.1, 4 * Math.sqrt((2 * samples + 1) / (12 * samples * samples)));
  assert.ok(difference < noise && Math.abs(share - 0.5) < chance, line);
}

before(async () => {
  server = await startServer();
  await admin("PATCH", "/api/settings", { batch: { enabled: true, maxRequests: 100, timeout: 30 }, rateLimits: { enabled: false }, smtp: { enabled: false } });
  await admin("POST", "/api/collections", {
    name: "people", type: "auth", createRule: "", otp: { enabled: true, duration: 180, length: 6 }, authAlert: { enabled: false },
    fields: [{ name: "password", type: "password", system: true, hidden: true, required: true, min: 8, cost: 4 }],
  });
  await admin("PATCH", "/api/socle/settings", { accounts: { magicLinks: { enabled: true } } });
});

after(() => server.stop());

const to = (action) => `/api/collections/people/${action}`;

describe("known and unknown addresses are told apart by nothing", () => {
  it("a wrong password", () => compare(to("auth-with-password"), (identity) => ({ identity, password: "wrong-password" })));
  it("a wrong password while accounts are locked", async () => {
    await admin("PATCH", "/api/socle/settings", { accounts: { lockout: { enabled: true, maxAttempts: 3 } } });
    await compare(to("auth-with-password"), (identity) => ({ identity, password: "wrong-password" }), { again: 4 });
    await admin("PATCH", "/api/socle/settings", { accounts: { lockout: { enabled: false } } });
  });
  it("a one-time password", () => compare(to("request-otp"), (email) => ({ email })));
  it("a verification", () => compare(to("request-verification"), (email) => ({ email })));
  it("a password reset", () => compare(to("request-password-reset"), (email) => ({ email })));
  it("a sign-in link", () => compare(to("request-magic-link"), (email) => ({ email })));

  it("the eleventh one-time password of an address", async () => {
    const [known] = await accounts(1);
    for (const address of [known, "nobody-at-all@example.com"]) {
      const ids = [];
      for (let i = 0; i < 12; i += 1) {
        ids.push(JSON.parse((await call("POST", to("request-otp"), { email: address })).text).otpId);
        await new Promise((resolve) => setTimeout(resolve, 40)); // the row is written after the answer
      }
      assert.equal(new Set(ids.slice(0, 10)).size, 10, address);
      assert.deepEqual(ids.slice(9), [ids[9], ids[9], ids[9]], address);
    }
  });
});
