// What Socle adds to accounts, all of it off until it is switched on: sessions and new devices, remembered devices, guests, former, old and
// leaked passwords, limits that are told, marked impersonation, the mail with a sign-in link, locks that outlive a restart.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { startSink } from "../support/smtpSink.mjs";
import { totp } from "../support/totp.mjs";
import { email, password, startServer } from "./server.mjs";

const secret = "correct-horse-1";
let server;
let sink;
let root;
let counter = 0;

async function call(method, path, { token = "", body, headers = {} } = {}) {
  const answer = await fetch(server.url + path, {
    method,
    headers: { ...(body ? { "Content-Type": "application/json" } : {}), ...(token ? { Authorization: token } : {}), ...headers },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, json: text ? JSON.parse(text) : null };
}
const settings = (values) => call("PATCH", "/api/socle/settings", { token: root, body: values });
const accounts = (values) => settings({ accounts: values });
const people = (action) => `/api/collections/people/${action}`;
const signIn = (identity, more = {}, headers = {}) => call("POST", people("auth-with-password"), { body: { identity, password: secret, ...more }, headers });
const claimsOf = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));

async function person() {
  counter += 1;
  const body = { email: `a${counter}@example.com`, password: secret, passwordConfirm: secret };
  return (await call("POST", people("records"), { token: root, body })).json;
}

async function arrange() {
  const signedIn = await call("POST", "/api/collections/_superusers/auth-with-password", { body: { identity: email, password } });
  root = signedIn.json.token;
  await call("PATCH", "/api/settings", { token: root, body: { smtp: { enabled: true, host: "127.0.0.1", port: sink.port, tls: false }, rateLimits: { enabled: false } } });
}

before(async () => {
  server = await startServer();
  sink = await startSink();
  await arrange();
  const made = await call("POST", "/api/collections", {
    token: root,
    body: {
      name: "people", type: "auth", createRule: "", viewRule: "id = @request.auth.id", updateRule: "id = @request.auth.id", authAlert: { enabled: false },
      fields: [
        { name: "password", type: "password", system: true, hidden: true, required: true, min: 8, cost: 4 },
        { name: "nick", type: "text" },
      ],
    },
  });
  assert.equal(made.status, 200);
});

after(async () => {
  await server.stop();
  await sink.stop();
});

describe("sessions", () => {
  it("leave tokens as the peer's while they are off", async () => {
    const record = await person();
    const { token } = (await signIn(record.email)).json;
    assert.deepEqual(Object.keys(claimsOf(token)).sort(), ["collectionId", "exp", "id", "refreshable", "type"]);
    assert.deepEqual((await call("GET", "/api/socle/sessions", { token })).json, []);
    assert.equal((await call("GET", "/api/socle/sessions")).status, 401);
  });

  it("are listed, renewed, limited and ended", async () => {
    await accounts({ sessions: { enabled: true, maxPerAccount: 3 } });
    const record = await person();
    const firefox = { "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/120.0" };
    const one = (await signIn(record.email, {}, firefox)).json.token;
    const two = (await signIn(record.email)).json.token;
    const list = async (token) => (await call("GET", "/api/socle/sessions", { token })).json;
    const mine = (await list(one)).find((session) => session.current);
    assert.deepEqual([mine.device, mine.method, mine.address, mine.impersonatedBy], ["Firefox on Linux", "password", "127.0.0.1", ""]);
    assert.equal((await list(one)).length, 2);
    const fresh = (await call("POST", people("auth-refresh"), { token: one, headers: firefox })).json.token;
    assert.equal(claimsOf(fresh).sid, mine.id);
    assert.deepEqual((await call("DELETE", "/api/socle/sessions", { token: fresh })).json, { ended: 1 });
    assert.equal((await call("POST", people("auth-refresh"), { token: two })).status, 401);
    assert.equal((await call("POST", people("auth-refresh"), { token: one })).status, 200);
    for (let i = 0; i < 3; i += 1) await signIn(record.email);
    assert.equal((await call("POST", people("auth-refresh"), { token: one })).status, 401); // the oldest went
    const seen = await call("GET", `/api/socle/accounts/people/${record.id}/sessions`, { token: root });
    assert.equal(seen.json.length, 3);
    assert.deepEqual((await call("DELETE", `/api/socle/accounts/people/${record.id}/sessions`, { token: root })).json, { ended: 3 });
    await accounts({ sessions: { enabled: false, maxPerAccount: 0 } });
  });

  it("tell by mail of a new device", async () => {
    await accounts({ sessions: { enabled: true, alertNewDevice: true } });
    const record = await person();
    await signIn(record.email, {}, { "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/120.0" });
    await signIn(record.email, {}, { "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/121.0" });
    await signIn(record.email, {}, { "User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) Safari/604.1" });
    const mail = await sink.next(record.email);
    assert.match(mail.html, /iPhone/);
    await accounts({ sessions: { enabled: false, alertNewDevice: false } });
  });
});

