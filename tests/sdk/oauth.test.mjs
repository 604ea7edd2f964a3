// OAuth2 and OpenID Connect through the official SDK, with a real provider on loopback that verifies PKCE, credentials and redirects and signs
// ID tokens: accounts made, found, linked and unlinked; what is refused; the redirect over the realtime connection. Played against PocketBase
// as well.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { EventSource } from "eventsource";
import { startProvider } from "../support/oauthProvider.mjs";
import { clientOf, refusal } from "./helpers.mjs";
import { email, password, startServer } from "./server.mjs";

globalThis.EventSource = EventSource;

const isPeer = Boolean(process.env.SOCLE_SDK_URL);
const people = `people_${Math.random().toString(36).slice(2, 8)}`;
const secret = "correct-horse-1";
let server;
let provider;
let admin;
let counter = 0;

const client = () => clientOf(server.url);

async function person(values = {}) {
  counter += 1;
  return admin.collection(people).create({ email: `p${counter}@example.com`, password: secret, passwordConfirm: secret, name: `P <${counter}>`, ...values });
}

const configure = (values) => admin.collections.update(people, values);

before(async () => {
  server = await startServer();
  provider = await startProvider();
  admin = client();
  await admin.collection("_superusers").authWithPassword(email, password);
  await admin.settings.update({ smtp: { enabled: false }, rateLimits: { enabled: false } });
  await admin.collections.create({
    name: people, type: "auth",
    fields: [{ name: "password", type: "password", system: true, hidden: true, required: true, min: 8, cost: 4 }, { name: "name", type: "text" }, { name: "avatar", type: "file", maxSelect: 1 }],
    listRule: "id = @request.auth.id", viewRule: "id = @request.auth.id", createRule: "", updateRule: "id = @request.auth.id",
    authAlert: { enabled: false },
  });
});

after(async () => {
  await admin.collections.delete(people).catch(() => {});
  await server.stop();
  await provider.stop();
});

