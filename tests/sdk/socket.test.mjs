// The WebSocket of live events: handshake, operations, accounts, presence and broadcast, and what a rude client gets.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import PocketBase from "pocketbase";
import { email, password, startServer } from "./server.mjs";
import { Socket, encodeFrame } from "./socket.mjs";

let server;
let admin;
const sockets = [];

async function open(headers) {
  const socket = await Socket.open(server.url, headers);
  sockets.push(socket);
  if (socket.status === 101) socket.hello = await socket.next("hello");
  return socket;
}

let accounts = 0;
async function member() {
  const account = { email: `m${(accounts += 1)}@example.com`, password: "12345678", passwordConfirm: "12345678" };
  const record = await admin.collection("members").create(account);
  const client = new PocketBase(server.url);
  await client.collection("members").authWithPassword(account.email, "12345678");
  return { record, token: client.authStore.token };
}

async function signedIn() {
  const account = await member();
  const socket = await open();
  assert.equal((await socket.ask({ op: "auth", token: account.token })).op, "ok");
  return { ...account, socket };
}

before(async () => {
  server = await startServer();
  admin = new PocketBase(server.url);
  admin.autoCancellation(false);
  await admin.collection("_superusers").authWithPassword(email, password);
  const fields = [{ name: "title", type: "text" }, { name: "secret", type: "text", hidden: true }];
  await admin.collections.create({ name: "posts", type: "base", listRule: "", viewRule: "", fields });
  await admin.collections.create({ name: "owned", type: "base", listRule: "@request.auth.id != ''", fields });
  await admin.collections.create({ name: "members", type: "auth", listRule: "id = @request.auth.id" });
  const channel = (name, joinRule, publishRule) => admin.collection("_channels").create({ name, joinRule, publishRule });
  await channel("room*", "@request.auth.id != ''", "@request.auth.id != '' && @request.body.event != 'shout'");
  await channel("open-?", "name != ''", "");
  await channel("own-*", "@request.body.channel = @request.auth.room || @request.body.state.pass = 'yes'", "name != ''");
  await channel("room-locked", "", "");
});

after(async () => {
  for (const socket of sockets) socket.close();
  await server.stop();
});

