// Live events as an app sees them: connect, subscribe, rules, options, sign-in on an open stream.
import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, describe, it } from "node:test";
import { EventSource } from "eventsource";
import PocketBase from "pocketbase";
import { until } from "./helpers.mjs";
import { email, password, startServer } from "./server.mjs";

globalThis.EventSource = EventSource;

const suffix = Math.random().toString(36).slice(2, 8);
const posts = `posts_${suffix}`;
const authors = `authors_${suffix}`;
const owned = `owned_${suffix}`;
const locked = `locked_${suffix}`;
const members = `members_${suffix}`;
let server;
let admin;
const streams = [];

// A raw stream: the SDK hides the bytes, and they are part of the protocol.
async function openStream() {
  const stream = { text: "", ended: false, headers: null, status: 0 };
  stream.request = request(server.url + "/api/realtime", { headers: { Accept: "text/event-stream" } });
  stream.request.on("error", () => {});
  await new Promise((resolve, reject) => {
    stream.request.on("response", (response) => {
      stream.status = response.statusCode;
      stream.headers = response.headers;
      response.setEncoding("utf8");
      response.on("data", (piece) => (stream.text += piece));
      response.on("end", () => (stream.ended = true));
      response.on("error", () => {});
      resolve();
    });
    stream.request.on("error", reject);
    stream.request.end();
  });
  await until(() => stream.text.endsWith("\n\n"));
  stream.id = /^id:(.*)$/m.exec(stream.text)[1];
  stream.text = "";
  stream.events = () =>
    stream.text
      .split("\n\n")
      .filter(Boolean)
      .map((block) => ({ event: /^event:(.*)$/m.exec(block)[1], data: JSON.parse(/^data:(.*)$/m.exec(block)[1]) }));
  stream.subscribe = (subscriptions, token = "") => call("POST", "/api/realtime", { clientId: stream.id, subscriptions }, token);
  streams.push(stream);
  return stream;
}

async function call(method, path, body, token = "") {
  const response = await fetch(server.url + path, {
    method,
    headers: { "Content-Type": "application/json", ...(token ? { Authorization: token } : {}) },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, text, json: text ? JSON.parse(text) : null };
}

const withOptions = (topic, options) => `${topic}?options=${encodeURIComponent(JSON.stringify(options))}`;

// Events that must not come: a later one that must come proves that they would have been here.
async function marker(stream, write) {
  const before = stream.events().length;
  await write();
  await until(() => stream.events().length > before, "the marker did not arrive");
}

async function member(name) {
  const account = { email: `${name}_${suffix}@example.com`, password: "12345678", passwordConfirm: "12345678" };
  const record = await admin.collection(members).create(account);
  const client = new PocketBase(server.url);
  client.autoCancellation(false);
  await client.collection(members).authWithPassword(account.email, "12345678");
  return { record, client, token: client.authStore.token };
}

before(async () => {
  server = await startServer();
  admin = new PocketBase(server.url);
  admin.autoCancellation(false);
  await admin.collection("_superusers").authWithPassword(email, password);
  const author = await admin.collections.create({
    name: authors, type: "base", listRule: "", viewRule: "",
    fields: [{ name: "name", type: "text" }],
  });
  await admin.collections.create({
    name: posts, type: "base", listRule: "", viewRule: "",
    fields: [
      { name: "title", type: "text" },
      { name: "views", type: "number" },
      { name: "secret", type: "text", hidden: true },
      { name: "author", type: "relation", collectionId: author.id, maxSelect: 1, cascadeDelete: true },
    ],
  });
  await admin.collections.create({
    name: owned, type: "base",
    listRule: "author.name = 'Ann' && @request.auth.id != ''", viewRule: "@request.headers.x_key = 'open'",
    fields: [{ name: "title", type: "text" }, { name: "author", type: "relation", collectionId: author.id, maxSelect: 1, cascadeDelete: true }],
  });
  await admin.collections.create({ name: locked, type: "base", fields: [{ name: "title", type: "text" }] });
  await admin.collections.create({ name: members, type: "auth", listRule: "id = @request.auth.id", viewRule: "" });
});

after(async () => {
  for (const stream of streams) stream.request.destroy();
  for (const name of [posts, owned, locked, members, authors]) await admin.collections.delete(name).catch(() => {});
  await server.stop();
});

describe("the stream", () => {
  it("begins with PB_CONNECT, byte for byte", async () => {
    const stream = { text: "" };
    const response = await fetch(server.url + "/api/realtime");
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "text/event-stream");
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(response.headers.get("x-accel-buffering"), "no");
    assert.equal(response.headers.get("x-frame-options"), "SAMEORIGIN");
    const reader = response.body.getReader();
    while (!stream.text.endsWith("\n\n")) stream.text += Buffer.from((await reader.read()).value).toString();
    const id = /^id:([A-Za-z0-9]{40})\n/.exec(stream.text)[1];
    assert.equal(stream.text, `id:${id}\nevent:PB_CONNECT\ndata:{"clientId":"${id}"}\n\n`);
    await reader.cancel();
  });

  it("carries messages byte for byte", async () => {
    const stream = await openStream();
    const text = withOptions(`${posts}/*`, { query: { fields: "id,title" } });
    assert.equal((await stream.subscribe([text])).status, 204);
    const record = await admin.collection(posts).create({ title: "Hi <b>", secret: "s" });
    await until(() => stream.text.endsWith("\n\n"));
    assert.equal(
      stream.text,
      `id:${stream.id}\nevent:${text}\ndata:{"record":{"id":"${record.id}","title":"Hi \\u003cb\\u003e"},"action":"create"}\n\n`,
    );
  });
});

