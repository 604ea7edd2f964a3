// Webhooks against a real receiver: what is sent, how it is signed, what is refused, what survives a crash.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { after, before, it } from "node:test";
import PocketBase from "pocketbase";
import { until as untilHolds } from "./helpers.mjs";
import { email, password, startServer } from "./server.mjs";

const secret = "whsec_0123456789abcdef";
let server;
let admin;
let receiver;
let target;
let answerWith = 200;
const received = [];

async function signIn() {
  admin = new PocketBase(server.url);
  await admin.collection("_superusers").authWithPassword(email, password);
}

const until = (what, test) => untilHolds(test, `waited in vain for ${what}`, 10000);

const settings = (webhooks) => admin.send("/api/socle/settings", { method: "PATCH", body: { webhooks } });
const deliveries = (filter) => admin.collection("_webhookDeliveries").getFullList({ filter, sort: "created" });
const take = (event) => until(event, () => received.find((call) => call.headers["socle-event"] === event));

before(async () => {
  receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => (body += piece));
    request.on("end", () => {
      received.push({ headers: request.headers, body });
      if (answerWith > 0) response.writeHead(answerWith).end("thanks");
    });
  });
  await new Promise((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  target = `http://127.0.0.1:${receiver.address().port}/hook`;
  server = await startServer();
  await signIn();
  await admin.collections.create({
    name: "notes",
    type: "base",
    fields: [{ name: "title", type: "text" }, { name: "private", type: "text", hidden: true }],
  });
  await admin.collections.create({ name: "quiet", type: "base", fields: [] });
});

after(async () => {
  receiver.close();
  await server.stop();
});

it("refuses what is no webhook", async () => {
  const hooks = admin.collection("_webhooks");
  const refused = async (body) => Object.keys(await hooks.create({ name: "x", url: target, events: ["*"], ...body }).then(() => ({}), (error) => error.data.data));
  assert.deepEqual(await refused({ url: "ftp://example.com" }), ["url"]);
  assert.deepEqual(await refused({ url: "http://a:b@example.com/" }), ["url"]);
  assert.deepEqual(await refused({ events: [] }), ["events"]);
  assert.deepEqual(await refused({ events: ["notes create"] }), ["events"]);
  assert.deepEqual(await refused({ events: ["notes.create"], filter: "nope = 1" }), ["filter"]);
  assert.deepEqual(await refused({ headers: { "Content-Length": "1" } }), ["headers"]);
  await assert.rejects(new PocketBase(server.url).collection("_webhooks").getList(), { status: 403 });
  await assert.rejects(new PocketBase(server.url).send("/api/socle/webhooks/x/test", { method: "POST" }), { status: 401 });
});

it("does not call private addresses", async () => {
  const hook = await admin.collection("_webhooks").create({ name: "inside", url: target, events: ["quiet.*"], active: true });
  await admin.collection("quiet").create({});
  const [delivery] = await until("the refusal", async () => {
    const rows = await deliveries(`webhook="${hook.id}" && state="failed"`);
    return rows.length > 0 && rows;
  });
  assert.match(delivery.error, /not allowed/);
  assert.equal(received.length, 0);
  await admin.collection("_webhooks").delete(hook.id);
});

