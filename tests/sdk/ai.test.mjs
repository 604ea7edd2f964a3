// AI over HTTP: the offline engine, a scripted OpenAI-compatible provider on loopback, keys that never come back, cancel.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import PocketBase from "pocketbase";
import { email, password, startServer } from "./server.mjs";

let server;
let admin;
let provider;

// Answers each request with the next entry of `script`: a function (request body, response).
function scriptedProvider() {
  const state = { script: [], requests: [], closed: 0 };
  const http = createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => (body += piece));
    request.on("end", () => {
      const entry = { path: request.url, authorization: request.headers.authorization, body: body ? JSON.parse(body) : null };
      state.requests.push(entry);
      response.on("close", () => {
        if (!response.writableEnded) state.closed += 1;
      });
      (state.script.shift() ?? ((_, r) => r.writeHead(500).end("{}")))(entry.body, response);
    });
  });
  return new Promise((resolve) => {
    http.listen(0, "127.0.0.1", () => resolve(Object.assign(state, { http, url: `http://127.0.0.1:${http.address().port}/v1` })));
  });
}

const answer = (text) => (_, response) => {
  response.writeHead(200, { "Content-Type": "application/json" });
  response.end(
    JSON.stringify({
      choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }],
      usage: { prompt_tokens: 10, completion_tokens: 4, total_tokens: 14 },
    }),
  );
};

