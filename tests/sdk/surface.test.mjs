// The whole surface of the official SDK for records, files, realtime, batch and collections: every public method is called and
// what it brings is looked at; the last test holds the list of what was called against what the SDK declares.
// Signing in has its own file (auth.test.mjs).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { EventSource } from "eventsource";
import PocketBase from "pocketbase";
import { refusal, until } from "./helpers.mjs";
import { email, password, startServer } from "./server.mjs";

globalThis.EventSource = EventSource;

const suffix = Math.random().toString(36).slice(2, 8);
const books = `books_${suffix}`;
const authors = `authors_${suffix}`;
const clients = `clients_${suffix}`;
const kServices = { RecordService: (pb) => pb.collection(books), CrudService: (pb) => pb.collections, FileService: (pb) => pb.files, RealtimeService: (pb) => pb.realtime, BatchService: (pb) => pb.createBatch(), SubBatchService: (pb) => pb.createBatch().collection(books), CollectionService: (pb) => pb.collections };
const declared = readFileSync(new URL("node_modules/pocketbase/dist/pocketbase.es.d.ts", import.meta.url), "utf8");
const called = new Set();
let server;
let admin;
let ann;

// Public methods and getters of a class of the SDK, from its declarations.
function surfaceOf(name) {
  const body = declared.match(new RegExp(`declare (?:abstract )?class ${name}\\b[^{]*\\{\\n([\\s\\S]*?)\\n\\}`))[1].replace(/\/\*[\s\S]*?\*\//g, "");
  const names = [...body.matchAll(/^    (?:abstract )?(?:get )?([a-zA-Z0-9]+)(?:<[^>]*>)?\(/gm)].map((match) => match[1]);
  return new Set(names.filter((method) => method !== "constructor" && !new RegExp(`(?:private|protected|get)[^\\n]* ${method}\\b`).test(body)));
}

// Notes every call of `prototype`'s methods, whoever makes it.
function listenTo(prototype) {
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const { value } = Object.getOwnPropertyDescriptor(prototype, name);
    if (typeof value !== "function" || name === "constructor") continue;
    prototype[name] = function (...parameters) {
      called.add(name);
      return value.apply(this, parameters);
    };
  }
}

const text = (words, name) => new File([words], name, { type: "text/plain" });
const bytes = async (url) => (await fetch(url)).text();

before(async () => {
  server = await startServer();
  admin = new PocketBase(server.url);
  admin.autoCancellation(false);
  await admin.collection("_superusers").authWithPassword(email, password);
  const seen = new Set();
  for (const service of Object.values(kServices)) {
    for (let at = Object.getPrototypeOf(service(admin)); at !== Object.prototype && !seen.has(at); at = Object.getPrototypeOf(at)) {
      seen.add(at);
      listenTo(at);
    }
  }
  await admin.settings.update({ batch: { enabled: true } });
});

after(async () => {
  for (const name of [books, authors, clients]) await admin.collections.delete(name).catch(() => {});
  admin.realtime.unsubscribe();
  await server.stop();
});

describe("collections", () => {
  it("are made, changed, found, counted and deleted", async () => {
    const scaffolds = await admin.collections.getScaffolds();
    assert.deepEqual(Object.keys(scaffolds).sort(), ["auth", "base", "view"]);
    const open = { listRule: "", viewRule: "", createRule: "", updateRule: "", deleteRule: "" };
    const author = await admin.collections.create({ ...scaffolds.base, name: authors, ...open, fields: [{ name: "name", type: "text" }] });
    await admin.collections.create({
      name: books, type: "base", ...open,
      fields: [
        { name: "title", type: "text", required: true }, { name: "pages", type: "number" }, { name: "meta", type: "json" },
        { name: "author", type: "relation", collectionId: author.id, maxSelect: 1 }, { name: "notes", type: "file", maxSelect: 5 }, { name: "secret", type: "file", protected: true },
        { name: "tags", type: "select", values: ["a", "b", "c"], maxSelect: 3 }, { name: "created", type: "autodate", onCreate: true },
      ],
    });
    await admin.collections.import([{ name: clients, type: "auth", fields: [{ name: "nick", type: "text" }] }]);
    assert.equal((await admin.collections.getOne(clients)).type, "auth");
    assert.equal((await admin.collections.update(books, { viewRule: "pages < 1000" })).viewRule, "pages < 1000");
    assert.equal((await admin.collections.getFirstListItem(`name='${books}'`)).name, books);
    const page = await admin.collections.getList(1, 2, { sort: "name", filter: `name ~ '${suffix}'` });
    assert.deepEqual([page.items.map((item) => item.name), page.totalItems, page.totalPages], [[authors, books], 3, 2]);
    assert.ok((await admin.collections.getFullList({ batch: 3 })).length > 3);
    const providers = await admin.collections.getAllOAuth2Providers();
    assert.ok(providers.some((provider) => provider.name === "google"));
    assert.deepEqual(Object.keys(await admin.collections.dryRunViewQuery(`select id, name from ${authors}`)).sort(), ["fields", "sample"]);
    assert.equal((await refusal(new PocketBase(server.url).collections.getFullList())).status, 401);
    await admin.collection(authors).create({ name: "gone" });
    assert.equal(await admin.collections.truncate(authors), true);
    assert.equal((await admin.collection(authors).getList()).totalItems, 0);
    ann = await admin.collection(authors).create({ name: "Ann" });
  });
});

describe("records", () => {
  it("are written with every kind of body", async () => {
    const guest = new PocketBase(server.url);
    const plain = await guest.collection(books).create({ title: "json", pages: 1, meta: { a: [1, null] }, author: ann.id }, { expand: "author", fields: "title,meta,expand.author.name" });
    assert.deepEqual(plain, { title: "json", meta: { a: [1, null] }, expand: { author: { name: "Ann" } } });
    const mixed = await guest.collection(books).create({ title: "mixed", pages: 2, meta: { b: "true" }, tags: ["a", "b"], notes: [text("one", "one.txt"), text("two", "two.txt")] });
    assert.deepEqual([mixed.meta, mixed.tags, mixed.notes.length], [{ b: "true" }, ["a", "b"], 2]);
    const form = new FormData();
    form.append("title", "form");
    form.append("pages", "3");
    form.append("tags", "b");
    form.append("tags", "c");
    form.append("notes", text("three", "three.txt"));
    const made = await guest.collection(books).create(form);
    assert.deepEqual([made.pages, made.tags], [3, ["b", "c"]]);
    const kept = await guest.collection(books).update(mixed.id, { "notes+": text("four", "four.txt"), "notes-": [mixed.notes[0]], "pages+": 5, "tags-": "a" });
    assert.deepEqual([kept.notes[0], kept.notes.length, kept.pages, kept.tags], [mixed.notes[1], 2, 7, ["b"]]);
    const change = new FormData();
    change.append("title", "changed");
    assert.equal((await guest.collection(books).update(made.id, change, { headers: { "X-Any": "1" }, query: { any: 1 } })).title, "changed");
    assert.equal(await guest.collection(books).delete(made.id), true);
    const error = await refusal(guest.collection(books).create({ pages: 1 }));
    assert.deepEqual([error.status, error.response.data.title.code], [400, "validation_required"]);
    assert.equal((await refusal(guest.collection(books).delete("nothing"))).status, 404);
  });

  it("are found by every way of reading", async () => {
    const guest = new PocketBase(server.url);
    guest.autoCancellation(false);
    const service = guest.collection(books);
    assert.equal(service.baseCrudPath, `/api/collections/${books}/records`);
    for (let i = 0; i < 5; i += 1) await service.create({ title: `n${i}`, pages: 100 + i });
    const named = guest.filter("title ~ {:part} && pages >= {:pages} && created <= {:now}", { part: 'n"%', pages: 102, now: new Date(Date.now() + 60000) });
    assert.equal((await service.getList(1, 10, { filter: named })).totalItems, 0);
    const some = await service.getList(2, 2, { filter: guest.filter("pages >= {:pages}", { pages: 100 }), sort: "-pages", fields: "pages" });
    assert.deepEqual(some, { items: [{ pages: 102 }, { pages: 101 }], page: 2, perPage: 2, totalItems: 5, totalPages: 3 });
    assert.equal((await service.getList(1, 1, { skipTotal: true })).totalItems, -1);
    assert.equal((await service.getFullList({ batch: 2 })).length, 7);
    assert.equal((await service.getFullList(3, { filter: "pages >= 100", sort: "pages" }))[4].pages, 104);
    assert.equal((await service.getFirstListItem("title = 'n3'")).pages, 103);
    assert.equal((await refusal(service.getFirstListItem("title = 'nothing'"))).status, 404);
    const one = await service.getFirstListItem("title = 'json'", { expand: "author" });
    assert.equal(one.expand.author.name, "Ann");
    assert.deepEqual(await service.getOne(one.id, { fields: "id" }), { id: one.id });
    assert.equal((await refusal(service.getOne(""))).status, 404);
    assert.equal((await refusal(service.getList(1, 1, { filter: "nope = 1" }))).status, 400);
  });

  it("cancel a request that is asked again", async () => {
    const guest = new PocketBase(server.url);
    const first = refusal(guest.collection(books).getList(1, 1));
    await guest.collection(books).getList(1, 1);
    assert.equal((await first).isAbort, true);
  });
});

describe("files", () => {
  it("are reached by the addresses the SDK makes", async () => {
    const record = await admin.collection(books).create({ title: "files", notes: [text("shown", "a b.txt")], secret: text("kept", "secret.txt") });
    const url = admin.files.getURL(record, record.notes[0]);
    assert.equal(await bytes(url), "shown");
    assert.equal(admin.files.getUrl(record, record.notes[0]), url);
    const saved = await fetch(admin.files.getURL(record, record.notes[0], { download: true, thumb: "100x100" }));
    assert.match(saved.headers.get("content-disposition"), /^attachment/);
    await admin.collections.update(books, { viewRule: null });
    assert.equal((await fetch(admin.files.getURL(record, record.secret))).status, 404);
    const token = await admin.files.getToken();
    assert.equal(await bytes(admin.files.getURL(record, record.secret, { token })), "kept");
    assert.equal((await refusal(new PocketBase(server.url).files.getToken())).status, 401);
    await admin.collections.update(books, { viewRule: "" });
  });
});

describe("batches", () => {
  it("create, change, upsert and delete, with files and options", async () => {
    const guest = new PocketBase(server.url);
    const old = await guest.collection(books).create({ title: "old" });
    const batch = guest.createBatch();
    batch.collection(books).create({ title: "first", notes: [text("in a batch", "note.txt")], author: ann.id }, { expand: "author", fields: "*,expand.author.name", headers: { "X-Any": "1" } });
    batch.collection(books).update(old.id, { "pages+": 4, "notes+": text("more", "more.txt") }, { fields: "pages,notes" });
    batch.collection(books).upsert({ id: "upserted0000001", title: "made" });
    batch.collection(books).upsert({ id: "upserted0000001", title: "changed", meta: { deep: [true] } }, { fields: "title,meta" });
    const gone = await guest.collection(books).create({ title: "gone" });
    batch.collection(books).delete(gone.id);
    const results = await batch.send();
    assert.deepEqual(results.map(({ status }) => status), [200, 200, 200, 200, 204]);
    assert.equal(results[0].body.expand.author.name, "Ann");
    assert.equal(await bytes(guest.files.getURL(results[0].body, results[0].body.notes[0])), "in a batch");
    assert.deepEqual([results[1].body.pages, results[1].body.notes.length], [4, 1]);
    assert.deepEqual(results[3].body, { title: "changed", meta: { deep: [true] } });
    assert.equal((await refusal(guest.collection(books).getOne(gone.id))).status, 404);
  });

  it("tell which request failed, and write nothing", async () => {
    const guest = new PocketBase(server.url);
    const batch = guest.createBatch();
    batch.collection(books).create({ id: "neverwritten001", title: "fine" });
    batch.collection(books).create({ pages: 1 });
    const error = await refusal(batch.send());
    assert.deepEqual(Object.keys(error.response.data.requests), ["1"]);
    assert.equal(error.response.data.requests["1"].response.data.title.code, "validation_required");
    assert.equal((await refusal(guest.collection(books).getOne("neverwritten001"))).status, 404);
  });
});

describe("live events", () => {
  it("come to every way of subscribing and stop with every way of leaving", async () => {
    const client = new PocketBase(server.url);
    client.autoCancellation(false);
    const heard = [];
    const note = (name) => (event) => heard.push(`${name} ${event.action ?? "connected"}`);
    await client.realtime.subscribe("PB_CONNECT", note("realtime"));
    await until(() => heard.length === 1);
    assert.equal(client.realtime.isConnected, true);
    const one = await client.collection(books).create({ title: "live", pages: 1 });
    const quiet = async (act, expected) => {
      heard.length = 0;
      await act();
      await until(() => heard.length >= expected.length);
      await new Promise((resolve) => setTimeout(resolve, 30));
      assert.deepEqual(heard.sort(), expected);
    };
    const change = () => client.collection(books).update(one.id, { "pages+": 1 });
    const stopAll = await client.collection(books).subscribe("*", note("all"), { filter: "pages > 0", fields: "pages" });
    await client.collection(books).subscribe(one.id, note("one"), { expand: "author", headers: { "X-Any": "1" } });
    const stopOther = await client.realtime.subscribe(`${books}/${one.id}`, note("other")); // unsubscribeByTopicAndListener
    await quiet(change, ["all update", "one update", "other update"]);
    await stopOther();
    await stopAll();
    await quiet(change, ["one update"]);
    await client.collection(books).subscribe("*", note("all"));
    await client.collection(books).unsubscribe(one.id);
    await quiet(() => client.collection(books).create({ title: "live too" }), ["all create"]);
    await client.collection(books).subscribe(one.id, note("one"));
    await client.realtime.unsubscribeByPrefix(`${books}/`);
    await client.collection(authors).subscribe("*", note("author"));
    await change();
    await quiet(() => client.collection(authors).create({ name: "Ben" }), ["author create"]);
    await client.collection(authors).unsubscribe();
    await client.realtime.unsubscribe("PB_CONNECT");
    await client.realtime.unsubscribe();
    assert.equal(client.realtime.isConnected, false);
  });
});

it("leaves no public method of these services out", () => {
  const kSigningIn = /^(auth|request|confirm|list(AuthMethods|ExternalAuths)|unlink|impersonate)/;
  const missing = Object.keys(kServices).flatMap((name) => [...surfaceOf(name)].filter((method) => !called.has(method) && !kSigningIn.test(method)).map((method) => `${name}.${method}`));
  assert.ok(surfaceOf("RecordService").size > 15 && surfaceOf("SubBatchService").size === 4, "the declarations were not understood");
  assert.deepEqual(missing, []);
});
