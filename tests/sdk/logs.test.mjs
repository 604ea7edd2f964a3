// The logs API through the official SDK: requests leave rows that can be listed, filtered and counted.
import assert from "node:assert/strict";
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

it("shows a failed request within a few seconds", async () => {
  const marker = `missing_${Math.random().toString(36).slice(2)}`;
  await admin.collection(marker).getList().catch(() => {});
  const deadline = Date.now() + 10000;
  let found = { totalItems: 0 };
  while (found.totalItems === 0 && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    found = await admin.logs.getList(1, 10, { filter: `data.url ~ "${marker}"`, sort: "-created" });
  }
  assert.equal(found.totalItems, 1);
  const row = found.items[0];
  assert.equal(row.level, 8);
  assert.equal(row.data.status, 404);
  assert.equal(row.data.method, "GET");
  assert.equal((await admin.logs.getOne(row.id)).id, row.id);
  const stats = await admin.logs.getStats();
  assert.ok(stats.length >= 1 && stats[0].total >= 1);
});