it("sends signed events of records that pass the filter", async () => {
  await settings({ allowPrivate: true });
  const hook = await admin.collection("_webhooks").create({
    name: "main", url: target, events: ["notes.*"], filter: "title != 'skip'", headers: { "X-Team": "docs" }, secret, active: true,
  });
  assert.equal((await admin.collection("_webhooks").getOne(hook.id)).secret, "…cdef");
  const note = await admin.collection("notes").create({ title: "one", private: "hush" });
  const call = await take("notes.create");
  const body = JSON.parse(call.body);
  assert.equal(body.id, call.headers["socle-delivery"]);
  assert.deepEqual([body.event, body.record.id, body.record.title, body.before], ["notes.create", note.id, "one", null]);
  assert.ok(!call.body.includes("hush"));
  assert.equal(call.headers["x-team"], "docs");
  const [, time, digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(call.headers["socle-signature"]);
  assert.equal(createHmac("sha256", secret).update(`${time}.${call.body}`).digest("hex"), digest);
  await admin.collection("notes").update(note.id, { title: "two" });
  const update = JSON.parse((await take("notes.update")).body);
  assert.deepEqual([update.before.title, update.record.title], ["one", "two"]);
  await admin.collection("notes").create({ title: "skip" });
  await admin.collection("quiet").create({});
  await admin.collection("notes").delete(note.id);
  const gone = JSON.parse((await take("notes.delete")).body);
  assert.deepEqual([gone.record, gone.before.title], [null, "two"]);
  assert.equal(received.length, 3);
  const rows = await until("the rows", async () => {
    const found = await deliveries(`webhook="${hook.id}" && state="delivered"`);
    return found.length === 3 && found;
  });
  assert.deepEqual(rows.map((row) => [row.status, row.attempt]), [[200, 1], [200, 1], [200, 1]]);
  assert.match(rows[0].response, /thanks/);
});

it("tells of sign-ins", async () => {
  const hook = await admin.collection("_webhooks").create({ name: "door", url: target, events: ["auth.login"], filter: "verified = true", active: true });
  for (const [name, verified] of [["in", true], ["out", false]]) {
    const account = { email: `${name}@example.com`, password: "through-the-door", passwordConfirm: "through-the-door", verified };
    await admin.collection("users").create(account);
    await new PocketBase(server.url).collection("users").authWithPassword(account.email, account.password);
  }
  const body = JSON.parse((await take("auth.login")).body);
  assert.equal(body.record.email, "in@example.com");
  assert.ok(!("password" in body.record) && !("tokenKey" in body.record));
  assert.equal((await deliveries('event="auth.login"')).length, 1);
  await admin.collection("_webhooks").delete(hook.id);
});

it("has no event for a change that was refused", async () => {
  const before = (await deliveries("")).length;
  await assert.rejects(admin.collection("notes").create({ id: "bad id" }));
  assert.equal((await deliveries("")).length, before);
});

it("tries again later and gives up in the end", async () => {
  const hook = await admin.collection("_webhooks").getFirstListItem("name='main'");
  answerWith = 500;
  await admin.collection("notes").create({ title: "stubborn" });
  const filter = `webhook="${hook.id}" && state="pending" && attempt=1`;
  const [row] = await until("the first attempt", async () => {
    const found = await deliveries(filter);
    return found.length > 0 && found;
  });
  const pause = Date.parse(row.nextRetry) - Date.parse(row.updated);
  assert.ok(pause > 7900 && pause < 12100, `${pause} ms`);
  assert.equal(row.status, 500);
  await settings({ maxAttempts: 1 });
  await admin.collection("notes").create({ title: "once" });
  await until("giving up", async () => (await deliveries(`webhook="${hook.id}" && state="failed"`)).length === 1);
  await settings({ maxAttempts: 8 });
  answerWith = 200;
});

it("is tried and sent again by hand", async () => {
  const hook = await admin.collection("_webhooks").getFirstListItem("name='main'");
  await assert.rejects(admin.send("/api/socle/webhooks/none/test", { method: "POST" }), { status: 404 });
  const { delivery } = await admin.send(`/api/socle/webhooks/${hook.id}/test`, { method: "POST" });
  assert.equal((await take("webhook.test")).headers["socle-delivery"], delivery);
  const [failed] = await deliveries(`webhook="${hook.id}" && state="failed"`);
  const again = await admin.send(`/api/socle/webhooks/deliveries/${failed.id}/redeliver`, { method: "POST" });
  const call = await until("the second try", () => received.find((one) => one.headers["socle-delivery"] === again.delivery));
  assert.equal(JSON.parse(call.body).id, failed.id);
});

// Whatever a receiver does, the delivery is tried again and others are not held up.
const liars = {
  "garbage instead of HTTP": (socket) => socket.end("\0\x01 what is this\r\n\r\n"),
  "an answer cut off": (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"),
  "a head without end": (socket) => {
    socket.write("HTTP/1.1 200 OK\r\n");
    const more = setInterval(() => socket.write(`X-More: ${"y".repeat(8000)}\r\n`), 1);
    socket.on("close", () => clearInterval(more));
  },
  "a body without end": (socket) => {
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
    const more = setInterval(() => socket.write("z".repeat(65536)), 1);
    socket.on("close", () => clearInterval(more));
  },
  "a way to a private address": (socket) => socket.end(`HTTP/1.1 307 X\r\nLocation: ${target}\r\nContent-Length: 0\r\n\r\n`),
  "nothing at all": (socket) => socket.end(),
};

async function liar(play) {
  const server = createTcpServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => play(socket));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

it("is not impressed by receivers that lie", async () => {
  received.length = 0;
  const servers = [];
  for (const [name, play] of Object.entries(liars)) {
    const server = await liar(play);
    servers.push(server);
    const hook = await admin.collection("_webhooks").create({ name, url: `http://127.0.0.1:${server.address().port}/`, events: ["quiet.*"], active: true });
    await admin.collection("quiet").create({});
    const [row] = await until(name, async () => {
      const found = await deliveries(`webhook="${hook.id}" && attempt=1`);
      return found.length > 0 && found;
    });
    assert.equal(row.state, "pending", name);
    assert.ok(row.nextRetry > row.updated && row.response.length <= 16384, name);
    await admin.collection("_webhooks").delete(hook.id);
  }
  // A receiver whose certificate nobody vouches for, and one that does not speak TLS at all.
  const plain = await liar((socket) => socket.end("not TLS"));
  servers.push(plain);
  const hook = await admin.collection("_webhooks").create({ name: "tls", url: `https://127.0.0.1:${plain.address().port}/`, events: ["quiet.*"], active: true });
  await admin.collection("quiet").create({});
  await until("the refusal", async () => (await deliveries(`webhook="${hook.id}" && attempt=1 && error!=""`)).length > 0);
  await admin.collection("_webhooks").delete(hook.id);
  assert.equal(received.length, 0); // no redirect was followed
  for (const server of servers) server.close();
});

it("refuses names that lead to private addresses", async () => {
  await settings({ allowPrivate: false });
  const port = receiver.address().port;
  for (const host of ["localhost", "127.0.0.1", "[::1]", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"]) {
    const made = await admin.collection("_webhooks").create({ name: host, url: `http://${host}:${port}/`, events: ["quiet.*"], active: true });
    await admin.collection("quiet").create({});
    await until(`the refusal of ${host}`, async () => (await deliveries(`webhook="${made.id}" && state="failed" && error~"not allowed"`)).length > 0);
    await admin.collection("_webhooks").delete(made.id);
  }
  assert.equal(received.length, 0);
  await settings({ allowPrivate: true });
});

it("does not let a silent receiver hold up the others", async () => {
  const silent = await liar(() => {});
  const slow = await admin.collection("_webhooks").create({ name: "silent", url: `http://127.0.0.1:${silent.address().port}/`, events: ["quiet.*"], active: true });
  for (let i = 0; i < 40; ++i) await admin.collection("quiet").create({});
  const started = Date.now();
  await admin.collection("notes").create({ title: "overtakes" });
  await until("the other receiver", () => received.find((one) => one.body.includes("overtakes")));
  assert.ok(Date.now() - started < 5000);
  await admin.collection("_webhooks").delete(slow.id);
  silent.close();
});

it("loses nothing when the server is killed", async () => {
  answerWith = 0; // the attempt is under way for ever
  await admin.collection("notes").create({ title: "survivor" });
  await until("the attempt", () => received.find((one) => one.body.includes("survivor")));
  await server.kill();
  received.length = 0;
  answerWith = 200;
  server = await startServer(server.dir);
  await signIn();
  const hook = await admin.collection("_webhooks").getFirstListItem("name='main'");
  const call = await until("the survivor", () => received.find((one) => one.body.includes("survivor")));
  assert.equal(call.headers["socle-event"], "notes.create");
  assert.ok(hook.active);
});
