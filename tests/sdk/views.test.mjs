// Views of the data browser that everybody at a server shares: the system collection `_savedViews`, over the wire.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import PocketBase from "pocketbase";
import { email, password, startServer } from "./server.mjs";

let server;
let admin;
let books;

const state = { filter: "stars > 3", sort: ["-stars"], columns: { hidden: ["secret"] }, layout: "table" };
const views = (client) => client.collection("_savedViews");
const statusOf = (promise) => promise.then(() => 200, (error) => error.status);

before(async () => {
  server = await startServer();
  admin = new PocketBase(server.url);
  await admin.collection("_superusers").authWithPassword(email, password);
  books = await admin.collections.create({ name: "books", type: "base", fields: [{ name: "stars", type: "number" }] });
});

after(() => server.stop());

describe("shared views", () => {
  it("are closed to guests and signed-in accounts", async () => {
    await admin.collection("users").create({ email: "r@example.com", password: "reading-books", passwordConfirm: "reading-books" });
    const reader = new PocketBase(server.url);
    const row = { collection: books.id, name: "Mine", state };
    for (const signIn of [false, true]) {
      if (signIn) await reader.collection("users").authWithPassword("r@example.com", "reading-books");
      assert.equal(await statusOf(views(reader).getFullList()), 403);
      assert.equal(await statusOf(views(reader).create(row)), 403);
    }
  });

  it("are told to superusers as a capability", async () => {
    const known = await admin.send("/api/socle", {});
    assert.ok(known.capabilities.includes("views.shared"));
  });

  it("need a collection and a name, and a name is there once per collection", async () => {
    for (const faulty of [{ name: "x" }, { collection: books.id }]) {
      assert.equal(await statusOf(views(admin).create({ ...faulty, state })), 400);
    }
    await views(admin).create({ collection: books.id, name: "Once", state });
    assert.equal(await statusOf(views(admin).create({ collection: books.id, name: "Once", state })), 400);
    await views(admin).create({ collection: "another", name: "Once", state });
  });

  it("keep what the studio wrote, and are seen by another superuser", async () => {
    const made = await views(admin).create({ collection: books.id, name: "Good ones", state, author: email });
    await admin.collection("_superusers").create({ email: "b@example.com", password: "another-one", passwordConfirm: "another-one" });
    const other = new PocketBase(server.url);
    await other.collection("_superusers").authWithPassword("b@example.com", "another-one");
    const list = await views(other).getFullList({ filter: other.filter("collection = {:id} && name = 'Good ones'", { id: books.id }) });
    assert.deepEqual(list.map((view) => [view.id, view.state, view.author]), [[made.id, state, email]]);
    const changed = await views(other).update(made.id, { state: { ...state, filter: "" } });
    assert.equal(changed.state.filter, "");
  });

  it("go with their collection, and only those", async () => {
    const kept = await admin.collections.create({ name: "kept", type: "base", fields: [] });
    await views(admin).create({ collection: kept.id, name: "Stays", state });
    await admin.collections.delete(books.id);
    const left = await views(admin).getFullList();
    assert.deepEqual(left.map((view) => view.name).sort(), ["Once", "Stays"]);
  });
});
