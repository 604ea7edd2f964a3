// What the scenarios find when they begin: collections, records and settings of a fixture file, put in through the API.
//
// A scenario that wrote something marks the collections it touched; the next one gets them, and all that refer to them, back
// as they were, by truncating and one batch. The schema comes back only when a scenario changed it: that is the slow part.
import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { startSink } from "../../support/smtpSink.mjs";
import { bodyOf, send } from "./http.mjs";

const kChunk = 200;

// {"times": 3, "record": {…}} stands for three records; "#" in their texts is the number of each.
function repeated(seed) {
  if (!seed.times) return [seed];
  const text = JSON.stringify(seed.record);
  return Array.from({ length: seed.times }, (_, i) => JSON.parse(text.replaceAll("#", String(i + 1))));
}

export class World {
  constructor(server) {
    this.server = server;
    this.fixture = null;
    this.name = null;
    this.isSchemaTouched = true;
    this.touched = new Set(); // names of collections
    this.patched = new Map(); // name -> what brings it back
    this.tokens = new Map();
    this.seeded = new Map();
    this.sink = null; // the mail server of fixtures that have "mail"
  }

  async stop() {
    await this.sink?.stop();
  }

  /// Brings `name` (a file of fixtures/) to its first state if something moved since.
  async prepare(name) {
    if (name !== this.name) {
      this.fixture = JSON.parse(await readFile(new URL(`../fixtures/${name}.json`, import.meta.url), "utf8"));
      this.name = name;
      this.isSchemaTouched = true;
    }
    if (this.touched.size > 0 && (this.patched.has("settings") || this.patched.has("socle"))) await this.arrange(); // batches may be off, passwords refused
    if (this.isSchemaTouched) await this.#loadSchema();
    if (this.touched.size > 0) await this.#loadRecords(this.#affected());
    if (this.sink) this.sink.mails.length = 0;
    for (const [name, token] of Object.entries(this.fixture.tokens ?? {})) this.seeded.set(name, this.#signed(token));
    this.isSchemaTouched = false;
    this.touched.clear();
  }

  async #loadSchema() {
    this.patched.clear();
    const settings = { ...this.fixture.settings };
    if (this.fixture.mail) {
      this.sink ??= await startSink();
      settings.smtp = { enabled: true, host: "127.0.0.1", port: this.sink.port, tls: false };
    }
    await this.admin("PATCH", "/api/settings", settings);
    await this.admin("PUT", "/api/collections/import", { collections: this.fixture.collections, deleteMissing: true });
    const all = await this.admin("GET", "/api/collections?perPage=1000");
    this.collections = new Map(all.items.map((collection) => [collection.name, collection]));
    this.settings = await this.admin("GET", "/api/settings");
    this.socle = this.server.isPeer ? null : await this.admin("GET", "/api/socle/settings");
    this.touchAll();
  }

  /// The next prepare() begins from nothing: an import keeps the options it does not name, so the collections go first.
  async forget() {
    if (this.patched.has("socle")) await this.arrange(); // no fixture says what Socle's own settings are
    await this.admin("PUT", "/api/collections/import", { collections: [{ name: "wire_nothing", type: "base", fields: [] }], deleteMissing: true });
    this.isSchemaTouched = true;
    this.patched.clear();
    this.tokens.clear();
  }

  touchAll() {
    for (const { name } of this.fixture.collections) this.touched.add(name);
  }

