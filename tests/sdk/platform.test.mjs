// What Socle adds for administration, over the wire: settings, rule explain, schema plan and history, revisions.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { get } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import PocketBase from "pocketbase";
import { email, password, startServer } from "./server.mjs";

let server;
let admin;
let reader;
let guest;

const text = (name, more = {}) => ({ name, type: "text", ...more });

// A call that may fail: {status, body}.
async function call(client, path, method = "GET", body = undefined) {
  const answer = await fetch(server.url + path, {
    method,
    headers: { "Content-Type": "application/json", Authorization: client.authStore.token },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const type = answer.headers.get("content-type") ?? "";
  return { status: answer.status, headers: answer.headers, body: type.includes("json") ? await answer.json() : await answer.text() };
}

before(async () => {
  server = await startServer();
  admin = new PocketBase(server.url);
  guest = new PocketBase(server.url);
  reader = new PocketBase(server.url);
  await admin.collection("_superusers").authWithPassword(email, password);
  await admin.collection("users").create({ email: "r@example.com", password: "reading-books", passwordConfirm: "reading-books" });
  await reader.collection("users").authWithPassword("r@example.com", "reading-books");
  await admin.collections.create({
    name: "books",
    type: "base",
    fields: [
      text("title", { required: true }),
      { name: "stars", type: "number" },
      { name: "owner", type: "relation", collectionId: "_pb_users_auth_", maxSelect: 1 },
      text("secret", { hidden: true }),
    ],
    listRule: "",
    viewRule: "",
    createRule: "@request.auth.id != '' && owner = @request.auth.id",
    updateRule: "owner = @request.auth.id || stars > 4",
    deleteRule: null,
  });
});

after(() => server.stop());

describe("settings of Socle", () => {
  const path = "/api/socle/settings";
  it("are for superusers only", async () => {
    assert.equal((await call(guest, path)).status, 401);
    assert.equal((await call(reader, path)).status, 403);
    assert.equal((await call(reader, path, "PATCH", {})).status, 403);
  });
  it("refuse what is no setting value", async () => {
    const wrong = await call(admin, path, "PATCH", { history: { maxDays: -1 }, metrics: { allowedIPs: ["x"] } });
    assert.equal(wrong.status, 400);
    assert.equal(wrong.body.data.history.maxDays.code, "validation_min_greater_equal_than_required");
    assert.equal(wrong.body.data.metrics.allowedIPs["0"].code, "validation_invlaid_ip_or_subnet");
    assert.equal((await call(admin, path, "PATCH", { history: 5 })).status, 400);
  });
  it("merge a patch and keep secrets inside", async () => {
    const changed = await call(admin, path, "PATCH", { history: { maxDays: 30 }, metrics: { token: "scrape-me" } });
    assert.equal(changed.status, 200);
    assert.equal(changed.body.history.maxDays, 30);
    assert.equal(changed.body.history.enabled, true);
    assert.equal(changed.body.history.maxPerRecord, 200);
    assert.ok(!("token" in changed.body.metrics));
    assert.deepEqual((await call(admin, path)).body, changed.body);
    const peers = await call(admin, "/api/settings");
    assert.ok(!("history" in peers.body));
  });
});

describe("rule explain", () => {
  const path = "/api/socle/rules/explain";
  let book;
  before(async () => {
    book = await reader.collection("books").create({ title: "A", owner: reader.authStore.record.id, stars: 2 });
  });
  const explain = (body) => call(admin, path, "POST", { collection: "books", ...body });
  const asReader = () => ({ collection: "users", id: reader.authStore.record.id });

  it("is for superusers only", async () => {
    assert.equal((await call(guest, path, "POST", {})).status, 401);
    assert.equal((await call(reader, path, "POST", {})).status, 403);
  });
  it("names what is wrong with the question", async () => {
    assert.ok((await explain({ collection: "nope", action: "view" })).body.data.collection);
    assert.ok((await explain({ action: "dance" })).body.data.action);
    assert.ok((await explain({ action: "view" })).body.data.record);
    assert.ok((await explain({ action: "view", record: book.id, auth: { collection: "users", id: "nobody" } })).body.data.auth);
  });
  it("tells a guest's update from the owner's, clause by clause", async () => {
    const no = (await explain({ action: "update", record: book.id, body: { stars: 5 } })).body;
    assert.equal(no.allowed, false);
    assert.equal(no.status, 404);
    assert.equal(no.reason, "rule");
    assert.equal(no.tree.op, "or");
    assert.equal(no.tree.result, false);
    const [owner, stars] = no.tree.children;
    assert.equal(owner.expr, "owner = @request.auth.id");
    assert.deepEqual([owner.start, owner.end], [0, 24]);
    assert.equal(owner.left.value, reader.authStore.record.id);
    assert.equal(owner.right.value, null);
    assert.deepEqual([owner.result, owner.decides, stars.result, stars.decides], [false, true, false, true]);
    assert.equal(stars.left.value, 2);
    assert.equal(stars.right.value, 4);
    const yes = (await explain({ action: "update", record: book.id, auth: asReader(), body: { stars: 5 } })).body;
    assert.deepEqual([yes.allowed, yes.status, yes.reason], [true, 200, "rule"]);
    assert.deepEqual(yes.tree.children.map((c) => c.decides), [true, false]);
    assert.equal((await admin.collection("books").getOne(book.id)).stars, 2, "nothing was written");
  });
  it("agrees with the real request", async () => {
    const real = await call(guest, `/api/collections/books/records/${book.id}`, "PATCH", { stars: 5 });
    assert.equal(real.status, (await explain({ action: "update", record: book.id, body: { stars: 5 } })).body.status);
    const locked = await call(reader, `/api/collections/books/records/${book.id}`, "DELETE");
    const told = (await explain({ action: "delete", record: book.id, auth: asReader() })).body;
    assert.deepEqual([locked.status, told.status, told.reason], [403, 403, "locked"]);
    const created = await call(reader, "/api/collections/books/records", "POST", { owner: reader.authStore.record.id });
    const why = (await explain({ action: "create", auth: asReader(), body: { owner: reader.authStore.record.id } })).body;
    assert.deepEqual([created.status, why.status, why.reason], [400, 400, "validation"]);
    assert.ok(why.error.data.title);
    const foreign = (await explain({ action: "create", body: { title: "B", owner: "x" } })).body;
    assert.deepEqual([foreign.status, foreign.reason, foreign.tree.op], [400, "rule", "and"]);
    assert.equal((await explain({ action: "view", record: "gone" })).body.reason, "record");
  });
  it("tries a rule that is not saved, and counts a list", async () => {
    await admin.collection("books").create({ title: "B", stars: 5 });
    const listed = (await explain({ action: "list", rule: "stars > 4" })).body;
    assert.deepEqual([listed.status, listed.counts], [200, { matching: 1, total: 2 }]);
    const one = (await explain({ action: "list", rule: "stars > 4", record: book.id })).body;
    assert.deepEqual([one.allowed, one.status, one.tree.result], [false, 200, false]);
    const superuser = { collection: "_superusers", id: admin.authStore.record.id };
    assert.equal((await explain({ action: "list", rule: null, auth: superuser })).body.reason, "superuser");
    const broken = (await explain({ action: "view", rule: "stars >", record: book.id })).body;
    assert.deepEqual([broken.allowed, broken.status, broken.reason], [false, 404, "invalid"]);
  });
  it("checks a rule and says where it is wrong", async () => {
    const check = async (rule) => (await call(admin, "/api/socle/rules/check", "POST", { collection: "books", rule })).body;
    assert.deepEqual(await check("stars > 4"), { valid: true });
    const wrong = await check("stars > 4 && nope = 1");
    assert.equal(wrong.valid, false);
    assert.deepEqual([wrong.start, wrong.end], [13, 17]);
  });
});

describe("schema plan and history", () => {
  const path = "/api/socle/schema/plan";
  it("is for superusers and refuses a malformed body", async () => {
    assert.equal((await call(guest, path, "POST", {})).status, 401);
    assert.equal((await call(reader, path, "POST", {})).status, 403);
    assert.equal((await call(admin, path, "POST", { collections: 5 })).status, 400);
    assert.equal((await call(admin, path, "POST", { collections: [] })).status, 400);
  });
  it("describes a change and does nothing", async () => {
    const books = await admin.collections.getOne("books");
    const next = structuredClone(books);
    next.fields = next.fields.filter((field) => field.name !== "stars");
    next.fields.push({ name: "year", type: "number" });
    next.fields.find((field) => field.name === "title").name = "heading";
    next.viewRule = null;
    next.updateRule = "owner = @request.auth.id";
    next.indexes = ["CREATE INDEX `idx_books_owner` ON `books` (`owner`)"];
    const users = await admin.collections.getOne("users");
    const answer = await call(admin, path, "POST", { collections: [next, users], deleteMissing: true });
    assert.equal(answer.status, 200);
    const plan = answer.body;
    assert.equal(plan.applicable, true, JSON.stringify(plan));
    const kinds = plan.changes.filter((change) => change.collection === "books").map((change) => `${change.kind} ${change.field}`);
    assert.deepEqual(kinds, ["field.rename heading", "field.add year", "field.remove stars", "index.add idx_books_owner", "rule.change viewRule", "rule.change updateRule"]);
    const removal = plan.changes.find((change) => change.kind === "field.remove");
    assert.deepEqual([removal.severity, removal.affected, removal.summary], ["destructive", 2, "Drops 2 values"]);
    assert.match(removal.sql[0], /DROP COLUMN `stars`/);
    assert.deepEqual(removal.references, [{ kind: "rule", collection: "books", where: "updateRule" }]);
    assert.equal(plan.changes.length, kinds.length);
    assert.deepEqual(await admin.collections.getOne("books"), books);
  });
  it("says why a change cannot be applied", async () => {
    const books = await admin.collections.getOne("books");
    const plan = (await call(admin, path, "POST", { collections: [books], deleteMissing: true })).body;
    assert.equal(plan.applicable, false);
    assert.equal(plan.errors.collections.code, "validation_collections_import_failure");
    const drop = plan.changes.find((change) => change.kind === "collection.drop");
    assert.deepEqual([drop.collection, drop.severity, drop.affected], ["users", "destructive", 1]);
    assert.deepEqual(drop.references, [{ kind: "relation", collection: "books", where: "owner" }]);
    assert.equal((await admin.collection("users").getList()).totalItems, 1);
  });
  it("keeps changes with who made them, and takes them back", async () => {
    const before = await admin.collections.getOne("books");
    await admin.collections.update("books", { listRule: "stars > 1", fields: [...before.fields, text("extra")] });
    const { body } = await call(admin, "/api/socle/schema/history?perPage=1");
    assert.equal(body.items.length, 1);
    const [entry] = body.items;
    assert.equal(entry.actor.id, admin.authStore.record.id);
    assert.deepEqual([entry.changes[0].action, entry.changes[0].collection], ["update", "books"]);
    assert.equal(entry.changes[0].before.listRule, "");
    assert.equal(entry.changes[0].after.listRule, "stars > 1");
    assert.equal((await call(reader, `/api/socle/schema/history/${entry.id}/revert`, "POST")).status, 403);
    assert.equal((await call(admin, "/api/socle/schema/history/none/revert", "POST")).status, 404);
    assert.equal((await call(admin, `/api/socle/schema/history/${entry.id}/revert`, "POST")).status, 204);
    const back = await admin.collections.getOne("books");
    assert.deepEqual([back.listRule, back.fields.length], ["", before.fields.length]);
  });
});

describe("revisions", () => {
  it("keep what changed, by whom, without hidden fields", async () => {
    const record = await reader.collection("books").create({ title: "First", owner: reader.authStore.record.id });
    await admin.collection("books").update(record.id, { title: "Second", secret: "s3cret" });
    const path = `/api/collections/books/records/${record.id}/revisions`;
    assert.equal((await call(guest, path)).status, 404);
    const { status, body } = await call(reader, path);
    assert.equal(status, 200);
    assert.equal(body.totalItems, 2);
    const [update, create] = body.items;
    assert.deepEqual([update.action, update.changes], ["update", { title: { old: "First", new: "Second" } }]);
    assert.equal(update.actor.kind, "superuser");
    assert.ok(!JSON.stringify(body).includes("s3cret") && !JSON.stringify(body).includes(email));
    assert.equal(create.action, "create");
    assert.equal(create.actor.id, reader.authStore.record.id);
    assert.equal((await call(reader, "/api/collections/books/revisions")).status, 403);
    const all = await call(admin, `/api/collections/books/revisions?filter=${encodeURIComponent('action="update"')}`);
    assert.equal(all.body.totalItems, 1);
  });
  it("bring a record back to what it was", async () => {
    const record = await admin.collection("books").create({ title: "v1", stars: 1, owner: reader.authStore.record.id });
    await admin.collection("books").update(record.id, { title: "v2", stars: 2 });
    await admin.collection("books").update(record.id, { title: "v3" });
    const path = `/api/collections/books/records/${record.id}/revisions`;
    const { items } = (await call(admin, path)).body;
    assert.equal((await call(guest, `${path}/${items[2].id}/restore`, "POST")).status, 404);
    assert.equal((await call(admin, `${path}/none/restore`, "POST")).status, 404);
    const back = await call(admin, `${path}/${items[2].id}/restore`, "POST");
    assert.deepEqual([back.status, back.body.title, back.body.stars], [200, "v1", 1]);
    await admin.collection("books").delete(record.id);
    const gone = (await call(admin, path)).body.items;
    assert.equal(gone[0].action, "delete");
    const again = await call(admin, `${path}/${gone[0].id}/restore`, "POST");
    assert.deepEqual([again.status, again.body.id, again.body.title], [200, record.id, "v1"]);
  });
  it("are off where the collection's option says so", async () => {
    const books = await admin.collections.getOne("books");
    const option = await admin.collection("_socleOptions").create({ collection: books.id, key: "history", value: { enabled: false } });
    const record = await admin.collection("books").create({ title: "quiet" });
    const path = `/api/collections/books/records/${record.id}/revisions`;
    assert.equal((await call(admin, path)).body.totalItems, 0);
    await admin.collection("_socleOptions").update(option.id, { value: { enabled: true } });
    await admin.collection("books").update(record.id, { title: "loud" });
    assert.equal((await call(admin, path)).body.totalItems, 1);
  });
});

describe("the command line", () => {
  const binary = join(process.env.SOCLE_BIN ?? "../../build/dev/bin", "socle");
  const local = !process.env.SOCLE_SDK_URL;
  let folder;

  // The program with these arguments until it ends by itself: {status, text}.
  function run(...args) {
    const ended = spawnSync(binary, args, { encoding: "utf8", timeout: 20000, input: "" });
    return { status: ended.status, text: ended.stderr };
  }

  // A server that says when it is ready: {child, url, ended}.
  async function serve(...args) {
    const child = spawn(binary, ["serve", "--http", "127.0.0.1:0", ...args], { stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise((resolve) => child.once("exit", (status) => resolve(status)));
    let text = "";
    const wanted = args.includes("--https") ? /started at (\S+)[^]*HTTPS on port (\d+)/ : /started at (\S+)/;
    while (!wanted.test(text)) {
      text += await new Promise((resolve, reject) => {
        child.stdout.once("data", (piece) => resolve(piece.toString()));
        ended.then((status) => reject(new Error(`ended with ${status}: ${text}`)));
      });
    }
    const [, url, port] = wanted.exec(text);
    return { child, url, port: Number(port), ended };
  }

  before(async () => (folder = await mkdtemp(join(tmpdir(), "socle-cli-"))));
  after(() => rm(folder, { recursive: true, force: true }));

  it("refuses what it does not understand with status 2", { skip: !local }, () => {
    for (const args of [[], ["dance"], ["serve", "--nope"], ["serve", "--http", "bad"], ["serve", "--http", "127.0.0.1:99999"], ["serve", "--https", "127.0.0.1:0"], ["serve", "--log-format", "xml"], ["superuser", "upsert"]]) {
      const { status, text } = run(...args);
      assert.equal(status, 2, `${args}: ${text}`);
      assert.ok(text.trim().length > 0, `${args} said nothing`);
    }
    assert.equal(run("--version").status, 0);
    assert.equal(run("serve", "--help").status, 0);
  });

  it("says in one sentence why it cannot start", { skip: !local }, async () => {
    const file = join(folder, "file");
    await writeFile(file, "no folder");
    const nobase = join(folder, "nobase");
    await mkdir(nobase);
    await writeFile(join(nobase, "data.db"), "no database");
    const taken = createServer().listen(0, "127.0.0.1").unref();
    await new Promise((resolve) => taken.once("listening", resolve));
    const cases = [
      [["--dir", file], /^Cannot (create|use) the data folder/],
      [["--dir", join(file, "below")], /^Cannot (create|use) the data folder/],
      [["--dir", nobase], /is not a database\.$/],
      [["--dir", join(folder, "port"), "--http", `127.0.0.1:${taken.address().port}`], /the port is in use by another program\.$/],
      [["--dir", join(folder, "host"), "--http", "203.0.113.7:0"], /^Cannot listen on/],
    ];
    if (process.getuid() !== 0) {
      const closed = join(folder, "closed");
      await mkdir(closed);
      await chmod(closed, 0);
      cases.push([["--dir", closed], /^Cannot /]);
    }
    for (const [args, expected] of cases) {
      const { status, text } = run("serve", ...(args.includes("--http") ? [] : ["--http", "127.0.0.1:0"]), ...args);
      assert.equal(status, 1, `${args}: ${text}`);
      assert.match(text.trim(), expected);
      assert.equal(text.trim().split("\n").length, 1, text);
    }
    taken.close();
  });

  it("serves a folder alone, and ends in order when it is told to", { skip: !local }, async () => {
    const dir = join(folder, "alone");
    const server = await serve("--dir", dir);
    assert.equal((await fetch(server.url + "/api/health")).status, 200);
    const second = run("serve", "--dir", dir, "--http", "127.0.0.1:0");
    assert.equal(second.status, 1);
    assert.match(second.text, /Another server is already running on the folder/);
    for (const signal of ["SIGTERM", "SIGINT"]) {
      const one = signal === "SIGTERM" ? server : await serve("--dir", dir);
      one.child.kill(signal);
      assert.equal(await one.ended, 0, signal);
    }
  });

  it("speaks HTTPS with a certificate, and says what is wrong with one", { skip: !local }, async (t) => {
    const [certificate, key, other] = ["cert.pem", "key.pem", "other.pem"].map((name) => join(folder, name));
    const made = spawnSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]);
    if (made.error) return t.skip("no openssl here");
    spawnSync("openssl", ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", other]);
    const tls = (cert, secret) => ["--https", "127.0.0.1:0", "--tlsCert", cert, "--tlsKey", secret];
    for (const [cert, secret] of [[join(folder, "none"), key], [certificate, join(folder, "none")], [key, key], [certificate, certificate], [certificate, other]]) {
      const { status, text } = run("serve", "--dir", join(folder, "tls"), "--http", "127.0.0.1:0", ...tls(cert, secret));
      assert.ok(status === 1 || status === 2, `${cert} ${secret}: ${status} ${text}`); // 2: CLI11 looks whether the file is there
      assert.match(text, /Cannot use the (certificate|private key)|does not exist/);
    }
    const server = await serve("--dir", join(folder, "tls"), ...tls(certificate, key));
    const ask = (options) =>
      new Promise((resolve, reject) => {
        get({ host: "127.0.0.1", port: server.port, path: "/api/health", ...options }, (answer) => (answer.resume(), resolve(answer.statusCode))).on("error", reject);
      });
    assert.equal(await ask({ ca: await readFile(certificate) }), 200);
    await assert.rejects(ask({}), /self-signed/); // it is really checked
    await assert.rejects(ask({ ca: await readFile(certificate), maxVersion: "TLSv1.1", minVersion: "TLSv1" }));
    assert.equal((await fetch(server.url + "/api/health")).status, 200);
    server.child.kill("SIGTERM");
    assert.equal(await server.ended, 0);
  });
});
