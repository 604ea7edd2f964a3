// Counts and sums in groups (GET …/aggregate): who may ask, what is refused, and the numbers.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import PocketBase from "pocketbase";
import { email, password, startServer } from "./server.mjs";

let server;
let admin;
const ids = {};

async function get(collection, query, token = "") {
  const url = `${server.url}/api/collections/${collection}/aggregate?${new URLSearchParams(query)}`;
  const response = await fetch(url, { headers: token ? { Authorization: token } : {} });
  return { status: response.status, json: await response.json() };
}

const items = async (query, token) => {
  const answer = await get("books", query, token);
  assert.equal(answer.status, 200, JSON.stringify(answer.json));
  return answer.json.items;
};

before(async () => {
  server = await startServer();
  admin = new PocketBase(server.url);
  admin.autoCancellation(false);
  await admin.collection("_superusers").authWithPassword(email, password);
  const text = (name, more = {}) => ({ name, type: "text", ...more });
  const authors = await admin.collections.create({ name: "authors", type: "base", listRule: "", fields: [text("name"), { name: "born", type: "number" }, text("secret", { hidden: true })] });
  const tags = await admin.collections.create({ name: "tags", type: "base", listRule: "", fields: [text("name"), { name: "weight", type: "number" }] });
  await admin.collections.create({
    name: "books", type: "base", listRule: "status != 'secret'",
    fields: [
      text("status"), { name: "price", type: "number" }, { name: "open", type: "bool" }, { name: "published", type: "date" },
      { name: "author", type: "relation", collectionId: authors.id, maxSelect: 1 },
      { name: "tags", type: "relation", collectionId: tags.id, maxSelect: 9 },
      text("notes", { hidden: true }), { name: "kinds", type: "select", values: ["a", "b"], maxSelect: 2 },
    ],
  });
  await admin.collections.create({ name: "locked", type: "base", fields: [text("name")] });
  await admin.collections.create({ name: "people", type: "auth", listRule: "" });
  for (const [name, born] of [["Ann", 1950], ["Ben", 1960]]) ids[name] = (await admin.collection("authors").create({ name, born })).id;
  for (const [name, weight] of [["x", 1], ["y", 5]]) ids[name] = (await admin.collection("tags").create({ name, weight })).id;
  const books = [
    { status: "draft", price: 10, author: ids.Ann, tags: [ids.x, ids.y], published: "2026-01-01 10:15:00Z", kinds: ["a", "b"] },
    { status: "draft", price: 20.5, author: ids.Ben, tags: [ids.x], published: "2026-01-04 23:00:00Z", open: true },
    { status: "done", price: 30, author: ids.Ann, tags: [], published: "2027-01-03 01:00:00Z", open: true, kinds: ["a"] },
    { status: "done", price: 40, author: "", tags: [ids.y], published: "" },
    { status: "secret", price: 1000, author: ids.Ann, tags: [ids.y], published: "2026-01-01 00:00:00Z" },
  ];
  for (const book of books) await admin.collection("books").create(book);
  for (const [i, visible] of [true, false].entries()) {
    await admin.collection("people").create({ email: `p${i}@example.com`, emailVisibility: visible, password: "12345678", passwordConfirm: "12345678" });
  }
});

after(() => server.stop());

describe("refusals", () => {
  it("follow the list rule", async () => {
    assert.deepEqual((await get("locked", {})).json, { data: {}, message: "Only superusers can perform this action.", status: 403 });
    assert.equal((await get("nope", {})).status, 404);
    assert.equal((await get("locked", {}, admin.authStore.token)).status, 200);
  });

  for (const [name, query, message] of [
    ["an unknown group", { group: "nope" }, 'Invalid group "nope".'],
    ["a hidden group", { group: "notes" }, 'Invalid group "notes".'],
    ["a hidden field of a relation", { group: "author.secret" }, 'Invalid group "author.secret".'],
    ["a hidden measure", { measure: "max:notes" }, 'Invalid measure "max:notes".'],
    ["an unknown function", { measure: "median:price" }, 'Invalid measure "median:price".'],
    ["a sum of text", { measure: "sum:status" }, 'Invalid measure "sum:status".'],
    ["a sum over many", { measure: "sum:tags.weight" }, 'Invalid measure "sum:tags.weight".'],
    ["a count of something", { measure: "count:price" }, 'Invalid measure "count:price".'],
    ["a bucket of text", { group: "status:month" }, 'Invalid group "status:month".'],
    ["the request", { group: "@request.auth.id" }, 'Invalid group "@request.auth.id".'],
    ["another collection", { group: "@collection.authors.name" }, 'Invalid group "@collection.authors.name".'],
    ["a sort by what is not there", { group: "status", sort: "price" }, 'Invalid sort "price".'],
    ["a faulty filter", { filter: "nope = 1" }, "Something went wrong while processing your request."],
    ["a hidden filter", { filter: "notes = 'x'" }, "Something went wrong while processing your request."],
    ["a page that is no number", { page: "x" }, "Something went wrong while processing your request."],
  ]) {
    it(`of ${name}`, async () => {
      const answer = await get("books", query);
      assert.deepEqual(answer.json, { data: {}, message, status: 400 });
    });
  }

  it("of @request in a filter of a guest", async () => {
    assert.equal((await get("books", { filter: "@request.auth.id = ''" })).status, 403);
  });
});

