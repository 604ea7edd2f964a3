// Long work as jobs, over the wire: backups that are verified and cancelled, imports and exports, restores of the whole folder and of some
// collections; what of it superusers hear on `@jobs`.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { EventSource } from "eventsource";
import PocketBase from "pocketbase";
import { email, password, startServer } from "./server.mjs";

globalThis.EventSource = EventSource;

let server;
let admin;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function call(path, method = "GET", body = undefined, headers = {}) {
  const answer = await fetch(server.url + path, {
    method,
    headers: { "Content-Type": "application/json", Authorization: admin.authStore.token, ...headers },
    body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  const isJson = (answer.headers.get("content-type") ?? "").includes("application/json");
  return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
}

const later = { Prefer: "respond-async" };

// Starts a job and waits for its end.
async function job(path, body = undefined, headers = {}) {
  const begun = await call(path, "POST", body, { ...later, ...headers });
  assert.equal(begun.status, 202, JSON.stringify(begun.body));
  return ended(begun.body.job);
}

async function ended(id) {
  for (let i = 0; i < 400; i++) {
    const now = await call(`/api/socle/jobs/${id}`).catch(() => ({ status: 0 })); // a restore starts the server anew
    if (now.status === 200 && !["queued", "running"].includes(now.body.state)) return now.body;
    await sleep(25);
  }
  throw new Error("the job does not end");
}

before(async () => {
  server = await startServer();
  admin = new PocketBase(server.url);
  await admin.collection("_superusers").authWithPassword(email, password);
  await admin.collections.create({ name: "tags", fields: [{ name: "name", type: "text" }] });
  const { id } = await admin.collections.getOne("tags");
  await admin.collections.create({
    name: "posts",
    fields: [{ name: "title", type: "text" }, { name: "tag", type: "relation", collectionId: id }, { name: "file", type: "file" }],
  });
  const tag = await admin.collection("tags").create({ name: "red" });
  for (const title of ["one", "two"]) {
    await admin.collection("posts").create({ title, tag: tag.id, file: new File([title], `${title}.txt`) });
  }
});

after(() => server.stop());

describe("backups", () => {
  it("are verified after they are made, and say so", async () => {
    const made = await job("/api/backups", { name: "first.zip" });
    assert.equal(made.state, "done");
    assert.equal(made.kind, "backup");
    assert.equal(made.progress, 1);
    assert.equal(made.result.key, "first.zip");
    assert.equal(made.result.verified, true);
    assert.ok(made.result.rows > 0 && made.result.entries >= 4);
    const list = (await call("/api/socle/backups")).body;
    assert.equal(list.totalItems, 1);
    assert.equal(list.items[0].check.sound, true);
  });

  it("are not, where the settings say so", async () => {
    await call("/api/socle/settings", "PATCH", { backups: { verify: false } });
    const made = await job("/api/backups", { name: "unseen.zip" });
    assert.equal(made.result.verified, false);
    await call("/api/socle/settings", "PATCH", { backups: { verify: true } });
    const { items } = (await call("/api/socle/backups")).body;
    assert.equal(items.find(({ key }) => key === "unseen.zip").check, null);
    assert.equal((await job("/api/backups", { name: "unseen.zip" })).state, "failed"); // the name is taken
  });

  it("tell what restoring them would change", async () => {
    await admin.collection("posts").create({ title: "three" });
    const report = (await call("/api/socle/backups/first.zip/verify", "POST")).body;
    assert.equal(report.sound, true);
    assert.equal(report.path, "first.zip");
    assert.equal(report.format, "socle");
    assert.deepEqual(report.databases.map(({ checksum }) => checksum), ["match", "match"]);
    const posts = report.restoring.collections.find(({ name }) => name === "posts");
    assert.deepEqual([posts.change, posts.recordsHere, posts.recordsThere, posts.going], ["changed", 3, 2, 1]);
    const asJob = await job("/api/socle/backups/first.zip/verify");
    assert.equal(asJob.result.sound, true);
    assert.equal((await call("/api/socle/backups/none.zip/verify", "POST")).status, 404);
  });
});

describe("some collections", () => {
  it("come back with schema, records and files; the rest stays", async () => {
    const posts = await admin.collections.getOne("posts");
    for (const record of await admin.collection("posts").getFullList()) await admin.collection("posts").delete(record.id);
    await admin.collections.update("posts", { fields: [...posts.fields.filter(({ name }) => name !== "file"), { name: "extra", type: "text" }] });
    await sleep(200); // the files go after the answer
    await admin.collection("tags").create({ name: "blue" });
    const answer = await call("/api/socle/backups/first.zip/restore", "POST", { collections: ["posts"] });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.deepEqual(answer.body.collections, [{ collection: "posts", before: 0, after: 2, filesAdded: 2, filesRemoved: 0 }]);
    assert.deepEqual(answer.body.brokenRelations, []);
    assert.deepEqual((await admin.collections.getOne("posts")).fields.map(({ name }) => name), posts.fields.map(({ name }) => name));
    const [one] = await admin.collection("posts").getFullList({ sort: "title" });
    const file = await fetch(admin.files.getURL(one, one.file));
    assert.equal(await file.text(), "one");
    assert.equal((await admin.collection("tags").getFullList()).length, 2);
  });
  it("are refused when they are not there, or the system's", async () => {
    assert.equal((await call("/api/socle/backups/first.zip/restore", "POST", { collections: ["nothing"] })).status, 400);
    assert.equal((await call("/api/socle/backups/first.zip/restore", "POST", { collections: ["_superusers"] })).status, 400);
    assert.equal((await call("/api/socle/backups/none.zip/restore", "POST", { collections: ["posts"] })).status, 404);
    assert.equal((await call("/api/socle/backups/first.zip/restore", "POST", { collections: "posts" })).status, 400);
  });
  it("say which relations lead nowhere now", async () => {
    for (const record of await admin.collection("tags").getFullList()) await admin.collection("tags").delete(record.id);
    const done = await job("/api/socle/backups/first.zip/restore", { collections: ["posts"] });
    assert.equal(done.state, "done");
    assert.deepEqual(done.result.brokenRelations.map(({ collection, field, count }) => [collection, field, count]), [["posts", "tag", 2]]);
  });
});

describe("imports and exports", () => {
  it("go on by themselves", async () => {
    await admin.collections.create({ name: "rows", fields: [{ name: "n", type: "number", onlyInt: true }] });
    const body = Array.from({ length: 2500 }, (_, n) => JSON.stringify({ n: n === 1200 ? "x" : n })).join("\n");
    const headers = { "Content-Type": "application/x-ndjson" };
    const done = await job("/api/collections/rows/import?onError=skip", body, headers);
    assert.equal(done.state, "done", JSON.stringify(done));
    assert.equal(done.result.created + done.result.failed, 2500);
    const stopped = await job("/api/collections/rows/import?mode=update", JSON.stringify({ id: "nothingnothing1", n: 1 }), headers);
    assert.equal(stopped.state, "failed");
    assert.equal(stopped.result.failures[0].row, 1);
    const exported = await job("/api/collections/rows/export?format=csv&filter=n<10&sort=-n");
    assert.equal(exported.kind, "export");
    const file = await call(exported.result.file);
    assert.equal(file.status, 200);
    assert.match(file.headers.get("content-type"), /text\/csv/);
    assert.equal(file.body.trim().split("\r\n").length, exported.result.records + 1);
    assert.equal((await job("/api/collections/rows/export?filter=nothing~~~")).state, "failed");
    assert.equal((await call("/api/collections/rows/export?format=xml", "POST")).status, 400);
    assert.equal((await call("/api/socle/jobs/unknown/file")).status, 404);
  });
  it("can be cancelled; what was committed stays", async () => {
    const body = Array.from({ length: 60000 }, (_, n) => `{"n":${n}}`).join("\n");
    const begun = await call("/api/collections/rows/import", "POST", body, { ...later, "Content-Type": "application/x-ndjson" });
    assert.equal((await call(`/api/socle/jobs/${begun.body.job}`, "DELETE")).status, 204);
    const end = await ended(begun.body.job);
    assert.equal(end.state, "cancelled");
    assert.equal((await call(`/api/socle/jobs/${begun.body.job}`, "DELETE")).status, 404);
  });
});

describe("jobs", () => {
  it("are listed, the newest first", async () => {
    const rebuilt = await job("/api/socle/reindex");
    assert.equal(rebuilt.state, "done", JSON.stringify(rebuilt));
    assert.ok(rebuilt.result.indexes > 10);
    const all = (await call("/api/socle/jobs?perPage=3")).body;
    assert.equal(all.items.length, 3);
    assert.equal(all.items[0].kind, "reindex");
    assert.ok(all.totalItems > 5);
    const failed = (await call("/api/socle/jobs?state=failed&kind=import")).body;
    assert.deepEqual(failed.items.map(({ kind, state }) => [kind, state]), [["import", "failed"]]);
    const guest = await fetch(server.url + "/api/socle/jobs");
    assert.equal(guest.status, 401);
  });
  it("are told on @jobs, to superusers only", async () => {
    const heard = [];
    const others = [];
    const guest = new PocketBase(server.url);
    await admin.realtime.subscribe("@jobs", (event) => heard.push(event));
    await guest.realtime.subscribe("@jobs", (event) => others.push(event));
    const { id } = await job("/api/backups", { name: "told.zip" });
    for (let i = 0; i < 40 && heard.at(-1)?.state !== "done"; i++) await sleep(25);
    assert.ok(heard.length >= 2 && heard.every((event) => event.id === id), JSON.stringify(heard));
    assert.equal(heard.at(-1).state, "done");
    assert.deepEqual(others, []);
    await admin.realtime.unsubscribe();
    await guest.realtime.unsubscribe();
  });
});

it("a restore of the folder is a job that is done in the restored folder", async () => {
  const end = await job("/api/backups/first.zip/restore");
  assert.equal(end.state, "done", JSON.stringify(end));
  assert.equal(end.kind, "restore");
  await admin.collection("_superusers").authWithPassword(email, password);
  assert.equal((await admin.collection("tags").getFullList()).length, 1);
  assert.equal((await call("/api/socle/backups/none.zip/restore", "POST", {})).status, 202); // and fails
  const [failed] = (await call("/api/socle/jobs")).body.items;
  assert.equal((await ended(failed.id)).state, "failed");
});

it("an audited action is on the disk when it is answered", async () => {
  await admin.collection("tags").create({ name: "last" });
  await server.kill();
  server = await startServer(server.dir);
  admin = new PocketBase(server.url);
  await admin.collection("_superusers").authWithPassword(email, password);
  const rows = await admin.collection("_audit").getFullList({ filter: 'action="record.create" && targetCollection="tags"' });
  assert.equal(rows.length, 2); // the one in the backup that was restored, and the last
});