const chunk = (delta, finish = null) => `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;

async function call(method, path, body, token = admin.authStore.token, options = {}) {
  const response = await fetch(server.url + path, {
    method,
    headers: { "Content-Type": "application/json", ...(token ? { Authorization: token } : {}) },
    body: body === undefined ? undefined : JSON.stringify(body),
    ...options,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: text && text.startsWith("{") ? JSON.parse(text) : null };
}

function events(text) {
  return text
    .split("\n\n")
    .filter((block) => block.includes("data: "))
    .map((block) => ({ name: /event: (.*)/.exec(block)[1], data: JSON.parse(/data: (.*)/.exec(block)[1]) }));
}

before(async () => {
  server = await startServer();
  admin = new PocketBase(server.url);
  admin.autoCancellation(false);
  await admin.collection("_superusers").authWithPassword(email, password);
  provider = await scriptedProvider();
  await admin.collections.create({
    name: "books",
    type: "base",
    listRule: "",
    fields: [
      { name: "title", type: "text" },
      { name: "price", type: "number" },
      { name: "status", type: "select", values: ["draft", "published"] },
      { name: "secret_note", type: "text", hidden: true },
      { name: "created", type: "autodate", onCreate: true },
    ],
  });
  for (let i = 0; i < 30; i += 1) {
    await admin.collection("books").create({ title: `Book ${i}`, price: i, status: i % 2 ? "draft" : "published" });
  }
});

after(async () => {
  provider.http.close();
  provider.http.closeAllConnections();
  await server.stop();
});

describe("offline", () => {
  it("is closed to guests and open to superusers by default", async () => {
    const refused = await call("POST", "/api/ai/chat", { messages: [{ role: "user", content: "hi" }] }, "");
    assert.equal(refused.status, 401);
    assert.equal(refused.json.data.ai.code, "unauthenticated");
    const status = await call("GET", "/api/ai/status", undefined, "");
    assert.deepEqual(status.json.capabilities, { chat: false, query: false });
    assert.equal((await call("GET", "/api/ai/settings", undefined, "")).status, 401);
  });

  it("turns words into a validated filter and runs it", async () => {
    const reply = await call("POST", "/api/ai/query", { text: "published books with price over 20, newest first" });
    assert.equal(reply.status, 200, reply.text);
    assert.equal(reply.json.collection, "books");
    assert.equal(reply.json.filter, 'status = "published" && price > 20');
    assert.equal(reply.json.sort, "-created");
    assert.equal(reply.json.validated, true);
    assert.equal(reply.json.result.totalItems, 4);
    assert.equal(reply.json.meta.engine, "local");
    assert.ok(reply.json.meta.notice);
    const listed = await admin.collection("books").getList(1, 30, { filter: reply.json.filter });
    assert.equal(listed.totalItems, 4);
  });

  it("says so when it does not understand", async () => {
    const reply = await call("POST", "/api/ai/query", { text: "what is the meaning of life" });
    assert.equal(reply.status, 422);
    assert.equal(reply.json.data.ai.code, "not_supported_offline");
  });

  it("refuses bad input", async () => {
    for (const body of [{}, { text: "" }, { text: "x".repeat(2001) }, { text: "books", collection: "nope" }]) {
      const reply = await call("POST", "/api/ai/query", body);
      assert.ok([400, 413].includes(reply.status), reply.text);
    }
    for (const messages of [undefined, [], [{ role: "tool", content: "x" }], [{ role: "assistant", content: "x" }]]) {
      assert.equal((await call("POST", "/api/ai/chat", { messages })).status, 400);
    }
    assert.equal((await call("POST", "/api/ai/chat", { model: "nobody/nothing", messages: [{ role: "user", content: "x" }] })).json.data.ai.code, "model_unknown");
  });

  it("chats about records, streamed and whole", async () => {
    const whole = await call("POST", "/api/ai/chat", { messages: [{ role: "user", content: "how many books are published" }] });
    assert.match(whole.json.message.content, /15 records/);
    assert.equal(whole.json.meta.degraded, true);
    const streamed = await call("POST", "/api/ai/chat", { stream: true, messages: [{ role: "user", content: "how many books are published" }] });
    assert.match(streamed.headers.get("content-type"), /text\/event-stream/);
    assert.deepEqual(events(streamed.text).map((event) => event.name), ["start", "delta", "usage", "done"]);
  });

  it("changes nothing in the folder", async () => {
    const names = (await admin.collections.getFullList()).map((collection) => collection.name);
    assert.ok(!names.some((name) => name.startsWith("_ai")), names.join());
  });
});

describe("a provider", () => {
  let id;

  it("is saved, keeps its key to itself, and is tested", async () => {
    const bad = await call("POST", "/api/ai/providers", { name: "Bad Name", baseUrl: "ftp://x" });
    assert.equal(bad.status, 400);
    assert.deepEqual(Object.keys(bad.json.data).sort(), ["baseUrl", "name"]);
    const saved = await call("POST", "/api/ai/providers", { name: "fake", preset: "generic", baseUrl: provider.url, privateNetwork: true });
    assert.equal(saved.status, 200, saved.text);
    id = saved.json.id;
    assert.equal((await call("PUT", `/api/ai/providers/${id}/secrets`, { apiKey: "sk-very-secret-value-x9Qa" })).status, 204);
    const listed = await call("GET", "/api/ai/providers");
    assert.deepEqual(listed.json.items[0].secrets, { apiKey: { set: true, hint: "…x9Qa" } });
    assert.ok(!listed.text.includes("very-secret"));
    provider.script.push((_, response) => response.end(JSON.stringify({ data: [{ id: "small" }, { id: "large" }] })));
    const tested = await call("POST", `/api/ai/providers/${id}/test`, {});
    assert.deepEqual(tested.json.names, ["small", "large"]);
    assert.equal(provider.requests.at(-1).authorization, "Bearer sk-very-secret-value-x9Qa");
  });

  it("streams a chat with usage", async () => {
    provider.script.push((body, response) => {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      response.write(chunk({ content: "Hel" }));
      response.write(chunk({ content: "lo 😀" }));
      response.write(chunk({}, "stop"));
      response.end('data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3}}\n\ndata: [DONE]\n\n');
    });
    const reply = await call("POST", "/api/ai/chat", {
      model: "fake/small", stream: true, temperature: 0.3, maxTokens: 50,
      messages: [{ role: "system", content: "Be brief." }, { role: "user", content: "hi" }],
    });
    const list = events(reply.text);
    assert.deepEqual(list.map((event) => event.name), ["start", "delta", "delta", "usage", "done"]);
    assert.equal(list[1].data.text + list[2].data.text, "Hello 😀");
    assert.equal(list[3].data.inputTokens, 7);
    assert.ok(list[4].data.meta.firstTokenMs >= 0);
    assert.deepEqual(provider.requests.at(-1).body, {
      model: "small", messages: [{ role: "system", content: "Be brief." }, { role: "user", content: "hi" }],
      temperature: 0.3, max_tokens: 50, stream: true,
    });
  });

  it("is cancelled when the client goes away", async () => {
    const closedBefore = provider.closed;
    provider.script.push((_, response) => {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      const timer = setInterval(() => response.write(chunk({ content: "word " })), 10);
      response.on("close", () => clearInterval(timer));
    });
    const abort = new AbortController();
    const response = await fetch(server.url + "/api/ai/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: admin.authStore.token },
      body: JSON.stringify({ model: "fake/small", stream: true, messages: [{ role: "user", content: "go on" }] }),
      signal: abort.signal,
    });
    const reader = response.body.getReader();
    await reader.read();
    await reader.read();
    const start = Date.now();
    abort.abort();
    while (provider.closed === closedBefore && Date.now() - start < 5000) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(provider.closed, closedBefore + 1);
  });

  it("reports a failing provider without its words to the stream's reader", async () => {
    provider.script.push((_, response) => response.writeHead(401).end('{"error":{"message":"key sk-very-secret-value-x9Qa is bad"}}'));
    const reply = await call("POST", "/api/ai/chat", { model: "fake/small", messages: [{ role: "user", content: "hi" }] });
    assert.equal(reply.status, 502);
    assert.equal(reply.json.data.ai.code, "provider_auth");
    assert.ok(!reply.text.includes("very-secret"), "the key came back in an error");
  });
});

describe("words to a filter through a model", () => {
  before(async () => {
    // The refused credential above opened the breaker of "fake"; another provider starts closed.
    const saved = await call("POST", "/api/ai/providers", { name: "second", preset: "vllm", baseUrl: provider.url, privateNetwork: true });
    assert.equal(saved.status, 200);
  });

  it("repairs an invalid answer once and validates the next", async () => {
    const draft = (filter) => JSON.stringify({ collection: "books", filter, sort: "-price", perPage: 5, explanation: "Cheap ones.", assumptions: [], confidence: 0.9 });
    provider.script.push(answer(draft("stauts = 'published'")), answer("Here you are:\n```json\n" + draft("status = 'Published' && price < 10") + "\n```"));
    const reply = await call("POST", "/api/ai/query", { model: "second/small", text: "cheap published books" });
    assert.equal(reply.status, 200, reply.text);
    assert.equal(reply.json.attempts, 2);
    assert.equal(reply.json.filter, 'status = "published" && price < 10');
    assert.equal(reply.json.result.items.length, 5);
    assert.equal(reply.json.usage.inputTokens, 20);
    const prompt = JSON.stringify(provider.requests.at(-2).body);
    assert.ok(prompt.includes("price") && !prompt.includes("Book 7"), "records must not be in the prompt");
    assert.match(provider.requests.at(-1).body.messages.at(-1).content, /stauts/);
  });

  it("never lets a forbidden filter through", async () => {
    const forbidden = JSON.stringify({ collection: "books", filter: "@collection.users.id != ''", sort: "", perPage: 0, explanation: "", assumptions: [], confidence: 1 });
    provider.script.push(answer(forbidden), answer(forbidden), answer(forbidden));
    const reply = await call("POST", "/api/ai/query", { model: "second/small", text: "books" });
    assert.equal(reply.status, 422);
    assert.equal(reply.json.data.ai.code, "filter_invalid");
    assert.equal(reply.json.data.ai.params.attempts, 3);
  });

  it("obeys the caller's rules and hides hidden fields", async () => {
    assert.equal((await call("PATCH", "/api/ai/settings", { access: { query: "" } })).status, 200);
    const guest = await call("POST", "/api/ai/query", { model: "local/rules-v1", text: "books with price over 28" }, "");
    assert.equal(guest.status, 200, guest.text);
    assert.equal(guest.json.result.totalItems, 1);
    assert.ok(!("secret_note" in guest.json.result.items[0]));
    const probing = await call("POST", "/api/ai/query", { model: "local/rules-v1", text: 'books where secret_note is "x"' }, "");
    assert.ok(probing.status === 422 || !probing.json.filter.includes("secret_note"), probing.text);
  });

  it("refuses unknown settings and keeps the rest", async () => {
    const reply = await call("PATCH", "/api/ai/settings", { enabled: false, nonsense: 1, network: { maxRetries: "many" } });
    assert.equal(reply.status, 400);
    assert.ok(reply.json.data.nonsense && reply.json.data.network.maxRetries);
    assert.equal((await call("GET", "/api/ai/settings")).json.enabled, true);
  });

  it("adds up usage", async () => {
    const usage = await call("GET", "/api/ai/usage");
    const row = usage.json.items.find((item) => item.model === "fake/small");
    assert.ok(row.requests >= 2 && row.errors >= 1);
  });
});
