// What machines ask: alive, ready, metrics; and the index of stored files.
import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, before, it } from "node:test";
import PocketBase from "pocketbase";
import { email, password, startServer } from "./server.mjs";

let server;
let admin;

before(async () => {
  server = await startServer();
  admin = new PocketBase(server.url);
  await admin.collection("_superusers").authWithPassword(email, password);
});

after(() => server.stop());

async function get(path, token = "") {
  const answer = await fetch(server.url + path, { headers: { Authorization: token } });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

it("is alive and ready, and says of what to superusers only", async () => {
  assert.deepEqual(JSON.parse((await get("/api/socle/live")).text), { status: "live" });
  const ready = await get("/api/socle/ready");
  assert.equal(ready.status, 200, ready.text);
  const { status, checks } = JSON.parse(ready.text);
  assert.equal(status, "ready");
  assert.deepEqual([checks.database.state, checks.disk.state, checks.storage.state, checks.mail.state], ["ok", "ok", "ok", "off"]);
  assert.ok(!("message" in checks.disk));
  const full = JSON.parse((await get("/api/socle/ready", admin.authStore.token)).text);
  assert.match(full.checks.disk.message, /bytes left/);
});

it("asks what it was told to use, without letting a probe wait", async () => {
  const token = admin.authStore.token;
  const checks = async () => {
    const started = Date.now();
    const answer = await get("/api/socle/ready", token);
    assert.ok(Date.now() - started < 2000, "a probe waited");
    return { code: answer.status, ...JSON.parse(answer.text) };
  };
  const settle = async (test) => {
    const deadline = Date.now() + 10000;
    for (;;) {
      const found = await checks();
      if (test(found)) return found;
      assert.ok(Date.now() < deadline, JSON.stringify(found));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const mailServer = createServer((socket) => {
    socket.on("error", () => {});
    socket.write("220 hello\r\n");
    socket.on("data", (text) => socket.write(/^EHLO|^HELO/i.test(String(text)) ? "250 hello\r\n" : "221 bye\r\n"));
  });
  await new Promise((resolve) => mailServer.listen(0, "127.0.0.1", resolve));
  const smtp = (port) => admin.settings.update({ smtp: { enabled: true, host: "127.0.0.1", port } });
  await smtp(mailServer.address().port);
  assert.equal((await settle((found) => found.checks.mail.state !== "unknown")).checks.mail.state, "ok");
  await smtp(1);
  const down = await settle((found) => found.checks.mail.state === "failed");
  assert.deepEqual([down.code, down.status], [200, "degraded"]); // records can be worked with
  const bucket = { enabled: true, endpoint: "http://127.0.0.1:1", bucket: "b", region: "r", accessKey: "a", secret: "s", forcePathStyle: true };
  await admin.settings.update({ smtp: { enabled: false }, s3: bucket });
  const lost = await settle((found) => found.checks.storage.state === "failed");
  assert.deepEqual([lost.code, lost.status], [503, "unready"]);
  assert.match(lost.checks.storage.message, /connect/i);
  await admin.settings.update({ s3: { ...bucket, enabled: false } });
  assert.equal((await checks()).checks.storage.state, "ok");
  mailServer.close();
});

it("shows metrics to superusers, to the scraper's token and to listed addresses", async () => {
  const path = "/api/socle/metrics";
  assert.equal((await get(path)).status, 401);
  const shown = await get(path, admin.authStore.token);
  assert.equal(shown.status, 200);
  assert.match(shown.headers.get("content-type"), /^text\/plain; version=0\.0\.4/);
  assert.match(shown.text, /^# TYPE socle_data_commits_total counter\nsocle_data_commits_total [1-9]/m);
  assert.match(shown.text, /^socle_responses_2xx_total [1-9]/m);
  assert.match(shown.text, /^socle_memory_resident_bytes [1-9]/m);
  const settings = (metrics) => admin.send("/api/socle/settings", { method: "PATCH", body: { metrics } });
  await settings({ token: "scraper-token-1" });
  assert.equal((await get(path, "Bearer scraper-token-1")).status, 200);
  assert.equal((await get(path, "Bearer scraper-token-2")).status, 401);
  await settings({ allowedIPs: ["127.0.0.0/8"] });
  assert.equal((await get(path)).status, 200);
});

it("lists stored files with their records, and those nobody knows", async () => {
  const path = "/api/socle/files";
  assert.equal((await get(path)).status, 401);
  await admin.collections.create({
    name: "papers",
    type: "base",
    fields: [{ name: "title", type: "text" }, { name: "scan", type: "file", maxSelect: 1 }, { name: "pages", type: "file", maxSelect: 5 }],
  });
  const file = (name, size) => new File([Buffer.alloc(size, "x")], name, { type: "text/plain" });
  const paper = await admin.collection("papers").create({ title: "a", scan: file("cover.txt", 10), pages: [file("one.txt", 2000), file("two.txt", 30)] });
  const list = async (query = "") => JSON.parse((await get(path + query, admin.authStore.token)).text);
  const all = await list();
  assert.equal(all.totalItems, 3);
  const cover = all.items.find((item) => item.field === "scan");
  assert.deepEqual([cover.collection, cover.record, cover.name, cover.size, cover.missing], ["papers", paper.id, paper.scan, 10, false]);
  assert.equal((await get(cover.url)).status, 200);
  assert.deepEqual((await list("?minSize=1000")).items.map((item) => item.size), [2000]);
  assert.deepEqual((await list("?q=COVER")).items.map((item) => item.name), [paper.scan]);
  assert.equal((await list("?perPage=2&page=2")).items.length, 1);
  assert.equal((await list("?collection=users")).totalItems, 0);
  assert.equal((await list("?type=image")).totalItems, 0);
  assert.equal((await get(path + "?minSize=x", admin.authStore.token)).status, 400);
  assert.equal((await get(path + "?collection=nope", admin.authStore.token)).status, 404);
  const folder = join(server.dir, "data", "storage", paper.collectionId, paper.id);
  await writeFile(join(folder, "stray.txt"), "nobody's");
  await rm(join(folder, paper.scan));
  assert.deepEqual((await list("?orphans=1")).items.map((item) => [item.name, item.url]), [["stray.txt", ""]]);
  assert.equal((await list("?q=cover")).items[0].missing, true);
});

it("does long work as a job when asked not to wait", async () => {
  const path = "/api/socle/jobs/";
  const start = (name) =>
    fetch(server.url + "/api/backups", {
      method: "POST",
      headers: { Authorization: admin.authStore.token, "Content-Type": "application/json", Prefer: "respond-async" },
      body: JSON.stringify({ name }),
    });
  const answer = await start("later.zip");
  assert.equal(answer.status, 202);
  const { job } = await answer.json();
  assert.equal((await get(path + job)).status, 401);
  assert.equal((await get(path + "none", admin.authStore.token)).status, 404);
  const deadline = Date.now() + 10000;
  let view = {};
  while (view.state !== "done") {
    assert.ok(Date.now() < deadline && view.state !== "failed", JSON.stringify(view));
    await new Promise((resolve) => setTimeout(resolve, 50));
    view = JSON.parse((await get(path + job, admin.authStore.token)).text);
  }
  assert.deepEqual([view.id, view.progress, view.message, view.error], [job, 1, "later.zip", null]);
  assert.ok((await admin.backups.getFullList()).some((backup) => backup.key === "later.zip"));
  assert.equal((await admin.send(path + job, { method: "DELETE" }).catch((error) => error)).status, 404); // it is over
  // The same name again: the job fails and says why.
  const again = (await (await start("later.zip")).json()).job;
  do {
    await new Promise((resolve) => setTimeout(resolve, 50));
    view = JSON.parse((await get(path + again, admin.authStore.token)).text);
  } while (view.state === "running" || view.state === "queued");
  assert.ok(["failed", "done"].includes(view.state));
});