describe("setting subscriptions", () => {
  it("refuses what cannot be meant", async () => {
    assert.deepEqual((await call("POST", "/api/realtime", {})).json, {
      data: { clientId: { code: "validation_required", message: "Cannot be blank." } },
      message: "Something went wrong while processing your request.",
      status: 400,
    });
    const long = await call("POST", "/api/realtime", { clientId: "x".repeat(256), subscriptions: ["a", "b".repeat(2501)] });
    assert.equal(long.json.data.clientId.code, "validation_length_out_of_range");
    assert.deepEqual(long.json.data.subscriptions, {
      1: { code: "validation_length_too_long", message: "The length must be no more than 2500.", params: { max: 2500, min: 0 } },
    });
    const many = await call("POST", "/api/realtime", { clientId: "x", subscriptions: Array(1001).fill("a") });
    assert.deepEqual(many.json.data.subscriptions, {
      code: "validation_length_too_long",
      message: "The length must be no more than 1000.",
      params: { max: 1000, min: 0 },
    });
    assert.equal((await call("POST", "/api/realtime", "{")).status, 400);
    const unknown = await call("POST", "/api/realtime", { clientId: "x", subscriptions: [] });
    assert.deepEqual(unknown.json, { data: {}, message: "Missing or invalid client id.", status: 404 });
  });

  it("replaces the whole set and skips blanks", async () => {
    const stream = await openStream();
    assert.equal((await stream.subscribe(["", "  ", `${posts}/*`])).status, 204);
    assert.equal((await stream.subscribe([`${authors}/*`])).status, 204);
    await admin.collection(posts).create({ title: "unseen" });
    await marker(stream, () => admin.collection(authors).create({ name: "marker" }));
    assert.deepEqual(stream.events().map((event) => event.event), [`${authors}/*`]);
  });

  it("binds the stream to the first account", async () => {
    const stream = await openStream();
    const one = await member("bind1");
    const two = await member("bind2");
    assert.equal((await stream.subscribe([], "")).status, 204);
    assert.equal((await stream.subscribe([], one.token)).status, 204);
    assert.equal((await stream.subscribe([], one.token)).status, 204);
    for (const token of ["", two.token]) {
      const refused = await stream.subscribe([], token);
      assert.deepEqual(refused.json, { data: {}, message: "The current and the previous request authorization don't match.", status: 403 });
    }
  });

  it("takes forms", async () => {
    const stream = await openStream();
    const form = new URLSearchParams();
    form.append("clientId", stream.id);
    form.append("subscriptions", `${posts}/*`);
    form.append("subscriptions", `${authors}/*`);
    const response = await fetch(server.url + "/api/realtime", { method: "POST", body: form });
    assert.equal(response.status, 204);
    await marker(stream, () => admin.collection(authors).create({ name: "form" }));
  });
});