  // What was touched and whatever refers to it, through any number of relations: deletes reach that far.
  #affected() {
    const { collections } = this.fixture;
    const names = new Set(collections.filter(({ id, name }) => this.touched.has(id) || this.touched.has(name)).map(({ name }) => name));
    for (let size = -1; size !== names.size; ) {
      size = names.size;
      const ids = collections.filter(({ name }) => names.has(name)).map(({ id }) => id);
      for (const { name, fields } of collections) {
        if (fields?.some((field) => ids.includes(field.collectionId))) names.add(name);
      }
    }
    return collections.filter(({ name, type }) => type !== "view" && names.has(name)).map(({ name }) => name);
  }

  async #loadRecords(names) {
    if (names.some((name) => this.collections.get(name).type === "auth")) this.tokens.clear();
    for (const name of [...names].reverse()) await this.admin("DELETE", `/api/collections/${name}/truncate`);
    const seeds = names.flatMap((name) => (this.fixture.records?.[name] ?? []).flatMap(repeated).map((record) => [name, record]));
    for (let at = 0; at < seeds.length; at += kChunk) await this.#seed(seeds.slice(at, at + kChunk));
  }

  // A token of the fixture, signed with the keys the fixture itself put in (auth-api.md 1.1).
  #signed({ of, kind, claims = {}, key }) {
    const [name, id] = of.split("/");
    const collection = this.fixture.collections.find((one) => one.name === name);
    const record = this.fixture.records[name].find((one) => one.id === id);
    const b64 = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const head = `${b64({ alg: "HS256", typ: "JWT" })}.${b64({ collectionId: collection.id, exp: 2524604400, id, type: kind, ...claims })}`;
    const secret = (key ?? record.tokenKey) + collection[`${kind}Token`].secret;
    return `${head}.${createHmac("sha256", secret).update(head).digest("base64url")}`;
  }

  // One batch; a value {"file": …} travels as a part of its own.
  async #seed(seeds) {
    const parts = [];
    const requests = seeds.map(([collection, record], i) => {
      const body = {};
      for (const [key, value] of Object.entries(record)) {
        const list = Array.isArray(value) ? value : [value];
        if (list.some((item) => item !== null && typeof item === "object" && "file" in item)) {
          for (const item of list) parts.push([`requests.${i}.${key}`, item]);
        } else {
          body[key] = value;
        }
      }
      return { method: "POST", url: `/api/collections/${collection}/records`, body };
    });
    const answer = await this.raw("POST", "/api/batch", { parts: [["@jsonPayload", JSON.stringify({ requests })], ...parts] });
    if (answer.status !== 200) throw new Error(`the fixture "${this.name}" cannot be put in: ${answer.text}`);
    for (const [i, { body }] of JSON.parse(answer.text).entries()) {
      for (const [field, value] of Object.entries(body)) {
        const key = `${seeds[i][0]}/${body.id}/${field}`;
        this.seeded.set(key, Array.isArray(value) ? value.join(",") : String(value));
        if (Array.isArray(value)) value.forEach((item, n) => this.seeded.set(`${key}/${n}`, String(item)));
      }
    }
  }

  /// `given` of a scenario: collections, "settings" or "socle" (Socle's own settings) patched for its length. What the scenario before patched goes back in
  /// the same request, so that a table of rules costs one each.
  async arrange(given = {}) {
    const names = new Set([...this.patched.keys(), ...Object.keys(given)]);
    for (const name of names) {
      const settings = { settings: ["/api/settings", this.settings], socle: ["/api/socle/settings", this.socle] }[name];
      const before = settings ? settings[1] : this.collections.get(name);
      if (!before) throw new Error(`given: there is no collection "${name}" in the fixture`);
      const back = this.patched.get(name) ?? {};
      const patch = given[name];
      this.patched.delete(name);
      await this.admin("PATCH", settings?.[0] ?? `/api/collections/${name}`, { ...back, ...patch });
      if (patch === undefined) continue;
      if ("fields" in patch) this.isSchemaTouched = true;
      this.patched.set(name, Object.fromEntries(Object.keys(patch).map((key) => [key, before[key]])));
    }
  }

  /// Called for every request of a scenario that may have changed something.
  noteWrite(method, target, status) {
    if (["GET", "HEAD", "OPTIONS"].includes(method) || status >= 400) return;
    const [, collection, rest] = target.match(/^\/api\/collections\/([^/?]+)(\/[a-z-]+)?/) ?? [];
    if (collection !== undefined && rest !== undefined) this.touched.add(decodeURIComponent(collection));
    else if (target.startsWith("/api/batch")) this.touchAll();
    else if (/^\/api\/(collections|settings)/.test(target)) this.isSchemaTouched = true;
  }

  /// The token of "superuser" or of a caller of the fixture, signed in when first needed; "" for a guest. "key SCOPES" is
  /// the secret of an API key with these scopes (commas between), acting as a superuser or, "key SCOPES for NAME", as a caller.
  async token(caller) {
    if (caller === "guest") return "";
    if (caller === "superuser") return this.server.token;
    if (caller.startsWith("key ")) return this.#key(caller);
    if (!this.tokens.has(caller)) {
      const known = this.fixture.callers?.[caller];
      if (!known) throw new Error(`the fixture "${this.name}" has no caller "${caller}"`);
      const answer = await this.admin("POST", `/api/collections/${known.collection}/auth-with-password`, { identity: known.identity, password: known.password });
      this.tokens.set(caller, answer.token);
    }
    return this.tokens.get(caller);
  }

  async #key(caller) {
    if (!this.tokens.has(caller)) {
      const [scopes, name] = caller.slice("key ".length).split(" for ");
      const actor = name && this.fixture.callers[name];
      const record = actor && this.fixture.records[actor.collection].find(({ email }) => email === actor.identity);
      const actsAs = actor ? { collection: actor.collection, id: record.id } : { superuser: true };
      const made = await this.admin("POST", "/api/collections/_apiKeys/records", { name: caller, scopes: scopes.split(","), actsAs });
      this.tokens.set(caller, made.secret);
    }
    return this.tokens.get(caller);
  }

  raw(method, target, step) {
    return bodyOf(step).then(({ type, body }) => {
      const headers = { Authorization: this.server.token, ...(type ? { "Content-Type": type } : {}) };
      return send(this.server.url, { method, target, headers, body });
    });
  }

  async admin(method, target, json) {
    const answer = await this.raw(method, target, json === undefined ? {} : { json });
    if (answer.status >= 300) throw new Error(`${method} ${target}: ${answer.status} ${answer.text}`);
    return answer.text === "" ? null : JSON.parse(answer.text);
  }
}