describe("remembered devices", () => {
  it("need no code for a while, until the password changes", async () => {
    await accounts({ totp: { enabled: true, rememberDays: 30 } });
    const record = await person();
    const { token } = (await signIn(record.email)).json;
    const app = (await call("POST", "/api/socle/totp", { token })).json;
    assert.equal((await call("POST", "/api/socle/totp/confirm", { token, body: { code: totp(app.secret) } })).status, 200);
    const { mfaId } = (await signIn(record.email)).json;
    const second = await call("POST", people("auth-with-totp"), { body: { mfaId, code: totp(app.secret, 1), rememberDevice: true } });
    assert.equal(second.status, 200);
    const device = second.json.deviceToken;
    assert.match(device, /^[\w-]{43}$/);
    const remembered = (headers) => signIn(record.email, {}, headers);
    assert.equal((await remembered({ "Socle-Device": device })).status, 200);
    assert.equal((await remembered({ "Socle-Device": `${device.slice(0, -1)}_` })).status, 401);
    const [listed] = (await call("GET", "/api/socle/devices", { token })).json;
    assert.deepEqual(Object.keys(listed).sort(), ["created", "expires", "id", "lastUsed", "name"]);
    assert.equal((await call("DELETE", `/api/socle/devices/${listed.id}`, { token })).status, 204);
    assert.equal((await remembered({ "Socle-Device": device })).status, 401);
    await accounts({ totp: { enabled: false, rememberDays: 0 } });
  });
});

describe("guests", () => {
  it("are refused while they are off", async () => {
    assert.equal((await call("POST", people("auth-as-guest"), { body: {} })).status, 403);
    assert.equal((await call("POST", "/api/collections/_superusers/auth-as-guest", { body: {} })).status, 403);
  });

  it("become accounts that keep their id", async () => {
    await accounts({ guests: { enabled: true } });
    const guest = (await call("POST", people("auth-as-guest"), { body: { createData: { nick: "Zed", email: "not@taken.org", verified: true } } })).json;
    assert.deepEqual([guest.record.nick, guest.record.email, guest.record.verified], ["Zed", "", false]);
    assert.equal((await call("POST", people("auth-refresh"), { token: guest.token })).status, 200);
    const upgrade = (token, body) => call("POST", people("upgrade-guest"), { token, body });
    const taken = await person();
    const given = { email: "zed@example.com", password: secret, passwordConfirm: secret };
    assert.equal((await upgrade("", given)).status, 401);
    assert.deepEqual(Object.keys((await upgrade(guest.token, { ...given, passwordConfirm: "x" })).json.data), ["passwordConfirm"]);
    assert.equal((await upgrade(guest.token, { ...given, email: taken.email })).json.data.email.code, "validation_not_unique");
    const account = await upgrade(guest.token, given);
    assert.equal(account.status, 200);
    assert.equal(account.json.record.id, guest.record.id);
    assert.equal((await call("POST", people("auth-refresh"), { token: guest.token })).status, 401);
    assert.match((await sink.next("zed@example.com")).html, /confirm-verification/);
    assert.equal((await signIn("zed@example.com")).json.record.id, guest.record.id);
    assert.equal((await upgrade(account.json.token, given)).status, 400);
    await accounts({ guests: { enabled: false } });
  });
});

