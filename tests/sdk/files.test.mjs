// Files as an app sees them: upload, download, ranges, thumbnails, protection, removal.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { crc32, deflateSync, inflateSync } from "node:zlib";
import PocketBase from "pocketbase";
import { email, password, startServer } from "./server.mjs";

const suffix = Math.random().toString(36).slice(2, 8);
const docs = `docs_${suffix}`;
const guarded = `guarded_${suffix}`;
const members = `members_${suffix}`;
const shown = `shown_${suffix}`;
const text = "Hello, these are seventy bytes or so of text that can be cut in parts.\n";
const webp = Buffer.from("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA", "base64");
let server;
let admin;
let record;

function checksum(bytes) {
  if (crc32) return crc32(bytes);
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

// A PNG whose upper half is red and whose lower half is blue.
function png(width, height) {
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(checksum(body) >>> 0);
    return Buffer.concat([length, body, crc]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows[y * (width * 3 + 1) + 1 + x * 3 + (y < height / 2 ? 0 : 2)] = 255;
  }
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0)),
  ]);
}

async function get(path, headers = {}, method = "GET") {
  const response = await fetch(server.url + path, { method, headers });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes, text: bytes.toString() };
}

const pathOf = (item, name, query = "") => `/api/files/${item.collectionName}/${item.id}/${name}${query}`;
const sizeOf = (bytes) => [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
const missing = { data: {}, message: "The requested resource wasn't found.", status: 404 };

before(async () => {
  server = await startServer();
  admin = new PocketBase(server.url);
  admin.autoCancellation(false);
  await admin.collection("_superusers").authWithPassword(email, password);
  await admin.collections.create({
    name: docs, type: "base",
    fields: [
      { name: "note", type: "file", maxSelect: 1 },
      { name: "images", type: "file", maxSelect: 9, thumbs: ["20x30", "20x10t", "20x10b", "40x10t", "40x10b", "30x30f", "0x20", "120x0", "500x500f"] },
      { name: "secret", type: "file", maxSelect: 1, hidden: true },
    ],
  });
  await admin.collections.create({ name: members, type: "auth" });
  await admin.collections.create({
    name: guarded, type: "base", viewRule: "@request.auth.id != '' && @request.context = 'protectedFile'",
    fields: [{ name: "file", type: "file", maxSelect: 1, protected: true }],
  });
  await admin.collections.create({ name: shown, type: "view", viewRule: null, viewQuery: `SELECT id, note, images FROM ${docs}` });
  record = await admin.collection(docs).create({
    note: new File([text], "My Note.txt"),
    images: [new File([png(80, 40)], "wide.png"), new File([webp], "dot.webp"), new File(["<svg xmlns='http://www.w3.org/2000/svg'/>"], "a.svg"), new File(["GIF89a broken"], "bad.gif")],
    secret: new File(["hush"], "s.txt"),
  });
});

after(async () => {
  for (const name of [shown, docs, guarded, members]) await admin.collections.delete(name).catch(() => {});
  await server.stop();
});

describe("download", () => {
  it("refuses what is not there", async () => {
    const unknown = await get(`/api/files/nope/${record.id}/${record.note}`);
    assert.deepEqual(JSON.parse(unknown.text), { data: {}, message: "Missing or invalid collection context.", status: 404 });
    for (const path of [pathOf(record, "nope.txt"), `/api/files/${docs}/nope/${record.note}`, pathOf(record, record.note + ".attrs"), pathOf(record, "..%2f" + record.note)]) {
      const reply = await get(path);
      assert.deepEqual(JSON.parse(reply.text), missing, path);
    }
  });

  it("gives the bytes with the headers of a download", async () => {
    const reply = await get(admin.files.getURL(record, record.note).slice(server.url.length));
    assert.equal(reply.status, 200);
    assert.equal(reply.text, text);
    const headers = Object.fromEntries(reply.headers);
    assert.equal(headers["content-type"], "text/plain; charset=utf-8");
    assert.equal(headers["content-disposition"], `attachment; filename=${record.note}`);
    assert.equal(headers["content-security-policy"], "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox");
    assert.equal(headers["cache-control"], "max-age=2592000, stale-while-revalidate=86400");
    assert.equal(headers["accept-ranges"], "bytes");
    assert.equal(headers["content-length"], String(text.length));
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.ok(headers["last-modified"]);
    assert.ok(!("x-frame-options" in headers) && !("etag" in headers));
    const head = await get(pathOf(record, record.note), {}, "HEAD");
    assert.equal(head.status, 200);
    assert.equal(head.headers.get("content-length"), String(text.length));
    assert.equal(head.bytes.length, 0);
  });

  it("shows images inline, unless a download is asked for; an SVG never", async () => {
    const [wide, , svg] = record.images;
    const plain = await get(pathOf(record, wide));
    assert.equal(plain.headers.get("content-type"), "image/png");
    assert.equal(plain.headers.get("content-disposition"), `inline; filename=${wide}`);
    for (const [value, kind] of [["1", "attachment"], ["true", "attachment"], ["0", "inline"], ["yes", "inline"]]) {
      const reply = await get(pathOf(record, wide, `?download=${value}`));
      assert.equal(reply.headers.get("content-disposition"), `${kind}; filename=${wide}`, value);
    }
    const vector = await get(pathOf(record, svg));
    assert.equal(vector.headers.get("content-type"), "image/svg+xml");
    assert.equal(vector.headers.get("content-disposition"), `attachment; filename=${svg}`);
  });

  it("answers ranges and conditions", async () => {
    const path = pathOf(record, record.note);
    const part = await get(path, { Range: "bytes=0-4" });
    assert.equal(part.status, 206);
    assert.equal(part.text, "Hello");
    assert.equal(part.headers.get("content-range"), `bytes 0-4/${text.length}`);
    assert.equal((await get(path, { Range: "bytes=-6" })).text, "parts.\n".slice(1));
    const beyond = await get(path, { Range: "bytes=900-" });
    assert.equal(beyond.status, 416);
    assert.equal(beyond.headers.get("content-range"), `bytes */${text.length}`);
    for (const wrong of ["bytes=x", "bytes=5-2"]) {
      const refused = await get(path, { Range: wrong });
      assert.deepEqual([refused.status, refused.text, refused.headers.get("cache-control")], [416, "invalid range\n", null]);
    }
    const several = await get(path, { Range: "bytes=0-1,4-5" });
    assert.equal(several.status, 206);
    const boundary = /^multipart\/byteranges; boundary=(\w+)$/.exec(several.headers.get("content-type"))[1];
    const partOf = (range, bytes) => `--${boundary}\r\nContent-Range: bytes ${range}/${text.length}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${bytes}\r\n`;
    assert.equal(several.text, `${partOf("0-1", "He")}${partOf("4-5", "o,")}--${boundary}--\r\n`);
    const modified = part.headers.get("last-modified");
    const cached = await get(path, { "If-Modified-Since": modified });
    assert.equal(cached.status, 304);
    assert.equal(cached.bytes.length, 0);
    assert.equal((await get(path, { "If-Unmodified-Since": "Mon, 01 Jan 2001 00:00:00 GMT" })).status, 412);
    assert.equal((await get(path, { Range: "bytes=0-4", "If-Range": "Mon, 01 Jan 2001 00:00:00 GMT" })).status, 200);
  });

  it("serves hidden fields, and the files of views", async () => {
    assert.equal((await get(pathOf(record, record.secret))).text, "hush");
    const seen = await admin.collection(shown).getOne(record.id);
    assert.equal((await get(pathOf(seen, seen.note))).text, text);
    assert.equal((await get(pathOf(seen, seen.images[0]))).status, 200);
  });
});

describe("thumbnails", () => {
  const sizes = [
    ["100x100", [100, 100]], ["20x30", [20, 30]], ["20x10t", [20, 10]], ["20x10b", [20, 10]],
    ["30x30f", [30, 15]], ["0x20", [40, 20]], ["120x0", [120, 60]], ["500x500f", [80, 40]],
  ];
  for (const [size, expected] of sizes) {
    it(`of ${size}`, async () => {
      const name = record.images[0];
      const reply = await get(pathOf(record, name, `?thumb=${size}`));
      assert.equal(reply.status, 200);
      assert.equal(reply.headers.get("content-type"), "image/png");
      assert.equal(reply.headers.get("content-disposition"), `inline; filename=${size}_${name}`);
      assert.deepEqual(sizeOf(reply.bytes), expected);
      const again = await get(pathOf(record, name, `?thumb=${size}`));
      assert.deepEqual(again.bytes, reply.bytes);
    });
  }

  it("anchored at the top or the bottom keep that edge", async () => {
    // Whatever the row's filter, the first pixel of the first row is stored as it is.
    const firstPixel = (bytes) => {
      const at = bytes.indexOf("IDAT");
      return [...inflateSync(bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at - 4))).subarray(1, 4)];
    };
    const top = await get(pathOf(record, record.images[0], "?thumb=40x10t"));
    const bottom = await get(pathOf(record, record.images[0], "?thumb=40x10b"));
    assert.deepEqual([...sizeOf(top.bytes), ...sizeOf(bottom.bytes)], [40, 10, 40, 10]);
    const [red, , blueOfRed] = firstPixel(top.bytes);
    const [redOfBlue, , blue] = firstPixel(bottom.bytes);
    assert.ok(red > 200 && blueOfRed < 50 && blue > 200 && redOfBlue < 50);
  });

  it("of a webp are PNG; what cannot be made gives the original", async () => {
    const [wide, dot, svg, bad] = record.images;
    const small = await get(pathOf(record, dot, "?thumb=100x100"));
    assert.equal(small.headers.get("content-type"), "image/png");
    assert.deepEqual(sizeOf(small.bytes), [100, 100]);
    for (const [name, size] of [[wide, "7x7"], [wide, "x"], [svg, "100x100"], [bad, "100x100"]]) {
      const original = await get(pathOf(record, name));
      const reply = await get(pathOf(record, name, `?thumb=${size}`));
      assert.equal(reply.status, 200);
      assert.deepEqual(reply.bytes, original.bytes, `${name} ${size}`);
      assert.equal(reply.headers.get("content-disposition").split("=")[1], name);
    }
  });

  it("asked for by many at once are the same", async () => {
    const other = await admin.collection(docs).create({ images: [new File([png(400, 300)], "big.png")] });
    const replies = await Promise.all(Array.from({ length: 20 }, () => get(pathOf(other, other.images[0], "?thumb=100x100"))));
    for (const reply of replies) {
      assert.equal(reply.status, 200);
      assert.deepEqual(sizeOf(reply.bytes), [100, 100]);
      assert.deepEqual(reply.bytes, replies[0].bytes);
    }
  });
});

