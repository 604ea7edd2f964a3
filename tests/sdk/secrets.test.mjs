// Secrets stay where they belong: passwords, tokens, codes, keys and the secrets of settings go through everything the server does, then
// whatever it said is searched for them: answers, events, its output, the log database, the audit trail, revisions, exports, documents.
//
// An answer may hold a secret only where the caller of ask() says so: those are the documented places. Tokens of one account made in the same
// second are the same text, so "a token" stands for any of them.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { join } from "node:path";
import { startProvider } from "../support/oauthProvider.mjs";
import { startSink } from "../support/smtpSink.mjs";
import { totp } from "../support/totp.mjs";
import { EventStream } from "../wire/runner/http.mjs";
import { email, password, startServer } from "./server.mjs";

const secrets = new Map(); // name -> text
const said = []; // {where, text, mayHold}
let server;
let sink;
let provider;
let hook;
let stream;

function secret(name, text = `Zq${name.replace(/\W/g, "")}9${Math.random().toString(36).slice(2, 12)}`) {
  assert.ok(text.length >= 6, `${name} is too short to be searched for`);
  secrets.set(name, text);
  return text;
}

// `gives`: names of secrets that the answer holds on purpose. `as`: a token.
async function ask(method, path, { json, raw, type, as = server.token, gives = [], headers = {} } = {}) {
  const body = json === undefined ? raw : JSON.stringify(json);
  const answer = await fetch(server.url + path, { method, body, redirect: "manual", headers: { ...(body === undefined ? {} : { "Content-Type": type ?? "application/json" }), ...(as ? { Authorization: as } : {}), ...headers } });
  const text = await answer.text();
  said.push({ where: `${method} ${path.split("?")[0]}: ${answer.status}`, text: `${text}\n${[...answer.headers].join("\n")}`, mayHold: gives });
  return { status: answer.status, json: /^[[{]/.test(text) ? parsed(text) : null, text };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null; // lines of JSON
  }
}

const people = (path) => `/api/collections/people/${path}`;
const signIn = (identity, word, more = {}) => ask("POST", people("auth-with-password"), { as: "", json: { identity, password: word }, ...more });
const tokens = new Set(); // names
const keepToken = (name, { json }) => {
  tokens.add(name);
  return secret(name, json.token);
};
const mailToken = (mail, path) => new RegExp(`/${path}/(?:\\w+/)?([\\w.-]+)`).exec(mail.html)[1];

before(async () => {
  server = await startServer(undefined, [], { heard: (line) => !line.startsWith("{\"event\":\"ready\"") && said.push({ where: "output", text: line, mayHold: [] }) });
  sink = await startSink();
  provider = await startProvider();
  hook = createServer((request, response) => request.resume().on("end", () => response.end("thanks")));
  await new Promise((resolve) => hook.listen(0, "127.0.0.1", resolve));
  secret("superuser password", password);
  secret("superuser token", server.token);
  secret("provider client secret", provider.clientSecret);
});

after(async () => {
  stream?.close();
  await server.stop();
  await sink.stop();
  await provider.stop();
  hook.close();
});

describe("secrets go through", () => {
  it("settings", async () => {
    await new Promise((resolve) => setTimeout(resolve, 1100)); // tokens of one second are the same text
    await ask("POST", "/api/collections/_superusers/auth-with-password", { as: "", json: { identity: email, password }, gives: ["a token"] }).then((answer) => keepToken("signed-in superuser", answer));
    const settings = {
      smtp: { enabled: true, host: "127.0.0.1", port: sink.port, tls: false, username: "mailer", password: secret("SMTP password") },
      s3: { enabled: false, secret: secret("S3 secret"), accessKey: "ak" },
      backups: { s3: { secret: secret("backup S3 secret") } },
      batch: { enabled: true, maxRequests: 50, timeout: 3 },
      rateLimits: { enabled: false },
      logs: { minLevel: 0, logIP: true, logAuthId: true, maxDays: 5 },
    };
    await ask("PATCH", "/api/settings", { json: settings });
    await ask("PATCH", "/api/settings", { json: { smtp: { password: secrets.get("SMTP password"), port: -1 }, s3: { enabled: true, secret: secrets.get("S3 secret") } } });
    await ask("GET", "/api/settings");
    await ask("POST", "/api/settings/test/s3", { json: { filesystem: "storage" } });
    await ask("PATCH", "/api/socle/settings", { json: { accounts: { totp: { enabled: true, rememberDays: 30 }, magicLinks: { enabled: true }, sessions: { enabled: true }, guests: { enabled: true } }, metrics: { token: secret("metrics token") }, webhooks: { allowPrivate: true } } });
    await ask("GET", "/api/socle/settings");
    await ask("GET", "/api/socle/metrics", { as: secrets.get("metrics token") });
    await ask("POST", "/api/ai/providers", { json: { name: "hidden", kind: "openai", baseUrl: "http://127.0.0.1:1", apiKey: secret("AI key"), secrets: { apiKey: secrets.get("AI key") } } });
    await ask("GET", "/api/ai/providers");
    await ask("GET", "/api/ai/settings");
    await ask("POST", "/api/settings/apple/generate-client-secret", { json: { clientId: "c", teamId: "short", keyId: "1234567890", privateKey: `-----BEGIN PRIVATE KEY-----${secret("Apple key")}-----END PRIVATE KEY-----`, duration: 60 } });
  });

  it("collections", async () => {
    const oidc = { name: "oidc", clientId: provider.clientId, clientSecret: provider.clientSecret, authURL: `${provider.url}/auth`, tokenURL: `${provider.url}/token`, userInfoURL: `${provider.url}/user` };
    const collection = {
      name: "people", type: "auth", listRule: "", viewRule: "", createRule: "", updateRule: "id = @request.auth.id", deleteRule: "",
      authToken: { secret: secret("secret of auth tokens", "Zauthtokensecret".padEnd(40, "q")), duration: 3600 },
      oauth2: { enabled: true, providers: [oidc] }, otp: { enabled: true, duration: 180, length: 8 }, authAlert: { enabled: true },
      fields: [{ name: "password", type: "password", system: true, hidden: true, required: true, min: 8, cost: 4 }, { name: "name", type: "text" }, { name: "paper", type: "file", maxSelect: 1, protected: true }],
    };
    const made = await ask("POST", "/api/collections", { json: collection });
    assert.equal(made.status, 200, made.text);
    await ask("PATCH", "/api/collections/people", { json: { oauth2: { enabled: true, providers: [{ ...oidc, clientId: "" }] } } });
    await ask("PATCH", "/api/collections/people", { json: { authToken: { secret: "short", duration: 1 } } });
    await ask("POST", "/api/socle/schema/plan", { json: { collections: [collection] } });
    await ask("PUT", "/api/collections/import", { json: { collections: [collection] } });
    await ask("PATCH", "/api/collections/people", { json: { name: "people", deleteRule: null } });
    await ask("POST", "/api/socle/options", { json: {} });
    stream = await EventStream.open(server.url, { target: "/api/realtime", headers: {} });
    await stream.until(() => stream.messages.length > 0, 5000);
    const { clientId } = stream.messages[0].data;
    await ask("POST", "/api/realtime", { json: { clientId, subscriptions: ["people/*", "_superusers/*", "_otps/*", "_mfas/*", "_externalAuths/*", "_authOrigins/*", "_apiKeys/*", "_webhooks/*", "_audit/*", "_webhookDeliveries/*"] } });
    await ask("POST", "/api/collections/_webhooks/records", { json: { name: "hook", url: `http://127.0.0.1:${hook.address().port}/hook`, events: ["*"], secret: secret("webhook secret"), headers: {}, active: true } });
  });

  it("accounts and their passwords", async () => {
    const word = secret("password");
    const bodies = [
      [{ email: "ann@example.com", password: word, passwordConfirm: word, verified: true }, server.token],
      [{ email: "ann@example.com", password: word, passwordConfirm: word }, ""], // taken
      [{ email: "nope", password: word, passwordConfirm: secret("mismatch") }, ""],
      [{ email: "x@example.com", password: 5, passwordConfirm: word }, ""],
      [{ email: "y@example.com", password: secret("short", "Zq9sho"), passwordConfirm: "Zq9sho" }, ""],
      [{ email: "bob@example.com", password: secret("bob's password"), passwordConfirm: secrets.get("bob's password"), tokenKey: secret("token key", "Ztokenkey".padEnd(50, "k")) }, server.token],
    ];
    for (const [json, as] of bodies) await ask("POST", people("records"), { json, as });
    await ask("POST", people("records"), { raw: `{"email":"z@example.com","password":"${word}`, as: "" });
    await ask("POST", people("records"), { raw: `password=${word}`, type: "text/plain", as: "" });
    await ask("POST", "/api/batch", { json: { requests: [{ method: "POST", url: people("records"), body: bodies[1][0] }, { method: "GET", url: "/x", headers: { Authorization: server.token } }] } });
    for (const wrong of [secret("wrong password"), 7]) await ask("POST", people("auth-with-password"), { as: "", json: { identity: "ann@example.com", password: wrong } });
    await signIn("nobody@example.com", secrets.get("wrong password"));
    const first = await signIn("ann@example.com", word, { gives: ["a token"] });
    keepToken("token", first);
    keepToken("refreshed token", await ask("POST", people("auth-refresh"), { as: secrets.get("token"), gives: ["a token"] }));
    await signIn("ann@example.com", word, { gives: ["a token"], headers: { "User-Agent": "another device" } }).then((answer) => keepToken("second token", answer));
    await sink.next("ann@example.com"); // the alert
    await ask("GET", people("records"), { as: "not.a.token" });
    await ask("PATCH", people(`records/${first.json.record.id}`), { as: secrets.get("token"), json: { oldPassword: secret("wrong old password"), password: secret("next password"), passwordConfirm: secrets.get("next password") } });
    await ask("POST", people(`impersonate/${first.json.record.id}`), { json: { duration: 600 }, gives: ["a token"] }).then((answer) => keepToken("impersonation token", answer));
    const form = new FormData();
    form.set("paper", new Blob(["x"]), "paper.txt");
    await fetch(`${server.url}${people(`records/${first.json.record.id}`)}`, { method: "PATCH", body: form, headers: { Authorization: secrets.get("token") } });
    const file = await ask("POST", "/api/files/token", { as: secrets.get("token"), gives: ["a token"] });
    keepToken("file token", file);
    const { json } = await ask("GET", people(`records/${first.json.record.id}`));
    await ask("GET", `/api/files/people/${json.id}/${json.paper}?token=${file.json.token}&download=1`);
    await ask("GET", `/api/files/people/${json.id}/nope.txt?thumb=1x1&token=${file.json.token}`, { headers: { Referer: `http://app.example/?token=${file.json.token}` } });
    await ask("GET", `/api/backups/nope.zip?token=${secrets.get("superuser token")}`, { as: "" });
  });

  it("mails and what they carry", async () => {
    await ask("POST", people("request-verification"), { as: "", json: { email: "bob@example.com" } });
    const verify = secret("verification token", mailToken(await sink.next("bob@example.com"), "confirm-verification"));
    await ask("POST", people("confirm-verification"), { as: "", json: { token: `${verify}x` } });
    await ask("POST", people("confirm-verification"), { as: "", json: { token: verify } });
    await ask("POST", people("request-otp"), { as: "", json: { email: "ann@example.com" } }).then(async ({ json: { otpId } }) => {
      const code = secret("one-time password", /<strong>(\d{8})<\/strong>/.exec((await sink.next("ann@example.com")).html)[1]);
      await ask("POST", people("auth-with-otp"), { as: "", json: { otpId, password: "00000000" } });
      keepToken("token by one-time password", await ask("POST", people("auth-with-otp"), { as: "", json: { otpId, password: code }, gives: ["a token"] }));
    });
    await ask("POST", people("request-magic-link"), { as: "", json: { email: "ann@example.com" } });
    const link = secret("sign-in link", mailToken(await sink.next("ann@example.com"), "magic-link"));
    await ask("POST", people("auth-with-magic-link"), { as: "", json: { token: `${link}x` } });
    keepToken("token by link", await ask("POST", people("auth-with-magic-link"), { as: "", json: { token: link }, gives: ["a token"] }));
    await ask("POST", people("request-email-change"), { as: secrets.get("token by link"), json: { newEmail: "ann2@example.com" } });
    const change = secret("e-mail change token", mailToken(await sink.next("ann2@example.com"), "confirm-email-change"));
    await ask("POST", people("confirm-email-change"), { as: "", json: { token: change, password: secret("wrong at e-mail change") } });
    await ask("POST", people("request-password-reset"), { as: "", json: { email: "ann@example.com" } });
    const reset = secret("reset token", mailToken(await sink.next("ann@example.com"), "confirm-password-reset"));
    await ask("POST", people("confirm-password-reset"), { as: "", json: { token: reset, password: secret("reset password"), passwordConfirm: "other" } });
    await ask("POST", people("confirm-password-reset"), { as: "", json: { token: reset, password: secrets.get("reset password"), passwordConfirm: secrets.get("reset password") } });
    await ask("POST", "/api/settings/test/email", { json: { email: "t@example.com", template: "otp", collection: "people" } });
    sink.refuseWith = "550 no";
    await ask("POST", people("request-otp"), { as: "", json: { email: "bob@example.com" } });
    await ask("POST", "/api/settings/test/email", { json: { email: "t@example.com", template: "otp" } });
    sink.refuseWith = "";
  });

  it("second factors", async () => {
    const as = keepToken("token for the app", await signIn("bob@example.com", secrets.get("bob's password"), { gives: ["a token"] }));
    const { json } = await ask("POST", "/api/socle/totp", { as, gives: ["app secret"] });
    secret("app secret", json.secret);
    await ask("POST", "/api/socle/totp/confirm", { as, json: { code: "000000" } });
    const codes = await ask("POST", "/api/socle/totp/confirm", { as, json: { code: totp(json.secret) }, gives: ["recovery code 1", "recovery code 2"] });
    codes.json.recoveryCodes.slice(0, 2).forEach((code, i) => secret(`recovery code ${i + 1}`, code));
    const { json: { mfaId } } = await signIn("bob@example.com", secrets.get("bob's password"));
    await ask("POST", people("auth-with-totp"), { as: "", json: { mfaId, code: "nonsense" } });
    keepToken("token by recovery code", await ask("POST", people("auth-with-totp"), { as: "", json: { mfaId, code: codes.json.recoveryCodes[0] }, gives: ["a token"] }));
    const second = await signIn("bob@example.com", secrets.get("bob's password"));
    const remembered = await ask("POST", people("auth-with-totp"), { as: "", json: { mfaId: second.json.mfaId, code: totp(json.secret, 1), rememberDevice: true }, gives: ["a token", "device token"] });
    keepToken("token of a remembered device", remembered);
    secret("device token", remembered.json.deviceToken);
    keepToken("token with a remembered device", await signIn("bob@example.com", secrets.get("bob's password"), { headers: { "Socle-Device": remembered.json.deviceToken }, gives: ["a token"] }));
    await ask("GET", "/api/socle/devices", { as: remembered.json.token });
    await ask("GET", "/api/socle/sessions", { as: remembered.json.token });
    const guest = await ask("POST", people("auth-as-guest"), { as: "", json: {}, gives: ["a token"] });
    keepToken("guest's token", guest);
    await ask("POST", people("upgrade-guest"), { as: guest.json.token, json: { email: "was-guest@example.com", password: secret("guest's password"), passwordConfirm: "other" } });
  });

  it("providers", async () => {
    const { json } = await ask("GET", people("auth-methods"), { as: "", gives: ["code verifier"] });
    const [offer] = json.oauth2.providers;
    secret("code verifier", offer.codeVerifier);
    const { code, redirect } = provider.authorize(offer.authURL, { sub: "u1", email: "cid@provider.example", email_verified: true });
    secret("provider code", code);
    await ask("GET", `/api/oauth2-redirect?state=nobody&code=${code}`, { as: "" });
    await ask("POST", people("auth-with-oauth2"), { as: "", json: { provider: "oidc", code: "wrong", codeVerifier: offer.codeVerifier, redirectURL: redirect } });
    const answer = await ask("POST", people("auth-with-oauth2"), { as: "", json: { provider: "oidc", code, codeVerifier: offer.codeVerifier, redirectURL: redirect }, gives: ["a token", "provider access token", "provider refresh token"] });
    assert.equal(answer.status, 200, answer.text);
    keepToken("token by provider", answer);
    secret("provider access token", answer.json.meta.accessToken);
    secret("provider refresh token", answer.json.meta.refreshToken);
  });

  it("keys", async () => {
    const made = await ask("POST", "/api/collections/_apiKeys/records", { json: { name: "k", scopes: ["people:list"], actsAs: { superuser: true } }, gives: ["API key"] });
    const key = secret("API key", made.json.secret);
    await ask("GET", people("records"), { as: key });
    await ask("GET", "/api/settings", { as: key });
    await ask("GET", people(`records?filter=${encodeURIComponent("nope = 1")}`), { as: `Bearer ${key}` });
    await ask("PATCH", `/api/collections/_apiKeys/records/${made.json.id}`, { json: { revoked: true } });
    await ask("GET", people("records"), { as: key });
  });

  it("and are in nothing that can be read afterwards", async () => {
    const collections = await ask("GET", "/api/collections?perPage=500");
    for (const { name, type } of collections.json.items) {
      await ask("GET", `/api/collections/${name}/records?perPage=500`);
      await ask("GET", `/api/collections/${name}/records?perPage=500&fields=*,password,tokenKey,secret,hash`);
      await ask("GET", `/api/collections/${name}/revisions`);
      for (const format of ["csv", "ndjson", "json"]) await ask("GET", `/api/collections/${name}/export?format=${format}`);
      if (type === "auth") await ask("GET", `/api/collections/${name}/records?filter=${encodeURIComponent("password != '' || tokenKey != ''")}`, { as: "" });
    }
    for (const path of ["/api/settings", "/api/socle/settings", "/api/socle/openapi.json", "/api/socle/types", "/api/socle/schema/history", "/api/backups", "/api/crons", "/api/socle/mails?none", "/api/socle/accounts/locked", "/api/socle/sessions", "/api/socle/devices", "/api/socle/jobs", "/api/ai/providers", "/api/ai/settings", "/api/collections/meta/scaffolds", "/api/socle/files", "/api/socle/metrics"]) {
      await ask("GET", path, { gives: path.startsWith("/api/socle/mails") ? [...secrets.keys()] : [] });
    }
    await new Promise((resolve) => setTimeout(resolve, 3500)); // logs and the trail are written in batches
    for (let page = 1; page < 4; page += 1) await ask("GET", `/api/logs?perPage=500&page=${page}`);
    await ask("GET", "/api/collections/_audit/records?perPage=500");
    await ask("GET", "/api/collections/_webhookDeliveries/records?perPage=500");
    for (const { text } of stream.messages) said.push({ where: "an event", text, mayHold: [] });
    const dump = spawnSync("sqlite3", [join(server.dir, "data", "auxiliary.db"), ".dump"], { encoding: "utf8", maxBuffer: 1 << 28 });
    assert.equal(dump.status, 0, dump.stderr);
    assert.ok(dump.stdout.includes("auth-with-password"), "the log database is empty");
    said.push({ where: "the log database", text: dump.stdout, mayHold: [] });
    assert.ok(said.some(({ where }) => where === "output"), "the server said nothing");
    assert.ok(stream.messages.length > 10, "the stream heard nothing");

    const leaks = new Set();
    for (const { where, text, mayHold } of said) {
      for (const [name, value] of secrets) {
        const isHere = [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)].some((form) => text.includes(form));
        const isExpected = mayHold.includes(name) || (tokens.has(name) && mayHold.includes("a token"));
        if (isHere && !isExpected) leaks.add(`${name} in ${where}`);
      }
    }
    assert.deepEqual([...leaks], []);
    assert.ok(secrets.size > 30 && said.length > 150, `${secrets.size} secrets, ${said.length} texts`);
  });
});
