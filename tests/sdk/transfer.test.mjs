// Streams of records in and out: POST …/import and GET …/export, as a program with a big file sees them.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import PocketBase from "pocketbase";
import { until } from "./helpers.mjs";
import { email, password, startServer } from "./server.mjs";

let server;
let admin;
let author;

async function post(collection, query, type, body, token = admin.authStore.token) {
  const url = `${server.url}/api/collections/${collection}/import?${new URLSearchParams(query)}`;
  const headers = { "Content-Type": type, ...(token ? { Authorization: token } : {}) };
  const response = await fetch(url, { method: "POST", headers, body, ...(body instanceof ReadableStream ? { duplex: "half" } : {}) });
  const text = await response.text();
  const isStream = response.headers.get("content-type") === "application/x-ndjson";
  const lines = isStream ? text.trim().split("\n").map((line) => JSON.parse(line)) : [];
  return { status: response.status, lines, last: lines.at(-1), json: isStream ? null : JSON.parse(text) };
}

const importLines = (collection, query, rows) =>
  post(collection, query, "application/x-ndjson", rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row))).join("\n"));

async function get(collection, query, token = "") {
  const url = `${server.url}/api/collections/${collection}/export?${new URLSearchParams(query)}`;
  const response = await fetch(url, { headers: token ? { Authorization: token } : {} });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const count = async (collection) => (await admin.collection(collection).getList(1, 1)).totalItems;

before(async () => {
  server = await startServer();
  admin = new PocketBase(server.url);
  admin.autoCancellation(false);
  await admin.collection("_superusers").authWithPassword(email, password);
  const authors = await admin.collections.create({ name: "authors", type: "base", fields: [{ name: "name", type: "text" }] });
  author = (await admin.collection("authors").create({ name: "Ann" })).id;
  const fields = () => [
    { name: "sku", type: "text", max: 20 }, { name: "title", type: "text", required: true }, { name: "price", type: "number" },
    { name: "sold", type: "bool" }, { name: "when", type: "date" }, { name: "kinds", type: "select", values: ["a", "b"], maxSelect: 2 },
    { name: "meta", type: "json" }, { name: "author", type: "relation", collectionId: authors.id, maxSelect: 1 }, { name: "secret", type: "text", hidden: true },
  ];
  const indexes = (name) => [`CREATE UNIQUE INDEX idx_${name}_sku ON ${name} (sku) WHERE sku != ''`];
  for (const name of ["items", "csv", "copy", "big", "stop", "gone", "upsert"]) {
    await admin.collections.create({ name, type: "base", listRule: name === "items" ? "price < 100" : null, fields: fields(), indexes: indexes(name) });
  }
  await admin.collections.create({ name: "people", type: "auth" });
  await admin.collections.create({ name: "seen", type: "view", viewQuery: "select id, title from items" });
});

after(() => server.stop());

describe("an import is refused", () => {
  it("to guests and other accounts", async () => {
    assert.equal((await post("items", {}, "text/csv", "title\nx", "")).status, 401);
    await admin.collection("people").create({ email: "p@example.com", password: "12345678", passwordConfirm: "12345678" });
    const client = new PocketBase(server.url);
    await client.collection("people").authWithPassword("p@example.com", "12345678");
    assert.equal((await post("items", {}, "text/csv", "title\nx", client.authStore.token)).status, 403);
  });

  for (const [name, collection, query, type, status, message] of [
    ["for an unknown collection", "nope", {}, "text/csv", 404, "Missing collection context."],
    ["for a view", "seen", {}, "text/csv", 400, "Unsupported collection type."],
    ["in an unknown form", "items", {}, "text/plain", 400, "Unsupported Content-Type."],
    ["in an unknown mode", "items", { mode: "replace" }, "text/csv", 400, "Invalid import."],
    ["with an unknown way of failing", "items", { onError: "cry" }, "text/csv", 400, "Invalid import."],
    ["by a key that is not unique", "items", { mode: "upsert", key: "title" }, "text/csv", 400, "Invalid import."],
  ]) {
    it(name, async () => {
      const answer = await post(collection, query, type, "title\nx\n");
      assert.equal(answer.status, status);
      assert.equal(answer.json.message, message);
    });
  }
});

describe("an import", () => {
  it("of nothing is done at once", async () => {
    assert.deepEqual((await post("items", {}, "text/csv", undefined)).lines, [{ done: true, row: 0, ok: 0, created: 0, updated: 0, failed: 0 }]);
  });

  it("reads CSV with quotes, line breaks and a mark", async () => {
    const text = '\ufefftitle,price,sold,when,kinds,meta,extra\r\n"A, ""quoted""\nline",1.5,true,2026-01-02 03:04:05Z,"[""a"",""b""]","{""x"":1}",ignored\r\n\r\nplain,,,,,,\r\nshort,7';
    const answer = await post("csv", {}, "text/csv; charset=utf-8", text);
    assert.deepEqual(answer.last, { done: true, row: 3, ok: 3, created: 3, updated: 0, failed: 0 });
    const all = await admin.collection("csv").getFullList({ sort: "@rowid" });
    assert.equal(all[0].title, 'A, "quoted"\nline');
    assert.deepEqual([all[0].price, all[0].sold, all[0].when, all[0].kinds, all[0].meta], [1.5, true, "2026-01-02 03:04:05.000Z", ["a", "b"], { x: 1 }]);
    assert.deepEqual([all[1].title, all[1].price, all[1].sold], ["plain", 0, false]);
    assert.deepEqual([all[2].title, all[2].price], ["short", 7]);
  });

  it("reads a JSON array", async () => {
    const answer = await post("items", {}, "application/json", ' [ {"title":"one [] {}","price":1} ,\n{"title":"two \\"]","price":200,"author":"' + author + '","secret":"s"}] ');
    assert.equal(answer.last.created, 2);
    const broken = await post("items", {}, "application/json", '[{"title":"three"},');
    assert.equal(broken.last.error.message, "The JSON array does not end.");
    assert.equal(broken.last.stopped, true);
    assert.equal(broken.last.created, 1); // what came before the end of sense
    await admin.collection("items").delete((await admin.collection("items").getFirstListItem("title = 'three'")).id);
    assert.equal((await post("items", {}, "application/json", '{"title":"x"}')).last.error.message, "The body is no JSON array.");
  });

  it("stops at the first failure and keeps what came before", async () => {
    const answer = await importLines("stop", {}, [{ title: "a" }, { title: "b" }, { title: "" }, { title: "c" }]);
    assert.deepEqual(answer.lines, [
      { row: 3, data: { title: { code: "validation_required", message: "Cannot be blank." } }, message: "Failed to create record.", status: 400 },
      { row: 3, ok: 2, failed: 1 },
      { done: true, row: 3, ok: 2, created: 2, updated: 0, failed: 1, stopped: true },
    ]);
    assert.equal(await count("stop"), 2);
  });

  it("skips failures when told so", async () => {
    const rows = ["{broken", "[1]", { title: "1", sku: "s1" }, { title: "2", sku: "s1" }, { title: "3", author: "nobody000000000" }, { title: "4", sku: "s".repeat(21) }, { title: "5" }];
    const answer = await importLines("stop", { onError: "skip" }, rows);
    assert.deepEqual(answer.lines.filter((line) => line.data).map((line) => [line.row, line.message, Object.values(line.data)[0]?.code]), [
      [1, "The row is no JSON.", undefined],
      [2, "The row is no JSON object.", undefined],
      [4, "Failed to create record.", "validation_not_unique"],
      [5, "Failed to create record.", "validation_missing_rel_records"],
      [6, "Failed to create record.", "validation_max_text_constraint"],
    ]);
    assert.deepEqual(answer.last, { done: true, row: 7, ok: 2, created: 2, updated: 0, failed: 5 });
  });

  it("updates and upserts by id and by a unique field", async () => {
    await importLines("upsert", {}, [{ id: "abcdefghijklmno", title: "by id" }, { sku: "k1", title: "by key" }]);
    const updated = await importLines("upsert", { mode: "update", onError: "skip" }, [{ id: "abcdefghijklmno", price: 5 }, { id: "nobody000000000", price: 6 }, { title: "no id" }]);
    assert.deepEqual(updated.last, { done: true, row: 3, ok: 1, created: 0, updated: 1, failed: 2 });
    assert.equal(updated.lines[0].data.id.code, "validation_missing_record");
    const upserted = await importLines("upsert", { mode: "upsert", key: "sku" }, [{ sku: "k1", price: 9 }, { sku: "k2", title: "new" }, { sku: "k2", price: 3 }]);
    assert.deepEqual([upserted.last.created, upserted.last.updated], [1, 2]);
    const all = await admin.collection("upsert").getFullList({ sort: "title" });
    assert.deepEqual(all.map((record) => [record.title, record.price]), [["by id", 5], ["by key", 9], ["new", 3]]);
  });

  it("hashes the passwords of accounts", async () => {
    const answer = await importLines("people", { onError: "skip" }, [
      { email: "q@example.com", password: "abcdefgh1", passwordConfirm: "abcdefgh1" }, { email: "r@example.com", password: "short", passwordConfirm: "short" },
    ]);
    assert.deepEqual([answer.last.created, answer.last.failed], [1, 1]);
    await new PocketBase(server.url).collection("people").authWithPassword("q@example.com", "abcdefgh1");
  });

  it("tells how far it is while the body still flows", async () => {
    const encoder = new TextEncoder();
    let body;
    const stream = new ReadableStream({ start: (controller) => (body = controller) });
    body.enqueue(encoder.encode('{"title":"first"}\n'));
    const response = await fetch(`${server.url}/api/collections/big/import`, {
      method: "POST", headers: { "Content-Type": "application/x-ndjson", Authorization: admin.authStore.token }, body: stream, duplex: "half",
    });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    assert.deepEqual(JSON.parse((await reader.read()).value), { row: 1, ok: 1, failed: 0 });
    assert.equal(await count("big"), 1);
    for (let i = 0; i < 2500; i += 1) body.enqueue(encoder.encode(`{"title":"t${i}"}\n`));
    body.close();
    let text = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
    const lines = text.trim().split("\n").map((line) => JSON.parse(line));
    assert.ok(lines.length >= 4, text);
    assert.equal(lines.at(-1).created, 2501);
    assert.equal(await count("big"), 2501);
  });

  it("ends with its client", async () => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    socket.on("error", () => {});
    socket.write(`POST /api/collections/gone/import HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nAuthorization: ${admin.authStore.token}\r\nContent-Length: 1000000\r\n\r\n`);
    socket.write('{"title":"kept"}\n{"title":"half');
    await until(async () => (await count("gone")) === 1);
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(await count("gone"), 1);
  });
});

