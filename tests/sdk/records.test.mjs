// What every app does first, through the official SDK: sign in, create a collection, read and write records, see errors.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import PocketBase from "pocketbase";
import { refusal } from "./helpers.mjs";
import { email, password, startServer } from "./server.mjs";

let server;
let admin;
const suffix = Math.random().toString(36).slice(2, 8);
const notes = `notes_${suffix}`;
const tags = `tags_${suffix}`;
const people = `people_${suffix}`;

before(async () => {
  server = await startServer();
  admin = new PocketBase(server.url);
  admin.autoCancellation(false);
});

after(async () => {
  for (const name of [notes, tags, people]) {
    await admin.collections.delete(name).catch(() => {});
  }
  await server.stop();
});

describe("signing in", () => {
  it("refuses a wrong password", async () => {
    const error = await refusal(admin.collection("_superusers").authWithPassword(email, "wrong-password"));
    assert.equal(error.status, 400);
    assert.deepEqual(error.response, { data: {}, message: "Failed to authenticate.", status: 400 });
    assert.equal(admin.authStore.isValid, false);
  });

  it("refuses blank credentials field by field", async () => {
    const error = await refusal(admin.collection("_superusers").authWithPassword("", ""));
    assert.equal(error.status, 400);
    assert.equal(error.response.data.identity.code, "validation_required");
    assert.equal(error.response.data.password.code, "validation_required");
  });

  it("signs a superuser in and refreshes", async () => {
    const auth = await admin.collection("_superusers").authWithPassword(email, password);
    assert.equal(auth.record.email, email);
    assert.equal(auth.record.collectionName, "_superusers");
    assert.ok(!("password" in auth.record) && !("tokenKey" in auth.record));
    assert.ok(admin.authStore.isValid && admin.authStore.isSuperuser);
    const again = await admin.collection("_superusers").authRefresh();
    assert.equal(again.record.id, auth.record.id);
  });

  it("lists the auth methods of users", async () => {
    const methods = await admin.collection("users").listAuthMethods();
    assert.equal(methods.password.enabled, true);
    assert.deepEqual(methods.password.identityFields, ["email"]);
  });

  it("answers health", async () => {
    const health = await new PocketBase(server.url).health.check();
    assert.equal(health.code, 200);
  });
});

describe("collections", () => {
  it("refuses guests", async () => {
    const error = await refusal(new PocketBase(server.url).collections.getList());
    assert.equal(error.status, 401);
  });

  it("refuses a bad name", async () => {
    const error = await refusal(admin.collections.create({ name: "bad name!", type: "base" }));
    assert.equal(error.status, 400);
    assert.ok(error.response.data.name);
  });

  it("creates base and auth collections with every kind of field", async () => {
    const tagCollection = await admin.collections.create({
      name: tags,
      type: "base",
      listRule: "",
      viewRule: "",
      fields: [{ name: "label", type: "text", required: true }, { name: "rank", type: "number" }],
    });
    assert.match(tagCollection.id, /^pbc_\d+$/);
    const created = await admin.collections.create({
      name: notes,
      type: "base",
      listRule: "secret = false",
      viewRule: "secret = false",
      fields: [
        { name: "title", type: "text", required: true, max: 20 },
        { name: "secret", type: "bool" },
        { name: "views", type: "number", onlyInt: true },
        { name: "kind", type: "select", values: ["a", "b", "c"] },
        { name: "kinds", type: "select", values: ["x", "y", "z"], maxSelect: 3 },
        { name: "mail", type: "email" },
        { name: "site", type: "url" },
        { name: "due", type: "date" },
        { name: "meta", type: "json" },
        { name: "body", type: "editor" },
        { name: "place", type: "geoPoint" },
        { name: "tag", type: "relation", collectionId: tagCollection.id, maxSelect: 1 },
        { name: "tags", type: "relation", collectionId: tagCollection.id, maxSelect: 5 },
        { name: "created", type: "autodate", onCreate: true },
        { name: "updated", type: "autodate", onCreate: true, onUpdate: true },
      ],
      indexes: [`CREATE UNIQUE INDEX \`idx_title_${suffix}\` ON \`${notes}\` (\`title\`)`],
    });
    assert.equal(created.fields[0].name, "id");
    assert.equal(created.fields.length, 16);
    const auth = await admin.collections.create({ name: people, type: "auth", fields: [{ name: "nick", type: "text" }] });
    const names = auth.fields.map((field) => field.name);
    for (const name of ["id", "password", "tokenKey", "email", "emailVisibility", "verified", "nick"]) {
      assert.ok(names.includes(name), name);
    }
  });

  it("renames a field and keeps what is in it", async () => {
    const collection = await admin.collections.getOne(tags);
    const kept = await admin.collection(tags).create({ label: "kept", rank: 1 });
    const fields = collection.fields.map((field) => (field.name === "label" ? { ...field, name: "title" } : field));
    await admin.collections.update(tags, { fields });
    assert.equal((await admin.collection(tags).getOne(kept.id)).title, "kept");
    await admin.collections.update(tags, { fields: collection.fields });
    assert.equal((await admin.collection(tags).getOne(kept.id)).label, "kept");
    await admin.collection(tags).delete(kept.id);
  });
});

