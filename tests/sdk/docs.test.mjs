// The API described for machines: a valid OpenAPI document of the live collections, types for client programs, templates.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { promisify } from "node:util";
import { Validator } from "@seriousme/openapi-schema-validator";
import PocketBase from "pocketbase";
import { email, password, startServer } from "./server.mjs";

const run = promisify(execFile);
let server;
let admin;

before(async () => {
  server = await startServer();
  admin = new PocketBase(server.url);
  await admin.collection("_superusers").authWithPassword(email, password);
});

after(() => server.stop());

const get = (path) => admin.send(path, { method: "GET" });
const install = (name, body = {}) => admin.send(`/api/socle/templates/${name}/install`, { method: "POST", body });

it("installs a template with sample records, once", async () => {
  await assert.rejects(new PocketBase(server.url).send("/api/socle/templates", {}), { status: 401 });
  const list = await get("/api/socle/templates");
  assert.deepEqual(list.map((item) => item.name), ["blog", "shop", "cms", "directory", "tasks"]);
  await assert.rejects(install("nothing"), { status: 404 });
  await install("blog", { sampleData: true });
  const posts = await admin.collection("posts").getFullList({ expand: "categories", sort: "created" });
  assert.deepEqual(posts.map((post) => post.expand.categories[0].slug), ["news", "how-to"]);
  const guest = new PocketBase(server.url);
  assert.deepEqual((await guest.collection("posts").getFullList()).map((post) => post.slug), ["hello"]);
  await assert.rejects(guest.collection("posts").create({ title: "x", slug: "x", state: "draft" }), { status: 400 });
  await assert.rejects(install("blog"), { status: 409 });
  await assert.rejects(install("directory"), { status: 409 }); // categories exist
});

it("has templates that can be installed each on its own server", async () => {
  for (const name of ["shop", "cms", "directory", "tasks"]) {
    for (const { name: old } of (await admin.collections.getFullList()).filter((c) => !c.system && c.name !== "users")) {
      await admin.send("/api/collections/" + old, { method: "PATCH", body: { name: `${old}_${name}_old` } });
    }
    const { collections } = await install(name, { sampleData: true });
    for (const collection of collections) {
      assert.ok((await admin.collection(collection).getList()).totalItems >= 0, collection);
    }
  }
});

it("answers a valid OpenAPI 3.1 document", async () => {
  await assert.rejects(new PocketBase(server.url).send("/api/socle/openapi.json", {}), { status: 401 });
  await admin.collections.create({
    name: "everything",
    type: "base",
    fields: [
      ...["text", "editor", "number", "bool", "email", "url", "date", "json", "geoPoint", "file"].map((type) => ({ name: `a_${type}`, type })),
      { name: "choice", type: "select", values: ["a b", "c"], maxSelect: 1 },
      { name: "choices", type: "select", values: ["x", "y"], maxSelect: 2 },
      { name: "friend", type: "relation", collectionId: "_pb_users_auth_", maxSelect: 3 },
      { name: "hush", type: "text", hidden: true },
    ],
  });
  await admin.collections.create({ name: "seen", type: "view", viewQuery: "SELECT id, a_text FROM everything" });
  const document = await get("/api/socle/openapi.json");
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  assert.ok(valid, JSON.stringify(errors));
  const { schemas } = document.components;
  assert.ok(!JSON.stringify(document).includes("hush") && !("_audit" in schemas));
  assert.deepEqual(schemas.Everything.properties.choice.enum, ["a b", "c", ""]);
  assert.ok(document.paths["/api/collections/everything/records/{id}"].patch);
  assert.ok(!document.paths["/api/collections/seen/records"].post);
  assert.ok(document.paths["/api/collections/users/auth-with-password"]);
});

it("has every route of the server in the document, with words of its own", async () => {
  const binary = join(process.env.SOCLE_BIN ?? "../../build/dev/bin", "socle");
  const { stdout } = await run(binary, ["routes", "--dir", join(server.dir, "data")]);
  const { paths } = await get("/api/socle/openapi.json");
  const ids = new Set();
  for (const line of stdout.trim().split("\n")) {
    const [method, access, pattern] = line.split(/\s+/);
    const operation = paths[pattern]?.[method.toLowerCase()];
    assert.ok(operation, `${method} ${pattern} is not in the document`);
    assert.notEqual(operation.summary, pattern, `${method} ${pattern} has no row in RouteWords.cpp`);
    assert.ok(!ids.has(operation.operationId), operation.operationId);
    ids.add(operation.operationId);
    assert.equal("401" in operation.responses, ["auth", "superuser"].includes(access) || Boolean(operation.responses[401]), pattern);
  }
  assert.ok(ids.size > 100);
});

it("generates types, also on the command line", async () => {
  const binary = join(process.env.SOCLE_BIN ?? "../../build/dev/bin", "socle");
  const data = join(server.dir, "data");
  for (const language of ["typescript", "dart", "swift", "kotlin", "python", "go"]) {
    const { stdout } = await run(binary, ["typegen", language, "--dir", data]);
    assert.match(stdout, /Everything/);
    assert.ok(!stdout.includes("hush"));
  }
  const { stdout: python } = await run(binary, ["typegen", "python", "--dir", data]);
  const file = join(server.dir, "types.py");
  await writeFile(file, python + "\nprint(sorted(Everything.__annotations__)[0], PostsInput.__total__ if 'PostsInput' in globals() else False)\n");
  assert.match((await run("python3", [file])).stdout, /^a_bool False/);
  const out = join(server.dir, "types.ts");
  await run(binary, ["typegen", "--dir", data, "--out", out]);
  await assert.rejects(run(binary, ["typegen", "cobol", "--dir", data]), (error) => error.code === 2);
  await assert.rejects(run(binary, ["typegen", "--dir", join(server.dir, "nowhere")]), (error) => error.code === 1);
});
