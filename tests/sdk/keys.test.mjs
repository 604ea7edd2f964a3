// API keys and the audit trail: a secret shown once, scopes that hold on every road to the data, a trail nobody edits.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import PocketBase from "pocketbase";
import { email, password, startServer } from "./server.mjs";
import { Socket } from "./socket.mjs";

let server;
let admin;
let user;
let post;

before(async () => {
  server = await startServer();
  admin = new PocketBase(server.url);
  await admin.collection("_superusers").authWithPassword(email, password);
  user = await admin.collection("users").create({ email: "k@example.com", password: "keys-and-locks", passwordConfirm: "keys-and-locks" });
  await admin.collections.create({ name: "tags", type: "base", fields: [{ name: "name", type: "text" }] });
  const tags = await admin.collections.getOne("tags");
  await admin.collections.create({
    name: "posts",
    type: "base",
    fields: [
      { name: "title", type: "text" },
      { name: "tag", type: "relation", collectionId: tags.id, maxSelect: 1 },
      { name: "owner", type: "relation", collectionId: "_pb_users_auth_", maxSelect: 1 },
    ],
    listRule: "@request.auth.id != '' && owner = @request.auth.id",
    viewRule: "@request.auth.id != '' && owner = @request.auth.id",
    createRule: null,
  });
  const tag = await admin.collection("tags").create({ name: "red" });
  post = await admin.collection("posts").create({ title: "one", tag: tag.id, owner: user.id });
  await admin.collection("posts").create({ title: "two" });
});

after(() => server.stop());

const keys = () => admin.collection("_apiKeys");
const superuser = { superuser: true };
const makeKey = (scopes, more = {}) => keys().create({ name: "k", scopes, actsAs: superuser, ...more });