describe("records", () => {
  let red;
  let first;

  it("creates with normalised values", async () => {
    red = await admin.collection(tags).create({ label: "red", rank: 3 });
    first = await admin.collection(notes).create({
      title: "First",
      secret: "false",
      views: "7",
      kind: "b",
      kinds: ["x", "x", "z"],
      mail: "a@example.com",
      due: "2026-01-02",
      meta: { deep: [1, 2, { three: true }] },
      place: { lon: 2.35, lat: 48.85 },
      tag: red.id,
      tags: [red.id],
    });
    assert.equal(first.collectionName, notes);
    assert.equal(first.id.length, 15);
    assert.equal(first.secret, false);
    assert.equal(first.views, 7);
    assert.deepEqual(first.kinds, ["x", "z"]);
    assert.equal(first.due, "2026-01-02 00:00:00.000Z");
    assert.deepEqual(first.meta, { deep: [1, 2, { three: true }] });
    assert.deepEqual(first.place, { lon: 2.35, lat: 48.85 });
    assert.match(first.created, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it("refuses invalid values field by field and writes nothing", async () => {
    const before = (await admin.collection(notes).getList(1, 1)).totalItems;
    const error = await refusal(
      admin.collection(notes).create({ title: "x".repeat(21), views: 1.5, kind: "q", mail: "nope", site: "::", tag: "missing00000000" }),
    );
    assert.equal(error.status, 400);
    assert.equal(error.response.message, "Failed to create record.");
    const codes = Object.fromEntries(Object.entries(error.response.data).map(([name, item]) => [name, item.code]));
    assert.deepEqual(codes, {
      title: "validation_max_text_constraint",
      views: "validation_only_int_constraint",
      kind: "validation_invalid_value",
      mail: "validation_is_email",
      site: "validation_invalid_url",
      tag: "validation_missing_rel_records",
    });
    assert.equal((await admin.collection(notes).getList(1, 1)).totalItems, before);
  });

  it("refuses a duplicate of a unique field", async () => {
    const error = await refusal(admin.collection(notes).create({ title: "First" }));
    assert.equal(error.response.data.title.code, "validation_not_unique");
  });

  it("updates with modifiers and clears", async () => {
    const updated = await admin.collection(notes).update(first.id, { "views+": 3, "kinds-": "x", tags: [] });
    assert.equal(updated.views, 10);
    assert.deepEqual(updated.kinds, ["z"]);
    assert.deepEqual(updated.tags, []);
  });

  it("answers 404 for what is not there", async () => {
    assert.equal((await refusal(admin.collection(notes).getOne("missing00000000"))).status, 404);
    assert.equal((await refusal(admin.collection(notes).update("missing00000000", {}))).status, 404);
    assert.equal((await refusal(admin.collection("no_such_thing").getList())).status, 404);
  });

  it("pages, sorts, filters, expands and picks fields", async () => {
    for (let i = 0; i < 45; i += 1) {
      await admin.collection(notes).create({ title: `Note ${String(i).padStart(2, "0")}`, views: i, secret: i % 3 === 0, tag: red.id });
    }
    const page = await admin.collection(notes).getList(2, 10, { sort: "-views", filter: 'title ~ "Note"' });
    assert.equal(page.totalItems, 45);
    assert.equal(page.totalPages, 5);
    assert.equal(page.items[0].views, 34);
    const all = await admin.collection(notes).getFullList({ batch: 20, filter: "views >= 40 && secret = false", sort: "views" });
    assert.deepEqual(all.map((item) => item.views), [40, 41, 43, 44]);
    const one = await admin.collection(notes).getFirstListItem(admin.filter("title = {:t}", { t: "Note 07" }), {
      expand: "tag",
      fields: "id,title,expand.tag.label",
    });
    assert.deepEqual(Object.keys(one).sort(), ["expand", "id", "title"]);
    assert.deepEqual(one.expand, { tag: { label: "red" } });
    const skipped = await admin.collection(notes).getList(1, 5, { skipTotal: true });
    assert.equal(skipped.totalItems, -1);
  });

  it("filters through a relation", async () => {
    const found = await admin.collection(notes).getList(1, 5, { filter: 'tag.label = "red" && tag.rank > 2' });
    assert.equal(found.totalItems, 46);
  });

  it("refuses a filter that does not parse or names an unknown field", async () => {
    for (const filter of ["title =", "nope = 1", "title = 'x", "((title = 'x')"]) {
      const error = await refusal(admin.collection(notes).getList(1, 1, { filter }));
      assert.deepEqual(error.response, { data: {}, message: "Something went wrong while processing your request.", status: 400 }, filter);
    }
  });

  it("holds guests to the rules", async () => {
    const guest = new PocketBase(server.url);
    guest.autoCancellation(false);
    const visible = await guest.collection(notes).getFullList();
    assert.ok(visible.length > 0 && visible.every((item) => item.secret === false));
    const hidden = await admin.collection(notes).getFirstListItem("secret = true");
    assert.equal((await refusal(guest.collection(notes).getOne(hidden.id))).status, 404);
    const locked = await refusal(guest.collection(notes).create({ title: "guest" }));
    assert.deepEqual(locked.response, { data: {}, message: "Only superusers can perform this action.", status: 403 });
    assert.equal((await refusal(guest.collection(notes).getList(1, 1, { filter: '@request.auth.id = ""' }))).status, 403);
  });

  it("deletes", async () => {
    assert.equal(await admin.collection(notes).delete(first.id), true);
    assert.equal((await refusal(admin.collection(notes).getOne(first.id))).status, 404);
  });
});

describe("accounts of an auth collection", () => {
  it("registers, signs in, changes the password and loses the old token", async () => {
    await admin.collections.update(people, { createRule: "", listRule: "id = @request.auth.id", viewRule: "id = @request.auth.id", updateRule: "id = @request.auth.id" });
    const app = new PocketBase(server.url);
    app.autoCancellation(false);
    const mismatch = await refusal(app.collection(people).create({ email: "ann@example.com", password: "first-secret", passwordConfirm: "other" }));
    assert.equal(mismatch.response.data.passwordConfirm.code, "validation_values_mismatch");
    const ann = await app.collection(people).create({ email: "ann@example.com", password: "first-secret", passwordConfirm: "first-secret", nick: "ann" });
    assert.ok(!("email" in ann), "a hidden address leaked to a guest");
    await app.collection(people).authWithPassword("ann@example.com", "first-secret");
    assert.equal((await app.collection(people).getOne(ann.id)).email, "ann@example.com");
    assert.equal((await refusal(app.collection(people).update(ann.id, { password: "second-secret", passwordConfirm: "second-secret" }))).response.data.oldPassword.code, "validation_required");
    await app.collection(people).update(ann.id, { password: "second-secret", passwordConfirm: "second-secret", oldPassword: "first-secret" });
    assert.equal((await refusal(app.collection(people).authRefresh())).status, 401);
    await app.collection(people).authWithPassword("ann@example.com", "second-secret");
  });
});

// What the protocol says and nobody sees: records-api.md 1.14 and 5.4.
describe("patience and leaving", () => {
  it("makes whoever guesses what a rule hides wait", async () => {
    await admin.collections.update(notes, { listRule: '@request.auth.id != "" && title = "nobody has this"' });
    const guess = async (client) => {
      const began = performance.now();
      for (let i = 0; i < 9; i += 1) {
        const page = await client.collection(notes).getList(1, 10, { filter: `title ~ "guess ${i}"`, requestKey: null });
        assert.equal(page.items.length, 0);
      }
      return performance.now() - began;
    };
    const guest = await guess(new PocketBase(server.url)); // six pauses of up to half a second, 1.5 s in the mean
    assert.ok(guest > 150, `${guest} ms`);
    const superuser = await guess(admin);
    assert.ok(superuser < guest, `${superuser} ms against ${guest} ms`);
    await admin.collections.update(notes, { listRule: "" });
  });

  it("takes a batch back whose client has left", { timeout: 30_000 }, async () => {
    await admin.settings.update({ batch: { enabled: true, maxRequests: 100, timeout: 20 } });
    const before = (await admin.collection(people).getList(1, 1)).totalItems;
    const requests = Array.from({ length: 60 }, (_, i) => ({
      method: "POST",
      url: `/api/collections/${people}/records`,
      body: { email: `left${i}@example.com`, password: "a-slow-password", passwordConfirm: "a-slow-password" },
    }));
    const leaving = new AbortController();
    const sent = fetch(`${server.url}/api/batch`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: admin.authStore.token },
      body: JSON.stringify({ requests }),
      signal: leaving.signal,
    });
    await new Promise((resolve) => setTimeout(resolve, 150)); // its passwords are being hashed
    leaving.abort();
    await assert.rejects(sent);
    await new Promise((resolve) => setTimeout(resolve, 5000));
    assert.equal((await admin.collection(people).getList(1, 1)).totalItems, before);
  });
});