describe("passwords", () => {
  it("do not come back, and are not those of a leak", async () => {
    const leaked = createHash("sha1").update("leaked-horse-9").digest("hex").toUpperCase();
    const asked = [];
    const list = createServer((request, response) => {
      asked.push(request.url);
      response.end(request.url === `/range/${leaked.slice(0, 5)}` ? `${leaked.slice(5)}:42\r\n` : "0".repeat(35) + ":0\r\n");
    });
    await new Promise((resolve) => list.listen(0, "127.0.0.1", resolve));
    const breachUrl = `http://127.0.0.1:${list.address().port}/range/`;
    const policy = (values) => accounts({ passwordPolicy: values });
    assert.equal((await policy({ breachUrl: "no address" })).status, 400);
    await policy({ history: 2, breachCheck: true, breachUrl, breachAllowPrivate: true });
    const record = await person();
    const { token } = (await signIn(record.email)).json;
    const change = (fresh, old, as = token) => call("PATCH", people(`records/${record.id}`), { token: as, body: { oldPassword: old, password: fresh, passwordConfirm: fresh } });
    assert.equal((await change(secret, secret)).json.data.password.code, "validation_password_reused");
    assert.equal((await change("leaked-horse-9", secret)).json.data.password.code, "validation_password_breached");
    assert.equal((await change("second-horse-2", secret)).status, 200);
    assert.equal((await change(secret, "", root)).json.data.password.code, "validation_password_reused");
    assert.ok(asked.every((url) => /^\/range\/[0-9A-F]{5}$/.test(url)), "no more than five digits left the server");
    // A list that may not be asked: refused or let through, as configured.
    await policy({ breachAllowPrivate: false, breachFailOpen: false });
    assert.equal((await change("third-horse-3", "", root)).json.data.password.code, "validation_password_unchecked");
    await policy({ breachFailOpen: true });
    assert.equal((await change("third-horse-3", "", root)).status, 200);
    await policy({ history: 0, breachCheck: false });
    list.close();
  });
});

describe("limits", () => {
  it("are told in headers, and count by account", async () => {
    const rules = [{ label: "/api/health", audience: "", duration: 60, maxRequests: 2 }];
    await call("PATCH", "/api/settings", { token: root, body: { rateLimits: { enabled: true, rules } } });
    const health = (token) => call("GET", "/api/health", { token });
    assert.equal((await health()).headers.get("x-ratelimit-limit"), null);
    await settings({ limits: { headers: true, byAccount: true } });
    const [one, two] = [await person(), await person()];
    const [tokenOne, tokenTwo] = [(await signIn(one.email)).json.token, (await signIn(two.email)).json.token];
    const first = await health(tokenOne);
    assert.deepEqual(["limit", "remaining", "reset"].map((name) => first.headers.get(`x-ratelimit-${name}`)), ["2", "1", "60"]);
    await health(tokenOne);
    const refused = await health(tokenOne);
    assert.deepEqual([refused.status, refused.json.message], [429, "Too Many Requests."]);
    assert.ok(Number(refused.headers.get("retry-after")) > 0);
    assert.equal((await health(tokenTwo)).status, 200);
    assert.equal((await health(root)).headers.get("x-ratelimit-limit"), null);
    await call("PATCH", "/api/settings", { token: root, body: { rateLimits: { enabled: false } } });
    await settings({ limits: { byAccount: false, perAccount: { maxRequests: 3, duration: 60 } } });
    const answers = [];
    for (let i = 0; i < 4; i += 1) answers.push((await health(tokenOne)).status);
    assert.deepEqual(answers, [200, 200, 200, 429]);
    assert.equal((await health()).status, 200);
    await settings({ limits: { headers: false, perAccount: { maxRequests: 0 } } });
  });
});

