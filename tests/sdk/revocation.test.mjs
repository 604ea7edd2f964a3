// What ends the tokens of an account, each shown over HTTP, on a stream of server-sent events and on a WebSocket: afterwards the token is a
// guest's, and streams that were opened with it hear what a guest hears (auth-api.md 1.4).
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import PocketBase from "pocketbase";
import { startSink } from "../support/smtpSink.mjs";
import { EventStream } from "../wire/runner/http.mjs";
import { email, password, startServer } from "./server.mjs";
import { Socket } from "./socket.mjs";

const secret = "correct-horse-1";
let server;
let sink;
let admin;
let counter = 0;

const client = () => {
  const pb = new PocketBase(server.url);
  pb.autoCancellation(false);
  return pb;
};
const people = (pb) => pb.collection("people");
const tokenOf = (mail, path) => new RegExp(`/${path}/([\\w.-]+)`).exec(mail.html)[1];
const socleSettings = (accounts) => admin.send("/api/socle/settings", { method: "PATCH", body: { accounts } });

async function call(method, path, { token = "", body, headers = {} } = {}) {
  const answer = await fetch(server.url + path, {
    method,
    headers: { ...(body ? { "Content-Type": "application/json" } : {}), ...(token ? { Authorization: token } : {}), ...headers },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, json: text ? JSON.parse(text) : null };
}

// Someone signed in, with a protected file, a stream and a socket that hear `secrets/*` and `notices/*`.
async function witness() {
  counter += 1;
  const pb = client();
  const form = new FormData();
  for (const [key, value] of Object.entries({ email: `w${counter}@example.com`, password: secret, passwordConfirm: secret })) form.set(key, value);
  form.set("paper", new Blob(["private"]), "paper.txt");
  const record = await people(admin).create(form);
  await people(pb).authWithPassword(record.email, secret);
  const { token } = pb.authStore;
  const fileToken = await pb.files.getToken();
  const stream = await EventStream.open(server.url, { target: "/api/realtime", headers: {} });
  await stream.until(() => stream.messages.length > 0, 5000);
  const { clientId } = stream.messages.shift().data;
  const subscriptions = ["secrets/*", "notices/*"];
  assert.equal((await call("POST", "/api/realtime", { token, body: { clientId, subscriptions } })).status, 204);
  const socket = await Socket.open(server.url);
  await socket.next("hello");
  assert.equal((await socket.ask({ op: "auth", token })).op, "ok");
  assert.equal((await socket.ask({ op: "subscribe", topics: subscriptions })).op, "ok");
  return { pb, record, token, fileToken, stream, socket };
}

// What token, file token, stream and socket are still good for, as one line to compare.
async function powers({ record, token, fileToken, stream, socket }) {
  const refresh = await call("POST", "/api/collections/people/auth-refresh", { token });
  const list = await call("GET", "/api/collections/secrets/records", { token });
  const file = await fetch(`${server.url}/api/files/people/${record.id}/${record.paper}?token=${fileToken}`);
  stream.messages.length = 0;
  const heard = (message) => message.op === "event";
  socket.messages = socket.messages.filter((message) => !heard(message));
  await admin.collection("secrets").create({ title: "s" });
  await admin.collection("notices").create({ title: "audible to everyone" });
  await stream.until(() => stream.messages.some(({ event }) => event === "notices/*"), 5000);
  const topics = [];
  for (let topic = ""; topic !== "notices/*"; topics.push(topic)) ({ topic } = await socket.next(heard));
  return [
    `refresh ${refresh.status}`, `list ${list.json.totalItems > 0}`, `file ${file.status}`,
    `stream ${stream.messages.map(({ event }) => event)}`, `socket ${topics}`,
  ].join("; ");
}

const alive = "refresh 200; list true; file 200; stream secrets/*,notices/*; socket secrets/*,notices/*";
const dead = "refresh 401; list false; file 404; stream notices/*; socket notices/*";

before(async () => {
  server = await startServer();
  sink = await startSink();
  admin = client();
  await admin.collection("_superusers").authWithPassword(email, password);
  await admin.settings.update({ smtp: { enabled: true, host: "127.0.0.1", port: sink.port, tls: false }, rateLimits: { enabled: false } });
  await admin.collections.create({
    name: "people", type: "auth", viewRule: "id = @request.auth.id", updateRule: "id = @request.auth.id", authAlert: { enabled: false },
    fields: [
      { name: "password", type: "password", system: true, hidden: true, required: true, min: 8, cost: 4 },
      { name: "paper", type: "file", maxSelect: 1, protected: true },
      { name: "name", type: "text" },
    ],
  });
  for (const [name, listRule] of [["secrets", "@request.auth.id != ''"], ["notices", ""]]) {
    await admin.collections.create({ name, type: "base", listRule, viewRule: listRule, fields: [{ name: "title", type: "text" }] });
  }
  await admin.collection("secrets").create({ title: "first" });
});

after(async () => {
  await server.stop();
  await sink.stop();
});

describe("tokens live on", () => {
  for (const [what, step] of Object.entries({
    "when another field changes": ({ record }) => people(admin).update(record.id, { name: "New" }),
    "when the address is verified": ({ record }) => people(admin).update(record.id, { verified: true }),
    "when the account signs in elsewhere": ({ record }) => people(client()).authWithPassword(record.email, secret),
    "when somebody guesses at the password": async ({ record }) => {
      await socleSettings({ lockout: { enabled: true, maxAttempts: 3 } });
      for (let i = 0; i < 5; i += 1) await people(client()).authWithPassword(record.email, "wrong-password").catch(() => {});
      await socleSettings({ lockout: { enabled: false } });
    },
    "when the password of somebody else changes": async () => {
      const { record } = await witness();
      await people(admin).update(record.id, { password: "new-horse-22", passwordConfirm: "new-horse-22" });
    },
  })) {
    it(what, async () => {
      const one = await witness();
      await step(one);
      assert.equal(await powers(one), alive);
    });
  }
});

// Socle's own: sessions that can be ended one by one, accounts that a superuser locks, keys that are revoked.
describe("tokens end", () => {
  before(() => socleSettings({ sessions: { enabled: true } }));
  after(() => socleSettings({ sessions: { enabled: false } }));
  const socle = (token, method, path, body) => call(method, `/api/socle/${path}`, { token, body });
  const shut = alive.replace("refresh 200; list true", "refresh 401; list false").replaceAll("secrets/*,", "");

  for (const [what, step] of Object.entries({
    "by signing out": ({ token }) => socle(token, "POST", "sign-out"),
    "when the session is ended from another one": async ({ record, token }) => {
      const other = client();
      await people(other).authWithPassword(record.email, secret);
      const sessions = (await socle(other.authStore.token, "GET", "sessions")).json;
      const current = (await socle(token, "GET", "sessions")).json.find((one) => one.current);
      assert.equal(sessions.length, 2);
      assert.equal((await socle(other.authStore.token, "DELETE", `sessions/${current.id}`)).status, 204);
      assert.equal((await socle(other.authStore.token, "GET", "sessions")).json.length, 1);
    },
    "when a superuser ends all sessions": ({ record }) => socle(admin.authStore.token, "DELETE", `accounts/people/${record.id}/sessions`),
    "when a superuser locks the account": async ({ record }) => {
      assert.equal((await socle(admin.authStore.token, "POST", `accounts/people/${record.id}/lock`, { reason: "lost" })).status, 204);
      assert.notEqual((await call("POST", "/api/collections/people/auth-with-password", { body: { identity: record.email, password: secret } })).status, 200);
    },
  })) {
    it(what, async () => {
      const one = await witness();
      assert.equal(await powers(one), alive);
      await step(one);
      assert.ok([shut, dead].includes(await powers(one)), await powers(one));
    });
  }

  it("not of somebody else's session", async () => {
    const [one, other] = [await witness(), await witness()];
    const current = (await socle(one.token, "GET", "sessions")).json.find((session) => session.current);
    assert.equal((await socle(other.token, "DELETE", `sessions/${current.id}`)).status, 404);
    assert.equal((await socle("", "DELETE", `sessions/${current.id}`)).status, 401);
    assert.equal((await socle(other.token, "POST", `accounts/people/${one.record.id}/lock`)).status, 403);
    assert.equal(await powers(one), alive);
  });

  it("of a key, when it is revoked or deleted", async () => {
    for (const end of [(id) => admin.collection("_apiKeys").update(id, { revoked: true }), (id) => admin.collection("_apiKeys").delete(id)]) {
      const one = await witness();
      const key = await admin.collection("_apiKeys").create({ name: "k", scopes: ["people:*", "secrets:*", "notices:*", "realtime"], actsAs: { collection: "people", id: one.record.id } });
      const socket = await Socket.open(server.url);
      await socket.next("hello");
      assert.equal((await socket.ask({ op: "auth", token: key.secret })).op, "ok");
      await socket.ask({ op: "subscribe", topics: ["secrets/*", "notices/*"] });
      const stream = await EventStream.open(server.url, { target: "/api/realtime", headers: {} });
      await stream.until(() => stream.messages.length > 0, 5000);
      const { clientId } = stream.messages.shift().data;
      assert.equal((await call("POST", "/api/realtime", { token: key.secret, body: { clientId, subscriptions: ["secrets/*", "notices/*"] } })).status, 204);
      const withKey = { ...one, socket, stream };
      assert.match(await powers(withKey), /stream secrets\/\*,notices\/\*; socket secrets\/\*,notices\/\*/);
      await end(key.id);
      assert.equal((await call("GET", "/api/collections/secrets/records", { token: key.secret })).json.totalItems, 0);
      assert.match(await powers(withKey), /stream notices\/\*; socket notices\/\*/);
    }
  });

  const causes = {
    "with a new password, set by oneself": ({ pb, record }) => people(pb).update(record.id, { oldPassword: secret, password: "new-horse-22", passwordConfirm: "new-horse-22" }),
    "with a new password, set by a superuser": ({ record }) => people(admin).update(record.id, { password: "new-horse-22", passwordConfirm: "new-horse-22" }),
    "with the same password, set again": ({ record }) => people(admin).update(record.id, { password: secret, passwordConfirm: secret }),
    "with a password reset": async ({ record }) => {
      await people(client()).requestPasswordReset(record.email);
      await people(client()).confirmPasswordReset(tokenOf(await sink.next(record.email), "confirm-password-reset"), "new-horse-22", "new-horse-22");
    },
    "with a new address, confirmed by mail": async ({ pb, record }) => {
      await people(pb).requestEmailChange(`new-${record.email}`);
      await people(client()).confirmEmailChange(tokenOf(await sink.next(`new-${record.email}`), "confirm-email-change"), secret);
    },
    "with a new address, set by a superuser": ({ record }) => people(admin).update(record.id, { email: `other-${record.email}` }),
    "with a new token key": ({ record }) => people(admin).update(record.id, { "tokenKey:autogenerate": "" }),
    "with the record": ({ record }) => people(admin).delete(record.id),
  };
  for (const [what, step] of Object.entries(causes)) {
    it(what, async () => {
      const one = await witness();
      assert.equal(await powers(one), alive);
      await step(one);
      assert.equal(await powers(one), dead);
    });
  }

  it("all of them with the secret of the collection, but not tokens for files", async () => {
    const one = await witness();
    await admin.collections.update("people", { authToken: { secret: `n${Date.now()}`.padEnd(40, "x"), duration: 3600 } });
    assert.equal(await powers(one), dead.replace("file 404", "file 200"));
  });

  it("when the rule of who may sign in changes", async () => {
    const one = await witness();
    await admin.collections.update("people", { authRule: "name != 'nobody'" });
    assert.equal(await powers(one), dead.replace("file 404", "file 200"));
    await admin.collections.update("people", { authRule: "" });
  });
});