describe("the handshake", () => {
  it("proves itself and says hello", async () => {
    const socket = await open();
    const accept = createHash("sha1").update(socket.key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest("base64");
    assert.ok(socket.head.includes(`Sec-WebSocket-Accept: ${accept}`), socket.head);
    assert.match(socket.hello.clientId, /^[A-Za-z0-9]{40}$/);
  });

  it("is refused when it is none", async () => {
    assert.equal((await fetch(server.url + "/api/realtime/ws")).status, 426);
    assert.equal((await open({ "Sec-WebSocket-Version": "8" })).status, 426);
    assert.equal((await open({ "Sec-WebSocket-Key": "short" })).status, 400);
    assert.equal((await open({ Upgrade: "h2c" })).status, 426);
  });

  it("takes the caller of its token", async () => {
    const { token } = await member();
    const socket = await open({ Authorization: token });
    assert.equal((await socket.ask({ op: "join", channel: "room1" })).op, "ok");
  });
});

describe("operations", () => {
  it("subscribe and unsubscribe", async () => {
    const socket = await open();
    assert.deepEqual(await socket.ask({ op: "subscribe", id: "1", topics: ["posts/*"] }).catch(() => socket.next("ok")), { op: "ok", id: "1" });
    const record = await admin.collection("posts").create({ title: "Hi", secret: "s" });
    const event = await socket.next("event");
    assert.equal(event.topic, "posts/*");
    assert.deepEqual(Object.keys(event.data), ["record", "action"]);
    assert.equal(event.data.record.title, "Hi");
    assert.ok(!("secret" in event.data.record));
    await socket.ask({ op: "subscribe", topics: [`posts/${record.id}`] });
    await socket.ask({ op: "unsubscribe", topics: ["posts/*"] });
    await admin.collection("posts").update(record.id, { title: "Ho" });
    assert.equal((await socket.next("event")).topic, `posts/${record.id}`);
    assert.equal(socket.messages.length, 0);
  });

  it("honour options, in the order of the writes", async () => {
    const socket = await open();
    const topic = `posts/*?options=${encodeURIComponent(JSON.stringify({ query: { filter: "title ~ 'n%'", fields: "title" } }))}`;
    await socket.ask({ op: "subscribe", topics: [topic] });
    for (let i = 0; i < 30; i += 1) await admin.collection("posts").create({ title: `${i % 2 ? "n" : "x"}${i}` });
    const seen = [];
    while (seen.length < 15) seen.push((await socket.next("event")).data.record.title);
    assert.deepEqual(seen, Array.from({ length: 15 }, (_, i) => `n${2 * i + 1}`));
  });

  for (const [name, message, status, text] of [
    ["no JSON", "{", 400, "The message is no JSON object."],
    ["no object", "[1]", 400, "The message is no JSON object."],
    ["an unknown operation", { op: "dance" }, 400, "Unknown operation."],
    ["topics that are none", { op: "subscribe", topics: "posts/*" }, 400, "Expected topics, an array of at most 1000 texts."],
    ["a long topic", { op: "subscribe", topics: ["x".repeat(2501)] }, 400, "A topic is a text of at most 2500 bytes."],
    ["too many topics", { op: "subscribe", topics: Array.from({ length: 1001 }, (_, i) => `t${i}`) }, 400, "Expected topics, an array of at most 1000 texts."],
    ["a wrong token", { op: "auth", token: "x.y.z" }, 401, "Missing or invalid authentication."],
    ["no token", { op: "auth" }, 401, "Missing or invalid authentication."],
    ["no channel", { op: "join" }, 400, "Expected channel, a text of at most 255 bytes."],
    ["no event", { op: "publish", channel: "x" }, 400, "Expected event, a text of at most 255 bytes."],
    ["a state that is too large", { op: "join", channel: "open-1", state: "x".repeat(70000) }, 413, "Request entity too large."],
    ["a channel it is not in", { op: "leave", channel: "open-1" }, 404, "The client is not in the channel."],
  ]) {
    it(`refuse ${name}`, async () => {
      const socket = await open();
      socket.send(message);
      const { status: got, message: said } = await socket.next("error");
      assert.deepEqual([got, said], [status, text]);
      assert.equal((await socket.ask({ op: "subscribe", topics: [] })).op, "ok");
    });
  }

  it("hold no more than a thousand topics together", async () => {
    const socket = await open();
    const topics = (from) => Array.from({ length: 600 }, (_, i) => `t${from + i}`);
    assert.equal((await socket.ask({ op: "subscribe", topics: topics(0) })).op, "ok");
    assert.equal((await socket.ask({ op: "subscribe", topics: topics(600) })).status, 400);
    assert.equal((await socket.ask({ op: "subscribe", topics: topics(300) })).op, "ok");
  });
});

describe("accounts", () => {
  it("see what they may, and are guests when the account ends", async () => {
    const { socket, record, token } = await signedIn();
    await socket.ask({ op: "subscribe", topics: ["owned/*", "posts/*"] });
    await admin.collection("owned").create({ title: "one" });
    assert.equal((await socket.next("event")).topic, "owned/*");
    assert.equal((await socket.ask({ op: "auth", token: (await member()).token })).status, 403);
    assert.equal((await socket.ask({ op: "auth", token })).op, "ok");
    await socket.ask({ op: "join", channel: "room1" });
    await admin.collection("members").update(record.id, { password: "abcdefgh1", passwordConfirm: "abcdefgh1" });
    assert.equal((await socket.next("error")).status, 401);
    assert.equal((await socket.ask({ op: "leave", channel: "room1" })).status, 404);
    await admin.collection("owned").create({ title: "two" });
    await admin.collection("posts").create({ title: "marker" });
    assert.equal((await socket.next("event")).topic, "posts/*");
    assert.equal((await socket.ask({ op: "auth", token })).status, 401);
  });

  it("end with their record", async () => {
    const { socket, record } = await signedIn();
    await admin.collection("members").delete(record.id);
    assert.equal((await socket.next("error")).status, 401);
    assert.equal((await socket.ask({ op: "join", channel: "room1" })).status, 403);
  });
});

describe("channels", () => {
  it("are closed to those without a row, and open by rule", async () => {
    const guest = await open();
    const { socket } = await signedIn();
    const status = async (who, message) => (await who.ask(message)).status;
    assert.equal(await status(guest, { op: "join", channel: "nowhere" }), 403);
    assert.equal(await status(socket, { op: "join", channel: "nowhere" }), 403);
    assert.equal(await status(guest, { op: "join", channel: "room1" }), 403);
    assert.equal(await status(socket, { op: "join", channel: "room-locked" }), 403);
    assert.equal(await status(guest, { op: "join", channel: "open-1" }), undefined);
    assert.equal(await status(guest, { op: "join", channel: "open-12" }), 403);
    assert.equal(await status(guest, { op: "publish", channel: "open-1", event: "x", payload: 1 }), 403);
    assert.equal(await status(guest, { op: "join", channel: "own-1" }), 403);
    assert.equal(await status(guest, { op: "join", channel: "own-1", state: { pass: "yes" } }), undefined);
    const root = await open({ Authorization: admin.authStore.token });
    assert.equal(await status(root, { op: "join", channel: "nowhere" }), undefined);
  });

  it("tell who is there", async () => {
    const one = await signedIn();
    const two = await signedIn();
    await one.socket.ask({ op: "join", channel: "room2", state: { name: "one" } });
    const own = await one.socket.next("presence");
    assert.deepEqual([own.members, own.joined[0].state, own.joined[0].user], [1, { name: "one" }, { collection: "members", id: one.record.id }]);
    await two.socket.ask({ op: "join", channel: "room2", state: null });
    const both = await two.socket.next("presence");
    assert.deepEqual([both.members, both.joined.length], [2, 2]);
    const seen = await one.socket.next("presence");
    assert.deepEqual([seen.channel, seen.members, seen.joined.length, seen.joined[0].user.id, seen.left], ["room2", 2, 1, two.record.id, []]);
    await two.socket.ask({ op: "state", channel: "room2", state: { typing: true } });
    assert.deepEqual((await one.socket.next("presence")).joined[0].state, { typing: true });
    two.socket.close();
    const left = await one.socket.next("presence");
    assert.deepEqual([left.joined, left.left[0].id, left.members], [[], seen.joined[0].id, 1]);
  });

  it("pass messages on, not to their sender", async () => {
    const one = await signedIn();
    const two = await signedIn();
    for (const { socket } of [one, two]) await socket.ask({ op: "join", channel: "room3" });
    assert.equal((await one.socket.ask({ op: "publish", channel: "room3", event: "shout", payload: 1 })).status, 403);
    assert.equal((await one.socket.ask({ op: "publish", channel: "room3", event: "cursor", payload: { x: 1, text: "a<b" } })).op, "ok");
    const got = await two.socket.next("message");
    assert.deepEqual([got.channel, got.event, got.payload, got.from.user.id], ["room3", "cursor", { x: 1, text: "a<b" }, one.record.id]);
    assert.ok(!one.socket.messages.some((message) => message.op === "message"));
  });
});

describe("a rude client", () => {
  for (const [name, bytes, code] of [
    ["without a mask", encodeFrame(1, "{}", { mask: false }), 1002],
    ["with reserved bits", encodeFrame(1, "{}", { reserved: 64 }), 1002],
    ["with an unknown opcode", encodeFrame(3, "{}"), 1002],
    ["with a binary message", encodeFrame(2, "x"), 1003],
    ["with a continuation of nothing", encodeFrame(0, "x"), 1002],
    ["with a ping in pieces", encodeFrame(9, "x", { fin: false }), 1002],
    ["with a large ping", encodeFrame(9, "x".repeat(126)), 1002],
    ["with text that is no UTF-8", encodeFrame(1, Buffer.from([0xc3, 0x28])), 1007],
    ["with a close code that is none", encodeFrame(8, Buffer.from([3, 237])), 1002],
    ["with a message that is too large", encodeFrame(1, "x".repeat(1048577)), 1009],
    ["that says goodbye", encodeFrame(8, Buffer.from([3, 232])), 1000],
  ]) {
    it(`${name} is closed with ${code}`, async () => {
      const socket = await open();
      socket.raw.write(bytes);
      assert.equal(await socket.end(), code);
    });
  }

  it("may send pieces, pings between them, and get its pong", async () => {
    const socket = await open();
    const text = JSON.stringify({ op: "subscribe", id: "p", topics: [] });
    for (const piece of [encodeFrame(1, text.slice(0, 5), { fin: false }), encodeFrame(9, "hey"), encodeFrame(0, text.slice(5, 9), { fin: false }), encodeFrame(0, text.slice(9))]) {
      for (const byte of piece) socket.raw.write(Buffer.from([byte]));
    }
    assert.deepEqual(await socket.next("ok"), { op: "ok", id: "p" });
    assert.deepEqual(socket.controls.map(([opcode, payload]) => [opcode, payload.toString()]), [[10, "hey"]]);
  });

  it("that does not read is cut, and harms nobody", async () => {
    const slow = await open();
    const quick = await open();
    for (const socket of [slow, quick]) await socket.ask({ op: "subscribe", topics: ["posts/*"] });
    slow.raw.pause();
    const title = "x".repeat(4900);
    const writes = 2000;
    const before = performance.now();
    for (let i = 0; i < writes; i += 50) {
      await Promise.all(Array.from({ length: 50 }, () => admin.collection("posts").create({ title })));
    }
    for (let i = 0; i < writes; i += 1) await quick.next("event");
    assert.ok(performance.now() - before < 60000);
    slow.raw.resume();
    await slow.end();
    assert.ok(slow.messages.length < writes, "the slow client got everything");
  });
});