describe("providers", () => {
  const linked = (record) => admin.collection("_externalAuths").getFullList({ filter: `recordRef="${record.id}"` });
  const oidc = (values = {}) => ({
    name: "oidc", clientId: provider.clientId, clientSecret: provider.clientSecret, displayName: "Loopback",
    authURL: `${provider.url}/authorize`, tokenURL: `${provider.url}/token`, userInfoURL: `${provider.url}/user`, pkce: true, extra: null, ...values,
  });
  const offer = async (values) => {
    await configure({ oauth2: { enabled: true, providers: [oidc(values)], mappedFields: { name: "name", avatarURL: "avatar" } } });
    return (await client().collection(people).listAuthMethods()).oauth2.providers[0];
  };
  const signIn = async (user, { pb = client(), verifier, createData, values } = {}) => {
    const offered = await offer(values);
    const { code, redirect } = provider.authorize(offered.authURL, user);
    return pb.collection(people).authWithOAuth2Code("oidc", code, verifier ?? offered.codeVerifier, redirect, createData);
  };
  after(() => configure({ oauth2: { enabled: false } }));

  it("are listed for superusers", async () => {
    const all = await admin.send("/api/collections/meta/oauth2-providers", {});
    assert.equal(all.length, 32);
    assert.deepEqual(all.slice(0, 3).map((one) => one.name), ["apple", "google", "microsoft"]);
    assert.deepEqual(Object.keys(all[0]).sort(), ["displayName", "logo", "name"]);
    assert.equal((await refusal(client().send("/api/collections/meta/oauth2-providers", {}))).status, 401);
  });

  it("are offered with PKCE and an open redirect_uri", async () => {
    const offered = await offer();
    const url = new URL(offered.authURL);
    assert.deepEqual([...url.searchParams.keys()], ["client_id", "code_challenge", "code_challenge_method", "response_type", "scope", "state", "redirect_uri"]);
    assert.ok(offered.authURL.endsWith("&redirect_uri="));
    assert.match(offered.authURL, /client_id=client\+1&/);
    assert.match(offered.authURL, /scope=openid\+email\+profile&/);
    assert.equal(offered.displayName, "Loopback");
    assert.equal(offered.state.length, 30);
    assert.equal(offered.codeVerifier.length, 43);
    assert.equal(url.searchParams.get("state"), offered.state);
  });

  it("make an account, and find it again", async () => {
    const user = { sub: "u1", name: "Ann O.", preferred_username: "ann", email: "ann@provider.example", email_verified: true, picture: `${provider.url}/avatar.png` };
    const made = await signIn(user, { createData: { emailVisibility: true } });
    assert.equal(made.meta.isNew, true);
    assert.equal(made.meta.id, "u1");
    assert.equal(made.meta.email, "ann@provider.example");
    assert.equal(made.meta.avatarURL, made.meta.avatarUrl);
    assert.match(made.meta.expiry, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.deepEqual(made.meta.rawUser, user);
    assert.equal(made.record.name, "Ann O.");
    assert.equal(made.record.verified, true);
    assert.equal(made.record.avatar, ""); // an avatar on loopback is not fetched
    assert.equal(provider.seen.filter((one) => one.path === "/avatar.png").length, 0);
    const again = await signIn({ ...user, email: "changed@provider.example" });
    assert.equal(again.meta.isNew, false);
    assert.equal(again.record.id, made.record.id);
    assert.equal((await linked(made.record)).length, 1);
    const own = client();
    own.authStore.save(again.token, again.record);
    assert.equal((await own.collection(people).listExternalAuths(made.record.id)).length, 1);
    assert.equal(await own.collection(people).unlinkExternalAuth(made.record.id, "oidc"), true);
    assert.equal((await linked(made.record)).length, 0);
  });

  it("refuse a wrong verifier, a used code, an unknown provider", async () => {
    const user = { sub: "u2", email: "u2@provider.example", email_verified: true };
    const wrong = await refusal(signIn(user, { verifier: "x".repeat(43) }));
    assert.equal(wrong.response.message, "Failed to fetch OAuth2 token.");
    const unknown = await refusal(client().collection(people).authWithOAuth2Code("nope", "c", "v", "http://x"));
    assert.equal(unknown.response.message, "An error occurred while loading the submitted data.");
    assert.equal(unknown.response.data.provider.code, "validation_invalid_provider");
  });

  it("refuse a code that was used or goes to another place", async () => {
    const user = { sub: "u2", email: "u2@provider.example", email_verified: true };
    const offered = await offer();
    const { code, redirect } = provider.authorize(offered.authURL, user);
    const exchange = (to, more = {}) => client().collection(people).authWithOAuth2Code("oidc", code, offered.codeVerifier, to, {}, more);
    assert.equal((await refusal(exchange("http://elsewhere.example/"))).response.message, "Failed to fetch OAuth2 token.");
    assert.ok((await exchange(redirect)).token);
    assert.equal((await refusal(exchange(redirect))).response.message, "Failed to fetch OAuth2 token.");
  });

  it("are in trouble", async () => {
    const user = { sub: "u9", email: "u9@provider.example", email_verified: true };
    for (const [answer, message] of [
      [{ path: "/token", status: 500, body: {} }, "token"],
      [{ path: "/token", status: 200, body: { error: "invalid_grant", access_token: "x" } }, "token"],
      [{ path: "/token", status: 200, body: { token_type: "bearer" } }, "token"],
      [{ path: "/token", status: 200, body: "<html>", type: "text/html" }, "token"],
      [{ path: "/user", status: 403, body: {} }, "user"],
      [{ path: "/user", status: 200, body: "<html>", type: "text/html" }, "user"],
      [{ path: "/user", status: 200, body: { ...user, sub: 5 } }, "user"],
      [{ path: "/user", status: 200, body: [] }, "user"],
    ]) {
      provider.trouble = answer;
      const outcome = await signIn(user).then(() => "signed in", (error) => error.response.message);
      provider.trouble = null;
      assert.equal(outcome, `Failed to fetch OAuth2 ${message}.`, JSON.stringify(answer));
    }
    const nameless = await refusal(signIn({ sub: "", email: "u9@provider.example", email_verified: true }));
    assert.equal(nameless.response.data.providerId.code, "validation_required");
  });

  it("take the client's credentials in the body too, and answers as forms", async () => {
    Object.assign(provider.options, { bodyCredentials: true, asForm: true });
    assert.ok((await signIn({ sub: "u10", email: "u10@provider.example", email_verified: true })).token);
    Object.assign(provider.options, { bodyCredentials: false, asForm: false });
  });

  it("do not sign in where the rule says no, though the account is made", async () => {
    await configure({ authRule: "@request.context != 'oauth2'" });
    const user = { sub: "u11", email: "u11@provider.example", email_verified: true };
    assert.equal((await refusal(signIn(user))).status, 403);
    await configure({ authRule: "" });
    assert.equal((await signIn(user)).meta.isNew, false);
  });

  it("obey the rule of who may make accounts", async () => {
    await configure({ createRule: null });
    assert.equal((await refusal(signIn({ sub: "u12", email: "u12@provider.example", email_verified: true }))).status, 403);
    await configure({ createRule: "@request.context = 'oauth2' && @request.body.name = 'Cid'" });
    assert.equal((await refusal(signIn({ sub: "u12", name: "Bob", email: "u12@provider.example", email_verified: true }))).response.message, "Failed to create record.");
    assert.equal((await signIn({ sub: "u12", name: "Cid", email: "u12@provider.example", email_verified: true })).record.name, "Cid");
    await configure({ createRule: "" });
  });

  it("sign in with whoever is linked, not with whoever asks", async () => {
    const [ann, bob] = [await person({ verified: true }), await person({ verified: true })];
    const pb = async (record) => {
      const own = client();
      await own.collection(people).authWithPassword(record.email, secret);
      return own;
    };
    const user = { sub: "u13", email: "u13@provider.example", email_verified: true };
    assert.equal((await signIn(user, { pb: await pb(ann) })).record.id, ann.id);
    assert.equal((await signIn(user, { pb: await pb(bob) })).record.id, ann.id);
    const [link] = await linked(ann);
    await assert.rejects((await pb(bob)).collection("_externalAuths").delete(link.id), { status: 404 });
    assert.equal(await (await pb(ann)).collection(people).unlinkExternalAuth(ann.id, "oidc"), true);
    assert.equal((await signIn(user, { pb: await pb(bob) })).record.id, bob.id);
  });

  it("ask for a nonce when told to", { skip: isPeer && "only Socle has it" }, async () => {
    const now = Math.floor(Date.now() / 1000);
    const values = { userInfoURL: "", extra: { jwksURL: `${provider.url}/jwks`, nonce: true } };
    const withNonce = async (nonceOf) => {
      const offered = await offer(values);
      const asked = new URL(offered.authURL).searchParams.get("nonce");
      assert.match(asked, /^[\w-]{43}$/);
      const claims = { aud: provider.clientId, sub: "u14", email: "u14@provider.example", email_verified: true, exp: now + 60, ...nonceOf(asked) };
      const { code, redirect } = provider.authorize(offered.authURL, { tokenExtra: { id_token: provider.sign(claims) } });
      return client().collection(people).authWithOAuth2Code("oidc", code, offered.codeVerifier, redirect);
    };
    const old = new URL((await offer(values)).authURL).searchParams.get("nonce");
    for (const wrong of [() => ({}), () => ({ nonce: "" }), () => ({ nonce: old }), () => ({ nonce: 5 })]) {
      assert.equal((await refusal(withNonce(wrong))).response.message, "Failed to fetch OAuth2 user.");
    }
    assert.equal((await withNonce((nonce) => ({ nonce }))).meta.id, "u14");
  });

  it("need a verified address to make an account", async () => {
    const error = await refusal(signIn({ sub: "u3", email: "u3@provider.example", email_verified: false }));
    assert.equal(error.status, 400);
    assert.equal(error.response.data.email.code, "validation_required");
  });

  it("take over an unverified account with the same address, without its password", async () => {
    const record = await person();
    const signedIn = await signIn({ sub: "u4", email: record.email, email_verified: "true" });
    assert.equal(signedIn.record.id, record.id);
    assert.equal(signedIn.record.verified, true);
    assert.equal((await refusal(client().collection(people).authWithPassword(record.email, secret))).status, 400);
  });

  it("link to whoever is signed in", async () => {
    const record = await person({ verified: true });
    const pb = client();
    await pb.collection(people).authWithPassword(record.email, secret);
    const signedIn = await signIn({ sub: "u5", email: "else@provider.example", email_verified: true }, { pb });
    assert.equal(signedIn.record.id, record.id);
    assert.equal(signedIn.record.email, record.email);
    assert.ok((await client().collection(people).authWithPassword(record.email, secret)).token);
    const second = await refusal(signIn({ sub: "u6", email: "", email_verified: false }, { pb }));
    assert.equal(second.response.message, "Failed to authenticate.");
    assert.equal(second.response.data.provider.code, "validation_not_unique");
  });

  it("read ID tokens and check their keys", async () => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: "https://issuer.example", aud: provider.clientId, sub: "u7", email: "u7@provider.example", email_verified: true, iat: now, exp: now + 60 };
    const values = { userInfoURL: "", extra: { jwksURL: `${provider.url}/jwks`, issuers: ["https://issuer.example"] } };
    const withToken = (token) => ({ tokenExtra: { id_token: token } });
    const made = await signIn(withToken(provider.sign(claims)), { values });
    assert.equal(made.meta.id, "u7");
    assert.ok(await signIn(withToken(provider.sign(claims, { kid: "d1", alg: "EdDSA" })), { values }));
    if (!isPeer) assert.ok(await signIn(withToken(provider.sign(claims, { kid: "e1", alg: "ES256" })), { values })); // EC keys are ours
    for (const [what, token] of Object.entries({
      "wrong key": provider.sign(claims, { wrongKey: true }),
      "unknown kid": provider.sign(claims, { kid: "zz" }),
      "another algorithm": provider.sign(claims, { kid: "e1" }),
      expired: provider.sign({ ...claims, exp: now - 400 }),
      "for somebody else": provider.sign({ ...claims, aud: "other" }),
      "another issuer": provider.sign({ ...claims, iss: "https://evil.example" }),
      "not yet": provider.sign({ ...claims, iat: now + 400 }),
    })) {
      assert.equal((await refusal(signIn(withToken(token), { values }))).response.message, "Failed to fetch OAuth2 user.", what);
    }
  });

  it("come back through the realtime connection", async () => {
    await offer();
    const pb = client();
    const outcomes = [];
    const signedIn = await pb.collection(people).authWithOAuth2({
      provider: "oidc",
      urlCallback: async (url) => {
        const at = new URL(url);
        const { code } = provider.authorize(url.replace(/redirect_uri=[^&]*$/, "redirect_uri="), { sub: "u8", email: "u8@provider.example", email_verified: true }, at.searchParams.get("redirect_uri"));
        const back = `${server.url}/api/oauth2-redirect?code=${code}`;
        outcomes.push(await (await fetch(`${back}&state=wrong`, { redirect: "manual" })).text());
        outcomes.push(await (await fetch(`${back}&state=${at.searchParams.get("state")}`, { redirect: "manual" })).text());
        outcomes.push(await (await fetch(`${back}&state=${at.searchParams.get("state")}`, { redirect: "manual" })).text());
      },
    });
    assert.equal(signedIn.record.email, "u8@provider.example");
    if (!isPeer) {
      assert.match(outcomes[0], /^Failed to authenticate/);
      assert.match(outcomes[1], /^Auth completed/);
      assert.match(outcomes[2], /^Failed to authenticate/);
    }
  });
});
