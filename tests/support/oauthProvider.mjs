// An OAuth2 and OpenID Connect provider on loopback: issues codes, verifies PKCE and the client's credentials, signs ID tokens.
//
// startProvider({bodyCredentials, asForm}) -> { url, clientId, clientSecret, authorize(authURL, user), seen, options, trouble, keys,
// sign(claims, how), stop() }. `trouble` = {path, status, body, type} is answered there instead of the right thing.
// `authorize` plays the person at the browser: it reads the auth URL as the provider would and gives {code, state, redirect}.
import { createHash, createSign, generateKeyPairSync, randomBytes, sign as signRaw } from "node:crypto";
import { createServer } from "node:http";

const b64 = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

export async function startProvider(options = {}) {
  const clientId = "client 1";
  const clientSecret = "s3cret/&";
  const codes = new Map(); // code -> {user, challenge, redirect}
  const tokens = new Map(); // access token -> user
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ed = generateKeyPairSync("ed25519");
  const jwk = (pair, kid, alg) => ({ ...pair.publicKey.export({ format: "jwk" }), kid, alg, use: "sig" });
  const provider = { clientId, clientSecret, options, trouble: null, seen: [], jwks: { keys: [jwk(rsa, "r1", "RS256"), jwk(ec, "e1", "ES256"), jwk(ed, "d1", "EdDSA")] } };

  /** A signed ID token; how = {kid, alg, wrongKey}. */
  provider.sign = (claims, how = {}) => {
    const { kid = "r1", alg = "RS256" } = how;
    const head = `${b64({ alg, kid, typ: "JWT" })}.${b64(claims)}`;
    if (alg === "ES256") {
      const signature = createSign("SHA256").update(head).sign({ key: ec.privateKey, dsaEncoding: "ieee-p1363" });
      return `${head}.${signature.toString("base64url")}`;
    }
    if (alg === "EdDSA") return `${head}.${signRaw(null, Buffer.from(head), ed.privateKey).toString("base64url")}`;
    const key = how.wrongKey ? other.privateKey : rsa.privateKey;
    return `${head}.${createSign("SHA256").update(head).sign(key).toString("base64url")}`;
  };

  /** What the browser would do: the person says yes at `authURL` + `redirect`. */
  provider.authorize = (authURL, user, redirect = "http://app.example/redirect") => {
    const url = new URL(authURL + encodeURIComponent(redirect));
    if (url.searchParams.get("client_id") !== clientId) throw new Error("the auth URL has another client_id");
    if (url.searchParams.get("response_type") !== "code") throw new Error("the auth URL asks for no code");
    const code = randomBytes(12).toString("hex");
    codes.set(code, { user, challenge: url.searchParams.get("code_challenge"), redirect: url.searchParams.get("redirect_uri") });
    return { code, state: url.searchParams.get("state"), redirect };
  };

  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const path = request.url.split("?")[0];
    provider.seen.push({ method: request.method, path, headers: request.headers, body });
    const answer = (status, value, type = "application/json") => {
      response.writeHead(status, { "content-type": type });
      response.end(typeof value === "string" ? value : JSON.stringify(value));
    };
    const { trouble } = provider;
    if (trouble?.path === path) return answer(trouble.status, trouble.body, trouble.type);
    if (path === "/token") return token(request, body, answer);
    if (path === "/jwks") return answer(200, provider.jwks);
    if (path === "/avatar.png") {
      response.writeHead(200, { "content-type": "image/png" });
      return response.end(Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64"));
    }
    const user = tokens.get((request.headers.authorization ?? "").replace("Bearer ", ""));
    if (!user) return answer(401, { error: "unauthorized" });
    if (path === "/user") return answer(200, user.info ?? user);
    if (path === "/user/emails") return answer(user.emailsStatus ?? 200, user.emails ?? []);
    return answer(404, {});
  });

  function token(request, body, answer) {
    const form = new URLSearchParams(body);
    const basic = Buffer.from((request.headers.authorization ?? "").replace("Basic ", ""), "base64").toString();
    const [id, secret] = options.bodyCredentials
      ? [form.get("client_id"), form.get("client_secret")]
      : basic.split(":").map((part) => decodeURIComponent(part.replace(/\+/g, " ")));
    if (id !== clientId || secret !== clientSecret) return answer(401, { error: "invalid_client" });
    const grant = codes.get(form.get("code"));
    if (form.get("grant_type") !== "authorization_code" || !grant) return answer(400, { error: "invalid_grant" });
    if (grant.challenge) {
      const challenge = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url");
      if (challenge !== grant.challenge) return answer(400, { error: "invalid_grant" });
    }
    if (form.has("redirect_uri") && form.get("redirect_uri") !== grant.redirect) return answer(400, { error: "invalid_grant" });
    codes.delete(form.get("code"));
    const access = randomBytes(12).toString("hex");
    tokens.set(access, grant.user);
    const given = { access_token: access, token_type: "bearer", refresh_token: "r-" + access, expires_in: 3600, ...(grant.user.tokenExtra ?? {}) };
    if (options.asForm) return answer(200, new URLSearchParams(given).toString(), "application/x-www-form-urlencoded");
    return answer(200, given);
  }

  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  provider.url = `http://127.0.0.1:${server.address().port}`;
  provider.stop = () => new Promise((resolve) => {
    server.closeAllConnections();
    server.close(resolve);
  });
  return provider;
}