describe("numbers", () => {
  it("count everything that may be listed", async () => {
    assert.deepEqual((await get("books", {})).json, { items: [{ count: 4 }], page: 1, perPage: 30, totalItems: 1, totalPages: 1 });
    assert.deepEqual(await items({}, admin.authStore.token), [{ count: 5 }]);
  });

  it("by group, with measures", async () => {
    assert.deepEqual(await items({ group: "status", measure: "count,sum:price,avg:price,min:price,max:price,distinct:author" }), [
      { status: "done", count: 2, "sum:price": 70, "avg:price": 35, "min:price": 30, "max:price": 40, "distinct:author": 2 },
      { status: "draft", count: 2, "sum:price": 30.5, "avg:price": 15.25, "min:price": 10, "max:price": 20.5, "distinct:author": 2 },
    ]);
  });

  it("by parts of a date", async () => {
    const by = async (bucket) => (await items({ group: `published:${bucket}` })).map((item) => [item[`published:${bucket}`], item.count]);
    assert.deepEqual(await by("year"), [["", 1], ["2026", 2], ["2027", 1]]);
    assert.deepEqual(await by("month"), [["", 1], ["2026-01", 2], ["2027-01", 1]]);
    assert.deepEqual(await by("week"), [["", 1], ["2026-W01", 2], ["2026-W53", 1]]);
    assert.deepEqual(await by("day"), [["", 1], ["2026-01-01", 1], ["2026-01-04", 1], ["2027-01-03", 1]]);
    assert.deepEqual(await by("hour"), [["", 1], ["2026-01-01 10", 1], ["2026-01-04 23", 1], ["2027-01-03 01", 1]]);
  });

  it("across relations, each record once in a group", async () => {
    assert.deepEqual(await items({ group: "author.name", measure: "count,sum:price" }), [
      { "author.name": null, count: 1, "sum:price": 40 },
      { "author.name": "Ann", count: 2, "sum:price": 40 },
      { "author.name": "Ben", count: 1, "sum:price": 20.5 },
    ]);
    assert.deepEqual(await items({ group: "tags.name", measure: "count,sum:price,max:tags.weight" }), [
      { "tags.name": null, count: 1, "sum:price": 30, "max:tags.weight": null },
      { "tags.name": "x", count: 2, "sum:price": 30.5, "max:tags.weight": 1 },
      { "tags.name": "y", count: 2, "sum:price": 50, "max:tags.weight": 5 },
    ]);
    assert.deepEqual(await items({ measure: "count,sum:price", filter: "tags.weight ?> 0" }), [{ count: 3, "sum:price": 70.5 }]);
    assert.deepEqual(await items({ measure: "sum:author.born" }), [{ "sum:author.born": 1950 + 1960 + 1950 }]);
  });

  it("of lists, whole and by item", async () => {
    assert.deepEqual(await items({ group: "kinds", sort: "-count", filter: "kinds:length > 0" }), [{ kinds: ["a", "b"], count: 1 }, { kinds: ["a"], count: 1 }]);
    assert.deepEqual(await items({ group: "kinds:each", filter: "kinds:length > 0" }), [{ "kinds:each": "a", count: 2 }, { "kinds:each": "b", count: 1 }]);
    assert.deepEqual(await items({ group: "open" }), [{ open: false, count: 2 }, { open: true, count: 2 }]);
  });

  it("sorted and in pages", async () => {
    const page = (await get("books", { group: "status,open", measure: "sum:price", sort: "-sum:price,status", page: 2, perPage: 1 })).json;
    assert.deepEqual(page, { items: [{ status: "done", open: true, "sum:price": 30 }], page: 2, perPage: 1, totalItems: 4, totalPages: 4 });
    const skipped = (await get("books", { group: "status", skipTotal: "1" })).json;
    assert.deepEqual([skipped.totalItems, skipped.totalPages, skipped.items.length], [-1, -1, 2]);
  });

  it("of nothing", async () => {
    assert.deepEqual(await items({ filter: "price > 99", measure: "count,sum:price,avg:price" }), [{ count: 0, "sum:price": 0, "avg:price": null }]);
    assert.deepEqual(await items({ filter: "price > 99", group: "status" }), []);
  });

  it("show no e-mail that is not shown", async () => {
    const groups = (await get("people", { group: "email" })).json.items;
    assert.deepEqual(groups, [{ email: "", count: 1 }, { email: "p0@example.com", count: 1 }]);
    assert.equal((await get("people", { group: "email", sort: "email" }, admin.authStore.token)).json.items[1].email, "p1@example.com");
    assert.equal((await get("people", { group: "password" }, admin.authStore.token)).status, 400);
  });
});
