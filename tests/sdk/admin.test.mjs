// Administration through the official SDK: collections, settings, backups with a restore in place, crons, SQL, health.
import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, it } from "node:test";
import PocketBase, { ClientResponseError } from "pocketbase";
import { startSink } from "../support/smtpSink.mjs";
import { email, password, startServer } from "./server.mjs";

let server;
let admin;
let sink; // of the last test

const refused = (status) => (error) => error instanceof ClientResponseError && error.status === status;
const signIn = () => admin.collection("_superusers").authWithPassword(email, password);

// Until `check` passes: a restore ends with a server that starts anew.
async function eventually(check, limit = 20000) {
  for (const deadline = Date.now() + limit; ; ) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

before(async () => {
  server = await startServer();
  admin = new PocketBase(server.url);
  admin.autoCancellation(false);
  await signIn();
});

after(async () => {
  await server.stop();
  await sink?.stop();
});

it("keeps guests out", async () => {
  const guest = new PocketBase(server.url);
  await assert.rejects(guest.collections.getFullList(), refused(401));
  await assert.rejects(guest.settings.getAll(), refused(401));
  await assert.rejects(guest.backups.getFullList(), refused(401));
  await assert.rejects(guest.crons.getFullList(), refused(401));
});

it("makes, changes, imports and deletes collections", async () => {
  const made = await admin.collections.create({ name: "sdk_admin", type: "base", fields: [{ name: "title", type: "text" }] });
  assert.match(made.id, /^pbc_\d+$/);
  const changed = await admin.collections.update(made.id, { name: "sdk_renamed", indexes: ["CREATE INDEX idx_sdk ON x (title)"] });
  assert.deepEqual(changed.indexes, ["CREATE INDEX `idx_sdk` ON `sdk_renamed` (`title`)"]);
  await admin.collections.import([{ name: "sdk_imported", fields: [{ name: "a", type: "number" }] }], false);
  assert.equal((await admin.collections.getOne("sdk_imported")).fields.length, 2);
  await admin.collection("sdk_renamed").create({ title: "x" });
  await admin.collections.truncate("sdk_renamed");
  assert.equal((await admin.collection("sdk_renamed").getList()).totalItems, 0);
  assert.deepEqual(Object.keys(await admin.collections.getScaffolds()).sort(), ["auth", "base", "view"]);
  await admin.collections.delete("sdk_renamed");
  await assert.rejects(admin.collections.getOne("sdk_renamed"), refused(404));
});

it("backs up beside writers, downloads, uploads and restores in place", async () => {
  await admin.collections.create({ name: "sdk_state", fields: [{ name: "n", type: "number" }] });
  await admin.collection("sdk_state").create({ id: "kept00000000001", n: 1 });
  await admin.backups.create("sdk_one.zip");
  await assert.rejects(admin.backups.create("sdk_one.zip"), refused(400));
  await admin.collection("sdk_state").update("kept00000000001", { n: 2 });

  const token = await admin.files.getToken();
  const answer = await fetch(admin.backups.getDownloadURL(token, "sdk_one.zip"));
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-type"), "application/zip");
  const bytes = await answer.arrayBuffer();
  await admin.backups.upload({ file: new File([bytes], "sdk_two.zip") });
  assert.deepEqual((await admin.backups.getFullList()).map(({ key }) => key), ["sdk_one.zip", "sdk_two.zip"]);
  assert.equal((await fetch(admin.backups.getDownloadURL("x", "sdk_one.zip"))).status, 403);

  await admin.backups.restore("sdk_two.zip");
  await eventually(async () => {
    await signIn();
    assert.equal((await admin.collection("sdk_state").getOne("kept00000000001")).n, 1);
  });
  assert.equal((await admin.backups.getFullList()).length, 2); // backups stay what they were
  await admin.backups.delete("sdk_one.zip");
  await admin.backups.delete("sdk_two.zip");
  await assert.rejects(admin.backups.delete("sdk_two.zip"), refused(400));
});

it("schedules backups and runs jobs", async () => {
  await admin.settings.update({ backups: { cron: "@daily" } });
  const ids = (await admin.crons.getFullList()).map(({ id }) => id);
  for (const id of ["__pbDBOptimize__", "__pbMFACleanup__", "__pbOTPCleanup__", "__pbLogsCleanup__", "__pbAutoBackup__"]) assert.ok(ids.includes(id), id);
  await admin.crons.run("__pbAutoBackup__");
  const made = await eventually(async () => {
    const list = await admin.backups.getFullList();
    assert.equal(list.length, 1);
    return list[0];
  });
  assert.match(made.key, /^@auto_pb_backup_acme_\d{14}\.zip$/);
  await admin.settings.update({ backups: { cron: "" } });
  await assert.rejects(admin.crons.run("__pbAutoBackup__"), refused(404));
  await assert.rejects(admin.settings.update({ backups: { cron: "nonsense" } }), refused(400));
});

it("answers SQL and health", async () => {
  const answer = await admin.send("/api/sql", { method: "POST", body: { query: "select 1 as one, null as two" } });
  assert.deepEqual(answer.rows, [["1", null]]);
  const written = await admin.send("/api/sql", { method: "POST", body: { query: "update sdk_state set n = 9" } });
  assert.equal(written.affectedRows, 1);
  const health = await admin.health.check();
  assert.equal(health.data.canBackup, true);
  assert.equal(health.data.realIP, "127.0.0.1");
});

it("tells the superusers by mail when an automatic backup fails", { skip: process.env.SOCLE_SDK_URL !== undefined }, async () => {
  sink = await startSink();
  await admin.settings.update({ backups: { cron: "@yearly" }, smtp: { enabled: true, host: "127.0.0.1", port: sink.port, tls: false } });
  await rm(join(server.dir, "data", "backups"), { recursive: true, force: true });
  await writeFile(join(server.dir, "data", "backups"), "no folder"); // nothing can be put in here
  await admin.crons.run("__pbAutoBackup__");
  const mail = await sink.next(email, 3000);
  assert.equal(mail.subject, "[Acme system alert] Autobackup failure");
});
