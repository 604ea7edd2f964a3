// One folder, two servers in turn: accounts that the peer made sign in here and the reverse; tokens, one-time passwords, second factors, links of
// providers and known places of one server are those of the other.
//
//   node tests/roundtrip/accounts.mjs [binary build/dev/bin/socle] [peer /opt/oracle/pocketbase] [port 24800]
//
// Exit status 1 with the first step that went otherwise.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProvider } from "../support/oauthProvider.mjs";
import { startSink } from "../support/smtpSink.mjs";

const binary = process.argv[2] ?? "build/dev/bin/socle";
const peer = process.argv[3] ?? "/opt/oracle/pocketbase";
const port = Number(process.argv[4] ?? 24800);
const url = `http://127.0.0.1:${port}`;
const dir = join(await mkdtemp(join(tmpdir(), "socle-accounts-")), "pb_data");
const root = { identity: "root@example.com", password: "correct-horse-battery" };
const word = "right-password";

const call = async (method, path, { json, token, headers = {} } = {}) => {
  const answer = await fetch(url + path, { method, body: json && JSON.stringify(json), headers: { "User-Agent": "first device", ...(json ? { "Content-Type": "application/json" } : {}), ...(token ? { Authorization: token } : {}), ...headers } });
  const text = await answer.text();
  return { status: answer.status, text, json: /^[[{]/.test(text) ? JSON.parse(text) : null };
};
const ask = async (what, method, path, options = {}, status = [200, 204]) => {
  const answer = await call(method, path, options);
  assert.ok([status].flat().includes(answer.status), `${what}: ${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.json;
};

async function serve(command, args) {
  const child = spawn(command, args, { stdio: "ignore" });
  for (let tries = 0; ; tries += 1) {
    try {
      await fetch(`${url}/api/health`);
      break;
    } catch (error) {
      if (tries > 400 || child.exitCode !== null) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return {
    name: command.includes("pocketbase") ? "the peer" : "Socle",
    stop: () => new Promise((resolve) => {
      child.once("exit", resolve);
      child.kill("SIGTERM");
    }),
  };
}
const startPeer = () => serve(peer, ["serve", "--http", `127.0.0.1:${port}`, "--dir", dir]);
const startSocle = () => serve(binary, ["serve", "--http", `127.0.0.1:${port}`, "--dir", dir]);

const people = (action) => `/api/collections/people/${action}`;
const signIn = (who, more = {}) => ({ json: { identity: `${who}@example.com`, password: word, ...more } });
const sink = await startSink();
const provider = await startProvider();
const digits = async (to) => /<strong>(\d{6})<\/strong>/.exec((await sink.next(to)).html)[1];

async function byProvider(who, { token } = {}) {
  const { oauth2 } = await ask("offers", "GET", people("auth-methods"));
  const { code, redirect } = provider.authorize(oauth2.providers[0].authURL, { sub: `id-of-${who}`, email: `${who}@example.com`, email_verified: true });
  return ask(`${who} by the provider`, "POST", people("auth-with-oauth2"), { token, json: { provider: "oidc", code, codeVerifier: oauth2.providers[0].codeVerifier, redirectURL: redirect } });
}

// What one server leaves for the other.
async function leave(server, who) {
  const admin = (await ask("superuser", "POST", "/api/collections/_superusers/auth-with-password", { json: root })).token;
  await ask("a record", "POST", people("records"), { token: admin, json: { email: `${who}@example.com`, password: word, passwordConfirm: word, verified: true } });
  await ask("a record", "POST", people("records"), { token: admin, json: { email: `${who}.linked@example.com`, password: word, passwordConfirm: word, verified: true } });
  const left = { admin, who, ...(await ask("password", "POST", people("auth-with-password"), signIn(who))) };
  left.file = (await ask("file token", "POST", "/api/files/token", { token: left.token })).token;
  left.static = (await ask("impersonation", "POST", people(`impersonate/${left.record.id}`), { token: admin, json: { duration: 3600 } })).token;
  await byProvider(`${who}.linked`);
  await ask("request", "POST", people("request-otp"), { json: { email: `${who}@example.com` } });
  left.otpId = (await ask("request", "POST", people("request-otp"), { json: { email: `${who}@example.com` } })).otpId;
  await sink.next(`${who}@example.com`);
  left.digits = await digits(`${who}@example.com`);
  await ask("reset", "POST", people("request-password-reset"), { json: { email: `${who}@example.com` } });
  left.reset = /confirm-password-reset\/([\w.-]+)/.exec((await sink.next(`${who}@example.com`)).html)[1];
  await ask("a second factor", "PATCH", "/api/collections/people", { token: admin, json: { mfa: { enabled: true, duration: 600, rule: "" } } });
  left.mfaId = (await ask("first factor", "POST", people("auth-with-password"), signIn(who), 401)).mfaId;
  console.log(`${server.name} left ${who}`);
  return left;
}

async function take(server, left) {
  const { who } = left;
  await ask("the superuser's token", "GET", "/api/settings", { token: left.admin });
  for (const token of [left.token, left.static]) assert.equal((await ask("token", "POST", people("auth-refresh"), { token })).record.id, left.record.id);
  await ask("nobody's token", "POST", people("auth-refresh"), { token: left.token.slice(0, -3) + "abc" }, 401);
  await ask("a file token is none", "POST", people("auth-refresh"), { token: left.file }, 401);
  const second = await ask("second factor", "POST", people("auth-with-otp"), { json: { otpId: left.otpId, password: left.digits, mfaId: left.mfaId } });
  assert.equal(second.record.id, left.record.id);
  await ask("no second factor any more", "PATCH", "/api/collections/people", { token: left.admin, json: { mfa: { enabled: false } } });
  await ask("wrong password", "POST", people("auth-with-password"), signIn(who, { password: "wrong-password" }), 400);
  assert.equal((await ask("password", "POST", people("auth-with-password"), signIn(who))).record.id, left.record.id);
  const linked = await byProvider(`${who}.linked`);
  assert.equal(linked.meta.isNew, false);
  sink.mails.length = 0;
  await ask("a place the other server knows", "POST", people("auth-with-password"), signIn(who));
  assert.ok(await sink.waitForCount(0), "a known place alerted");
  await ask("a new place", "POST", people("auth-with-password"), { ...signIn(who), headers: { "User-Agent": `new to ${server.name}` } });
  assert.match((await sink.next(`${who}@example.com`)).html, /new to/);
  await ask("reset", "POST", people("confirm-password-reset"), { json: { token: left.reset, password: "reset-password", passwordConfirm: "reset-password" } });
  await ask("tokens end", "POST", people("auth-refresh"), { token: left.token }, 401);
  await ask("new password", "POST", people("auth-with-password"), signIn(who, { password: "reset-password" }));
  console.log(`${server.name} took ${who}`);
}

let server;
try {
  assert.equal(spawnSync(peer, ["superuser", "upsert", root.identity, root.password, "--dir", dir]).status, 0);
  server = await startPeer();
  const { token } = await ask("superuser", "POST", "/api/collections/_superusers/auth-with-password", { json: root });
  await ask("settings", "PATCH", "/api/settings", { token, json: { smtp: { enabled: true, host: "127.0.0.1", port: sink.port, tls: false }, rateLimits: { enabled: false } } });
  await ask("collection", "POST", "/api/collections", { token, json: {
    name: "people", type: "auth", otp: { enabled: true, duration: 300, length: 6 }, authAlert: { enabled: true },
    oauth2: { enabled: true, providers: [{ name: "oidc", clientId: provider.clientId, clientSecret: provider.clientSecret, authURL: `${provider.url}/auth`, tokenURL: `${provider.url}/token`, userInfoURL: `${provider.url}/user` }] },
  } });
  const fromPeer = await leave(server, "ann");
  await server.stop();
  server = await startSocle();
  await take(server, fromPeer);
  const fromSocle = await leave(server, "bob");
  await server.stop();
  server = await startPeer();
  await take(server, fromSocle);
  console.log("accounts go from one server to the other and back");
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await server?.stop();
  await sink.stop();
  await provider.stop();
  await rm(join(dir, ".."), { recursive: true, force: true });
}