describe("impersonation", () => {
  it("is marked, and keeps away from superusers, when asked to", async () => {
    const record = await person();
    const impersonate = (collection, id) => call("POST", `/api/collections/${collection}/impersonate/${id}`, { token: root, body: {} });
    const me = claimsOf(root).id;
    assert.equal(claimsOf((await impersonate("people", record.id)).json.token).imp, undefined);
    assert.equal((await impersonate("_superusers", me)).status, 200);
    await accounts({ impersonation: { marked: true, protectSuperusers: true } });
    assert.equal((await impersonate("_superusers", me)).status, 403);
    const { token } = (await impersonate("people", record.id)).json;
    assert.equal(claimsOf(token).imp, me);
    const changed = await call("PATCH", people(`records/${record.id}`), { token, body: { nick: "Changed" } });
    assert.equal(changed.headers.get("socle-impersonated-by"), me);
    const trail = async (action) => (await call("GET", `/api/collections/_audit/records?sort=-created&filter=${encodeURIComponent(`action='${action}'`)}`, { token: root })).json.items;
    for (let i = 0; i < 40 && (await trail("record.update")).length === 0; i += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    const [row] = await trail("record.update");
    assert.deepEqual([row.actor.id, row.actor.impersonatedBy, row.targetRecord], [record.id, me, record.id]);
    assert.ok((await trail("auth.impersonate")).length >= 2);
    await accounts({ impersonation: { marked: false, protectSuperusers: false } });
  });
});

describe("the mail with a sign-in link", () => {
  it("has a template of its own", async () => {
    const route = "/api/socle/accounts/people/magic-link-template";
    assert.equal((await call("GET", route)).status, 401);
    const usual = (await call("GET", route, { token: root })).json;
    assert.deepEqual([usual.isDefault, usual.subject], [true, "Sign in to {APP_NAME}"]);
    assert.deepEqual(Object.keys((await call("PUT", route, { token: root, body: { subject: "x" } })).json.data), ["body"]);
    await call("PUT", route, { token: root, body: { subject: "Come in, {RECORD:email}", body: "<p>{COLLECTION} {TOKEN}</p>" } });
    await accounts({ magicLinks: { enabled: true } });
    const record = await person();
    assert.equal((await call("POST", people("request-magic-link"), { body: { email: record.email } })).status, 204);
    const mail = await sink.next(record.email);
    assert.equal(mail.subject, `Come in, ${record.email}`);
    const [, token] = /<p>\w+ ([\w-]+)<\/p>/.exec(mail.html);
    assert.equal((await call("POST", people("auth-with-magic-link"), { body: { token } })).json.record.id, record.id);
    assert.equal((await call("PUT", route, { token: root, body: { subject: "", body: "" } })).json.isDefault, true);
    await accounts({ magicLinks: { enabled: false } });
  });
});

describe("API keys", () => {
  it("are answered without their digest", async () => {
    const key = await call("POST", "/api/collections/_apiKeys/records", { token: root, body: { name: "k", scopes: ["*"], actsAs: { superuser: true } } });
    assert.match(key.json.secret, /^sk_/);
    assert.equal("hash" in key.json, false);
  });
});

describe("a restart", () => {
  it("forgets no lock and no session that was ended", async () => {
    await accounts({ lockout: { enabled: true, maxAttempts: 2 }, sessions: { enabled: true } });
    const [guessed, locked] = [await person(), await person()];
    const { token } = (await signIn(locked.email)).json;
    const ended = (await signIn(locked.email)).json.token;
    assert.equal((await call("POST", "/api/socle/sign-out", { token: ended })).status, 204);
    await call("POST", `/api/socle/accounts/people/${locked.id}/lock`, { token: root, body: { reason: "gone" } });
    for (let i = 0; i < 2; i += 1) await signIn(guessed.email, { password: "wrong-one" });
    const refused = await signIn(guessed.email);
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers.get("retry-after")) > 0);
    const { dir } = server;
    await server.kill();
    server = await startServer(dir);
    await arrange();
    assert.equal((await signIn(guessed.email)).status, 429);
    assert.equal((await signIn(locked.email)).status, 403);
    const list = (await call("GET", "/api/socle/accounts/locked", { token: root })).json;
    assert.deepEqual(list.map(({ record, reason, rounds }) => [record, reason, rounds]).sort(), [[guessed.id, "", 1], [locked.id, "gone", 0]].sort());
    assert.equal((await call("POST", `/api/socle/accounts/people/${locked.id}/unlock`, { token: root })).status, 204);
    assert.equal((await call("POST", `/api/socle/accounts/people/${guessed.id}/unlock`, { token: root })).status, 204);
    assert.equal((await call("POST", people("auth-refresh"), { token })).status, 200);
    assert.equal((await call("POST", people("auth-refresh"), { token: ended })).status, 401);
    assert.equal((await signIn(guessed.email)).status, 200);
    await accounts({ lockout: { enabled: false }, sessions: { enabled: false } });
  });
});