describe("an export", () => {
  it("follows the list rule and hides what is hidden", async () => {
    assert.equal((await get("copy", {})).status, 403);
    const guest = JSON.parse((await get("items", {})).text);
    assert.deepEqual(guest.map((record) => record.title), ["one [] {}"]);
    assert.ok(!("secret" in guest[0]));
    const all = JSON.parse((await get("items", { sort: "-price" }, admin.authStore.token)).text);
    assert.deepEqual(all.map((record) => [record.title, record.secret]), [['two "]', "s"], ["one [] {}", ""]]);
  });

  for (const [name, query, status] of [
    ["a format it does not know", { format: "xml" }, 400], ["a faulty filter", { filter: "nope = 1" }, 400],
    ["a hidden field", { filter: "secret = 's'" }, 400], ["a faulty sort", { sort: "nope" }, 400], ["a superuser's filter", { filter: "@request.auth.id = ''" }, 403],
  ]) {
    it(`refuses ${name}`, async () => assert.equal((await get("items", query)).status, status));
  }

  it("comes in three forms", async () => {
    const query = { filter: "price < 10", fields: "title,price" };
    const json = await get("items", query);
    assert.equal(json.headers.get("content-type"), "application/json");
    assert.deepEqual(JSON.parse(json.text), [{ price: 1, title: "one [] {}" }]);
    const lines = await get("items", { ...query, format: "ndjson" });
    assert.equal(lines.text, '{"price":1,"title":"one [] {}"}\n');
    const csv = await get("items", { ...query, format: "csv" });
    assert.equal(csv.headers.get("content-disposition"), 'attachment; filename="items.csv"');
    assert.equal(csv.text, "title,price\r\none [] {},1\r\n");
    assert.equal((await get("items", { filter: "price > 50", format: "csv", fields: "id" })).text, "id\r\n");
    assert.deepEqual(JSON.parse((await get("items", { filter: "price > 50" })).text), []);
  });

  it("expands", async () => {
    const all = (await get("items", { format: "ndjson", expand: "author", sort: "price" }, admin.authStore.token)).text.trim().split("\n").map((line) => JSON.parse(line));
    assert.equal(all[1].expand.author.name, "Ann");
    assert.deepEqual(all[0].expand ?? {}, {});
  });

  it("can be imported again", async () => {
    for (const [format, type] of [["csv", "text/csv"], ["ndjson", "application/x-ndjson"], ["json", "application/json"]]) {
      const { text } = await get("csv", { format }, admin.authStore.token);
      const answer = await post("copy", { mode: "upsert" }, type, text);
      assert.equal(answer.last.failed, 0, text);
    }
    const strip = (list) => list.map(({ created, updated, collectionId, collectionName, ...rest }) => rest);
    assert.deepEqual(strip(await admin.collection("copy").getFullList({ sort: "id" })), strip(await admin.collection("csv").getFullList({ sort: "id" })));
  });

  it("gives a slow reader everything, in its own time", async () => {
    const { text } = await get("big", { format: "ndjson" }, admin.authStore.token);
    const socket = connect({ port: Number(new URL(server.url).port), host: "127.0.0.1", highWaterMark: 1024 });
    let got = 0;
    socket.write(`GET /api/collections/big/export?format=ndjson HTTP/1.0\r\nHost: x\r\nAuthorization: ${admin.authStore.token}\r\n\r\n`);
    socket.pause();
    await new Promise((resolve) => setTimeout(resolve, 200));
    socket.on("data", (piece) => (got += piece.length)).resume();
    await new Promise((resolve) => socket.on("end", resolve));
    assert.ok(got > text.length, `${got} of ${text.length}`);
  });
});
