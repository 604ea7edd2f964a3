// Requests as they are written, byte for byte: node's fetch would clean paths, choose headers and refuse a GET with a body.
import http from "node:http";
import { readFile } from "node:fs/promises";

const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
const kBoundary = "----socle-wire-boundary";

/// One answer: {status, headers: [[name, value]…] in wire order, text, bytes}.
export function send(base, { method, target, headers = {}, body = null }) {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const all = { ...headers };
    if (!all["Transfer-Encoding"] && (body !== null || ["POST", "PUT", "PATCH"].includes(method))) {
      all["Content-Length"] ??= Buffer.byteLength(body ?? "");
    }
    const request = http.request({ agent, hostname, port, method, path: target, headers: all, timeout: 20000 }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const bytes = Buffer.concat(chunks);
        resolve({ status: response.statusCode, headers: pairs(response.rawHeaders), bytes, text: bytes.toString("utf8") });
      });
    });
    request.on("timeout", () => request.destroy(new Error("no answer within 20 s")));
    request.on("error", reject);
    request.end(body ?? undefined);
  });
}

function pairs(raw) {
  const list = [];
  for (let i = 0; i < raw.length; i += 2) list.push([raw[i], raw[i + 1]]);
  return list;
}

/// "/path?x=1" and {filter: "a = 'b'", tag: ["1", "2"]} -> one target; a list repeats its key.
export function withQuery(target, query) {
  const parts = [];
  for (const [key, value] of Object.entries(query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      parts.push(encodeURIComponent(key) + "=" + encodeURIComponent(one));
    }
  }
  return parts.length === 0 ? target : target + (target.includes("?") ? "&" : "?") + parts.join("&");
}

/// The body of a step and its content type: `json`, `form`, `parts` or `raw` (see README.md).
export async function bodyOf(step) {
  if ("json" in step) return { type: "application/json", body: Buffer.from(JSON.stringify(step.json)) };
  if ("form" in step) {
    return { type: "application/x-www-form-urlencoded", body: Buffer.from(withQuery("?", step.form).replace(/^\?&?/, "")) };
  }
  if ("raw" in step) return { type: null, body: Buffer.from(step.raw) };
  if ("parts" in step) {
    const chunks = [];
    for (const [name, value] of step.parts) {
      chunks.push(Buffer.from(`--${kBoundary}\r\n${partHead(name, value)}\r\n\r\n`), await partBytes(value), Buffer.from("\r\n"));
    }
    chunks.push(Buffer.from(`--${kBoundary}--\r\n`));
    return { type: `multipart/form-data; boundary=${kBoundary}`, body: Buffer.concat(chunks) };
  }
  return { type: null, body: null };
}

function partHead(name, value) {
  const head = `Content-Disposition: form-data; name="${name}"`;
  if (value === null || typeof value !== "object" || !("file" in value)) return head;
  return `${head}; filename="${value.file}"\r\nContent-Type: ${value.type ?? "application/octet-stream"}`;
}

async function partBytes(value) {
  if (value === null || typeof value !== "object") return Buffer.from(String(value));
  if ("text" in value) return Buffer.from(value.text);
  if ("base64" in value) return Buffer.from(value.base64, "base64");
  if ("asset" in value) return readFile(new URL(`../fixtures/${value.asset}`, import.meta.url));
  if ("bytes" in value) return Buffer.alloc(value.bytes, "x");
  return Buffer.from(JSON.stringify(value));
}

/// A stream of server-sent events that is kept open: every message as {id, event, data, text}, in the order it came.
export class EventStream {
  static open(base, { target, headers }) {
    const { hostname, port } = new URL(base);
    return new Promise((resolve, reject) => {
      const request = http.request({ agent: false, hostname, port, method: "GET", path: target, headers });
      request.on("error", reject);
      request.on("response", (response) => resolve(new EventStream(request, response)));
      request.end();
    });
  }

  constructor(request, response) {
    this.status = response.statusCode;
    this.headers = pairs(response.rawHeaders);
    this.messages = [];
    this.isOpen = true;
    this.request = request;
    this.waiting = null;
    request.removeAllListeners("error");
    request.on("error", () => this.#ended());
    let rest = "";
    response.setEncoding("utf8");
    response.on("data", (chunk) => {
      rest += chunk;
      for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
        this.messages.push(messageOf(rest.slice(0, end + 2)));
        rest = rest.slice(end + 2);
      }
      this.waiting?.();
    });
    response.on("error", () => this.#ended());
    response.on("end", () => this.#ended());
  }

  #ended() {
    this.isOpen = false;
    this.waiting?.();
  }

  /// Resolves when `isEnough()` holds or the time is over; the caller looks at what is there.
  async until(isEnough, milliseconds) {
    const end = Date.now() + milliseconds;
    while (!isEnough() && this.isOpen && Date.now() < end) {
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, end - Date.now());
        this.waiting = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.waiting = null;
    }
  }

  close() {
    this.request.destroy();
  }
}

function messageOf(text) {
  const line = (name) => text.match(new RegExp(`^${name}:(.*)$`, "m"))?.[1];
  const data = line("data");
  let value = data;
  try {
    value = JSON.parse(data);
  } catch {
    // not JSON: the text itself is compared
  }
  return { id: line("id"), event: line("event"), data: value, text };
}