async function call(secret, path, method = "GET", body = undefined) {
  const answer = await fetch(server.url + path, {
    method,
    headers: { "Content-Type": "application/json", Authorization: secret },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, body: text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : text };
}

describe("API keys", () => {
  it("are made by superusers only, with scopes and somebody to act as", async () => {
    await assert.rejects(new PocketBase(server.url).collection("_apiKeys").create({ name: "x" }), { status: 401 });
    const wrong = async (body) => Object.keys(await keys().create({ name: "k", scopes: ["*"], actsAs: superuser, ...body }).then(() => ({}), (error) => error.data.data));
    assert.deepEqual(await wrong({ name: "" }), ["name"]);
    assert.deepEqual(await wrong({ scopes: [] }), ["scopes"]);
    assert.deepEqual(await wrong({ scopes: ["a b"] }), ["scopes"]);
    assert.deepEqual(await wrong({ actsAs: { collection: "posts", id: "x" } }), ["actsAs"]);
    assert.deepEqual(await wrong({ allowedIPs: ["nowhere"] }), ["allowedIPs"]);
  });

  it("show their secret once and are accepted where a token is", async () => {
    const key = await makeKey(["posts:list"]);
    assert.match(key.secret, /^sk_[A-Za-z0-9_-]{43}$/);
    assert.equal(key.prefix, key.secret.slice(0, 10));
    assert.ok(!JSON.stringify(await keys().getOne(key.id)).includes(key.secret));
    const listed = await call(`Bearer ${key.secret}`, "/api/collections/posts/records");
    assert.deepEqual([listed.status, listed.body.totalItems], [200, 2]);
    assert.equal((await call(key.secret.slice(0, -1) + "x", "/api/collections/posts/records")).body.totalItems, 0);
    await assert.rejects(keys().update(key.id, { hash: "0".repeat(64) }), { status: 400 });
    assert.ok((await keys().getOne(key.id)).lastUsed);
  });

  it("reach what their scopes name and nothing else", async () => {
    const { secret } = await makeKey(["posts:list", "posts:view"]);
    const one = `/api/collections/posts/records/${post.id}`;
    assert.equal((await call(secret, one)).status, 200);
    for (const [path, method, body] of [
      [one, "PATCH", { title: "x" }],
      [one, "DELETE"],
      ["/api/collections/posts/records", "POST", { title: "x" }],
      ["/api/collections/tags/records", "GET"],
      ["/api/collections", "GET"],
      ["/api/collections/posts", "PATCH", {}],
      ["/api/settings", "GET"],
      ["/api/socle/settings", "GET"],
      ["/api/logs", "GET"],
      ["/api/collections/_apiKeys/records", "GET"],
      ["/api/collections/_apiKeys/records", "POST", { name: "more" }],
      ["/api/collections/_superusers/auth-refresh", "POST"],
      ["/api/collections/users/impersonate/" + user.id, "POST", {}],
    ]) {
      assert.equal((await call(secret, path, method, body)).status, 403, `${method} ${path}`);
    }
    const expanded = await call(secret, `${one}?expand=tag`);
    assert.deepEqual([expanded.status, expanded.body.expand?.tag], [200, undefined]);
    assert.equal((await call(secret, "/api/health")).status, 200);
  });

  it("are held to their scopes inside a batch too", async () => {
    await admin.settings.update({ batch: { enabled: true } });
    const { secret } = await makeKey(["posts:create"]);
    const batch = (requests) => call(secret, "/api/batch", "POST", { requests });
    const fine = await batch([{ method: "POST", url: "/api/collections/posts/records", body: { title: "b" } }]);
    assert.equal(fine.status, 200, JSON.stringify(fine.body));
    const mixed = await batch([{ method: "POST", url: "/api/collections/tags/records", body: { name: "b" } }]);
    assert.equal(mixed.status, 400);
    const all = await makeKey(["*"]);
    const sneaky = await call(all.secret, "/api/batch", "POST", {
      requests: [{ method: "PATCH", url: `/api/collections/_apiKeys/records/${all.id}`, body: { scopes: ["*", "_apiKeys"] } }],
    });
    assert.equal(sneaky.status, 400);
    assert.equal((await call(all.secret, "/api/settings")).status, 200);
  });

  it("hear live events of what their scopes name", async () => {
    const deaf = await makeKey(["posts:*"]);
    const key = await makeKey(["posts:*", "realtime"]);
    const socket = await Socket.open(server.url);
    await socket.next("hello");
    assert.equal((await socket.ask({ op: "auth", token: deaf.secret })).status, 403);
    assert.equal((await socket.ask({ op: "auth", token: key.secret })).op, "ok");
    await socket.ask({ op: "subscribe", topics: ["tags/*", "posts/*"] });
    await admin.collection("tags").create({ name: "unheard" });
    await admin.collection("posts").create({ title: "heard" });
    assert.equal((await socket.next("event")).topic, "posts/*");
    socket.raw.destroy();
  });

  it("act as a record under its rules", async () => {
    const { secret } = await makeKey(["posts:*"], { actsAs: { collection: "users", id: user.id } });
    assert.equal((await call(secret, "/api/collections/posts/records")).body.totalItems, 1);
    assert.equal((await call(secret, "/api/collections/posts/records", "POST", {})).status, 403);
    assert.equal((await call(secret, "/api/collections/users/auth-refresh", "POST")).status, 403);
  });

  it("end: revoked, expired, from the wrong place, too often", async () => {
    const path = "/api/collections/posts/records";
    const revoked = await makeKey(["posts:list"]);
    await keys().update(revoked.id, { revoked: true });
    assert.equal((await call(revoked.secret, path)).body.totalItems, 0);
    const expired = await makeKey(["posts:list"], { expires: "2020-01-01 00:00:00.000Z" });
    assert.equal((await call(expired.secret, path)).body.totalItems, 0);
    const elsewhere = await makeKey(["posts:list"], { allowedIPs: ["10.1.0.0/16"] });
    assert.equal((await call(elsewhere.secret, path)).status, 403);
    const here = await makeKey(["posts:list"], { allowedIPs: ["127.0.0.1"], rateLimit: 2 });
    const statuses = [];
    for (let i = 0; i < 3; ++i) statuses.push((await call(here.secret, path)).status);
    assert.ok(statuses.includes(429) || new Date().getSeconds() < 2, statuses.join());
  });
});

describe("the audit trail", () => {
  const trail = () => admin.collection("_audit");
  async function entry(filter) {
    const deadline = Date.now() + 5000;
    for (;;) {
      const { items } = await trail().getList(1, 1, { filter, sort: "-@rowid" });
      if (items.length > 0) return items[0];
      assert.ok(Date.now() < deadline, `no entry with ${filter}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  it("names who did what, from where, without bodies", async () => {
    const key = await makeKey(["tags:create"]);
    const made = await call(key.secret, "/api/collections/tags/records", "POST", { name: "blue" });
    assert.equal(made.status, 200);
    const byKey = await entry(`action="record.create" && targetCollection="tags" && actor.key="${key.id}"`);
    assert.deepEqual([byKey.status, byKey.ip], [200, "127.0.0.1"]);
    assert.ok(!JSON.stringify(byKey).includes("blue"));
    const changed = await entry('action="collection.create" && status=200');
    assert.equal(changed.actor.id, admin.authStore.record.id);
    await entry('action="settings.update"');
  });

  it("keeps sign-ins and failures, never passwords", async () => {
    const guest = new PocketBase(server.url);
    await assert.rejects(guest.collection("users").authWithPassword("k@example.com", "wrong-password-1"));
    const failure = await entry('action="auth.failure" && targetCollection="users"');
    assert.deepEqual([failure.status, failure.details.identity], [400, "k@example.com"]);
    await guest.collection("users").authWithPassword("k@example.com", "keys-and-locks");
    await entry('action="auth.login" && targetCollection="users"');
    const everything = JSON.stringify(await trail().getFullList());
    assert.ok(!everything.includes("wrong-password-1") && !everything.includes("keys-and-locks") && !everything.includes("sk_"));
  });

  it("cannot be changed through the API", async () => {
    const some = await entry('action!=""');
    await assert.rejects(trail().update(some.id, { action: "nothing" }), (error) => error.status >= 400);
    await assert.rejects(trail().delete(some.id), (error) => error.status >= 400);
    await assert.rejects(trail().create({ action: "forged" }), (error) => error.status >= 400);
    await assert.rejects(admin.collections.truncate("_audit"), (error) => error.status >= 400);
    assert.equal((await trail().getOne(some.id)).action, some.action);
  });
});