describe("protected files", () => {
  it("open with a file token only", async () => {
    const item = await admin.collection(guarded).create({ file: new File([text], "p.txt") });
    const account = { email: `p_${suffix}@example.com`, password: "12345678", passwordConfirm: "12345678" };
    await admin.collection(members).create(account);
    const client = new PocketBase(server.url);
    await client.collection(members).authWithPassword(account.email, account.password);
    const refused = await fetch(server.url + "/api/files/token", { method: "POST" });
    assert.equal(refused.status, 401);
    assert.deepEqual(await refused.json(), { data: {}, message: "The request requires valid record authorization token.", status: 401 });

    const path = pathOf(item, item.file);
    assert.deepEqual(JSON.parse((await get(path)).text), missing);
    assert.equal((await get(path, { Authorization: client.authStore.token })).status, 404);
    assert.equal((await get(`${path}?token=${client.authStore.token}`)).status, 404);
    const token = await client.files.getToken();
    const claims = JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
    assert.deepEqual(Object.keys(claims).sort(), ["collectionId", "exp", "id", "type"]);
    assert.equal(claims.type, "file");
    assert.ok(Math.abs(claims.exp - Date.now() / 1000 - 180) < 5);
    const opened = await get(`${path}?token=${token}`);
    assert.equal(opened.status, 200);
    assert.equal(opened.text, text);
    assert.equal(opened.headers.get("cache-control"), "max-age=2592000, stale-while-revalidate=86400");
    assert.equal((await get(`${path}?token=${await admin.files.getToken()}`)).status, 200);
    await admin.collections.update(guarded, { viewRule: null });
    assert.equal((await get(`${path}?token=${await client.files.getToken()}`)).status, 404);
    assert.equal((await get(`${path}?token=${await admin.files.getToken()}`)).status, 200);
    await admin.collections.update(guarded, { viewRule: "" });
    assert.equal((await get(path)).status, 200);
  });
});

describe("removal", () => {
  it("takes replaced files away, and all of a deleted record", async () => {
    const item = await admin.collection(docs).create({ note: new File(["one"], "one.txt"), images: [new File([png(8, 8)], "x.png")] });
    assert.equal((await get(pathOf(item, item.images[0], "?thumb=100x100"))).status, 200);
    const changed = await admin.collection(docs).update(item.id, { note: new File(["two"], "two.txt") });
    assert.equal((await get(pathOf(item, item.note))).status, 404);
    assert.equal((await get(pathOf(changed, changed.note))).text, "two");
    await admin.collection(docs).delete(item.id);
    assert.equal((await get(pathOf(changed, changed.note))).status, 404);
  });

  // The peer removes the folder while the new record writes into it, and refuses the record.
  it("leaves the files of a record made anew under the same id alone", { skip: Boolean(process.env.SOCLE_SDK_URL) }, async () => {
    const item = await admin.collection(docs).create({ note: new File(["one"], "one.txt") });
    await admin.collection(docs).delete(item.id);
    const again = await admin.collection(docs).create({ id: item.id, note: new File(["three"], "three.txt") });
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal((await get(pathOf(again, again.note))).text, "three");
  });
});