describe("events", () => {
  it("come for create, update and delete, by list and by record, name or id", async () => {
    const stream = await openStream();
    const collection = await admin.collections.getOne(posts);
    const record = await admin.collection(posts).create({ title: "one", secret: "s" });
    const topics = [`${posts}/*`, posts, `${collection.id}/*`, `${posts}/${record.id}`, `${collection.id}/${record.id}`];
    await stream.subscribe(topics);
    await admin.collection(posts).update(record.id, { title: "two" });
    await until(() => stream.events().length === 5);
    assert.deepEqual(stream.events().map((event) => event.event).sort(), [...topics].sort());
    for (const { data } of stream.events()) {
      assert.deepEqual(Object.keys(data), ["record", "action"]);
      assert.equal(data.action, "update");
      assert.equal(data.record.title, "two");
      assert.equal(data.record.collectionName, posts);
      assert.ok(!("secret" in data.record));
    }
    stream.text = "";
    await admin.collection(posts).delete(record.id);
    await until(() => stream.events().length === 5);
    for (const { data } of stream.events()) {
      assert.equal(data.action, "delete");
      assert.equal(data.record.title, "two");
    }
  });

  it("show superusers hidden fields, others nothing of a locked collection", async () => {
    const guest = await openStream();
    const root = await openStream();
    await guest.subscribe([`${locked}/*`, `${posts}/*`]);
    await root.subscribe([`${locked}/*`, `${posts}/*`], admin.authStore.token);
    await admin.collection(locked).create({ title: "x" });
    await admin.collection(posts).create({ title: "y", secret: "s" });
    await until(() => root.events().length === 2 && guest.events().length === 1);
    assert.deepEqual(guest.events().map((event) => event.event), [`${posts}/*`]);
    assert.equal(root.events()[1].data.record.secret, "s");
  });

  it("honour filter, expand and headers", async () => {
    const ann = await admin.collection(authors).create({ name: "Ann" });
    const stream = await openStream();
    const filtered = withOptions(`${posts}/*`, { query: { filter: "views > 3 && author.name = 'Ann'", expand: "author", fields: "title,expand.author.name" } });
    const broken = withOptions(`${posts}/*`, { query: { filter: "nope >" } });
    const hidden = withOptions(`${posts}/*`, { query: { filter: "secret = 's'" } });
    const forbidden = withOptions(`${posts}/*`, { query: { filter: "@request.auth.id = ''" } });
    const record = await admin.collection(owned).create({ title: "header", author: ann.id });
    const header = withOptions(`${owned}/${record.id}`, { headers: { "X-Key": "open" } });
    await stream.subscribe([filtered, broken, hidden, forbidden, header, `${owned}/${record.id}`, withOptions(`${posts}/*`, "no object")]);
    await admin.collection(posts).create({ title: "low", views: 1, author: ann.id, secret: "s" });
    await admin.collection(posts).create({ title: "high", views: 5, author: ann.id, secret: "s" });
    await admin.collection(owned).update(record.id, { title: "again" });
    await until(() => stream.events().some((event) => event.event === header));
    const of = (text) => stream.events().filter((event) => event.event === text).map((event) => event.data.record);
    assert.deepEqual(of(filtered), [{ title: "high", expand: { author: { name: "Ann" } } }]);
    assert.equal(of(broken).length + of(hidden).length + of(forbidden).length, 0);
    assert.equal(of(`${owned}/${record.id}`).length, 0);
    assert.equal(of(withOptions(`${posts}/*`, "no object")).length, 2);
  });

  it("of a cascade are checked while the parent is still there", async () => {
    const ann = await admin.collection(authors).create({ name: "Ann" });
    const child = await admin.collection(owned).create({ title: "child", author: ann.id });
    const { token } = await member("cascade");
    const stream = await openStream();
    const text = `${owned}/*`;
    await stream.subscribe([text, `${authors}/*`], token);
    await admin.collection(authors).delete(ann.id);
    await until(() => stream.events().length === 2);
    const gone = stream.events().find((event) => event.event === text).data;
    assert.equal(gone.action, "delete");
    assert.equal(gone.record.id, child.id);
  });

  it("of a batch come once it is committed, none of a failed one", async () => {
    await admin.settings.update({ batch: { enabled: true, maxRequests: 50, timeout: 3 } });
    const stream = await openStream();
    await stream.subscribe([`${posts}/*`]);
    const failing = admin.createBatch();
    failing.collection(posts).create({ title: "lost" });
    failing.collection(posts).create({ id: "bad id" });
    await assert.rejects(failing.send());
    const batch = admin.createBatch();
    for (let i = 0; i < 5; i += 1) batch.collection(posts).create({ title: `b${i}` });
    await batch.send();
    await until(() => stream.events().length === 5);
    assert.deepEqual(stream.events().map((event) => event.data.record.title).sort(), ["b0", "b1", "b2", "b3", "b4"]);
  });
});

describe("accounts on an open stream", () => {
  it("see their own record, follow its values, and end with its token key", async () => {
    const { record, client, token } = await member("life");
    const stream = await openStream();
    await stream.subscribe([`${members}/*`], token);
    await admin.collection(members).update(record.id, { name: "x" });
    await until(() => stream.events().length === 1);
    assert.equal(stream.events()[0].data.record.email, record.email);
    await admin.collection(members).update(record.id, { password: "abcdefgh1", passwordConfirm: "abcdefgh1" });
    await new Promise((resolve) => setTimeout(resolve, 150));
    const before = stream.events().length;
    await admin.collection(members).update(record.id, { name: "y" });
    // A guest now: the list rule shows nothing, and the stream takes another account.
    assert.equal((await stream.subscribe([`${posts}/*`])).status, 204);
    await marker(stream, () => admin.collection(posts).create({ title: "marker" }));
    assert.equal(stream.events().filter((event) => event.event === `${members}/*`).length, before);
    await client.collection(members).authWithPassword(record.email, "abcdefgh1");
    assert.equal((await stream.subscribe([], client.authStore.token)).status, 204);
    await admin.collection(members).delete(record.id);
    await new Promise((resolve) => setTimeout(resolve, 150));
    assert.equal((await stream.subscribe([])).status, 204);
  });

  it("are guests when all tokens of the collection are revoked", async () => {
    const { token } = await member("revoked");
    const stream = await openStream();
    assert.equal((await stream.subscribe([], token)).status, 204);
    const secret = "n".repeat(40) + suffix;
    await admin.collections.update(members, { authToken: { secret, duration: 3600 } });
    await new Promise((resolve) => setTimeout(resolve, 150));
    assert.equal((await stream.subscribe([])).status, 204);
  });
});

describe("the SDK", () => {
  it("subscribes, unsubscribes and reconnects its set", async () => {
    const { client } = await member("sdk");
    const seen = [];
    const stop = await client.collection(posts).subscribe("*", (event) => seen.push(event), { filter: "views > 10", expand: "author" });
    const record = await admin.collection(posts).create({ title: "sdk", views: 11 });
    await until(() => seen.length === 1);
    assert.equal(seen[0].action, "create");
    assert.equal(seen[0].record.id, record.id);
    await client.collection(posts).subscribe(record.id, (event) => seen.push(event));
    await admin.collection(posts).update(record.id, { views: 12 });
    await until(() => seen.length === 3);
    await stop();
    await admin.collection(posts).update(record.id, { views: 13 });
    await until(() => seen.length === 4);
    await client.collection(posts).unsubscribe();
    await admin.collection(posts).update(record.id, { views: 14 });
    await new Promise((resolve) => setTimeout(resolve, 150));
    assert.equal(seen.length, 4);
    client.realtime.unsubscribe();
  });

  it("keeps the order of one client's writes", async () => {
    const client = new PocketBase(server.url);
    client.autoCancellation(false);
    const seen = [];
    await client.collection(posts).subscribe("*", (event) => seen.push(event.record.views), { filter: `title = 'order_${suffix}'` });
    for (let i = 1; i <= 40; i += 1) await admin.collection(posts).create({ title: `order_${suffix}`, views: i });
    await until(() => seen.length === 40);
    assert.deepEqual(seen, Array.from({ length: 40 }, (_, i) => i + 1));
    await client.realtime.unsubscribe();
  });
});
