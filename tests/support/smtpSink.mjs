// A mail server that keeps what it gets: real SMTP on loopback, for tests that must see mails leave.
//
// startSink(options) -> { port, mails, next(to), refuseWith, stop() }. A mail is {from, to, subject, text, html, headers, auth, isSecure}.
// `next` waits for the next mail to an address that was not handed out yet. With `refuseWith` = "550 no" every DATA is refused with that
// line, with `refuseRecipient` every RCPT; with `login` = {user, password} nobody else gets in; each answer to DATA waits `delayMs`.
// `tls`: "at once" or "offered" (STARTTLS), with a certificate of the authority in tls/ca.pem; `stranger`: with one that nobody signed.
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { createServer as createTlsServer, TLSSocket } from "node:tls";

const pem = (name) => readFileSync(new URL(`tls/${name}`, import.meta.url));
export const authority = new URL("tls/ca.pem", import.meta.url).pathname;

export async function startSink(options = {}) {
  const { address = "127.0.0.1", tls = "", stranger = false } = options;
  const name = stranger ? "stranger" : "server";
  const keys = tls ? { key: pem(`${name}.key`), cert: pem(`${name}.pem`) } : null;
  const sink = { port: 0, mails: [], refuseWith: "", refuseRecipient: "", login: null, delayMs: 0, keys: tls === "offered" ? keys : null, next, waitForCount, stop };
  const waiting = [];
  const sockets = new Set();
  const deliver = (mail) => {
    sink.mails.push(mail);
    for (const wake of waiting.splice(0)) wake();
  };
  const greet = (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.write("220 sink ESMTP\r\n");
    serve(socket, sink, deliver, tls === "at once");
  };
  const server = tls === "at once" ? createTlsServer(keys, greet) : createServer(greet);
  server.on("tlsClientError", () => {});
  await new Promise((resolve) => server.listen(0, address, resolve));
  sink.port = server.address().port;

  async function next(to, limitMs = 5000) {
    const end = Date.now() + limitMs;
    for (;;) {
      const found = sink.mails.find((mail) => !mail.taken && (!to || mail.to === to));
      if (found) {
        found.taken = true;
        return found;
      }
      const left = end - Date.now();
      if (left <= 0) throw new Error(`no mail to ${to} in ${limitMs} ms; there were: ${sink.mails.map((m) => m.to)}`);
      await Promise.race([new Promise((wake) => waiting.push(wake)), new Promise((wake) => setTimeout(wake, left))]);
    }
  }

  /** True when exactly `count` mails came and, for a short while, no further one. */
  async function waitForCount(count, quietMs = 150) {
    const end = Date.now() + 5000;
    while (sink.mails.length < count && Date.now() < end) await new Promise((r) => setTimeout(r, 10));
    await new Promise((r) => setTimeout(r, quietMs));
    return sink.mails.length === count;
  }

  async function stop() {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
  return sink;
}

// One connection from EHLO on; after STARTTLS the same again inside.
function serve(socket, sink, deliver, isSecure) {
  let buffer = "";
  let mail = {};
  let data = null; // lines while DATA is open
  let login = null; // steps of AUTH LOGIN
  let plain = false; // AUTH PLAIN without its first answer
  let isIn = false;
  const say = (line) => socket.write(line + "\r\n");
  socket.on("error", () => {});
  socket.setEncoding("latin1");
  socket.on("data", (chunk) => {
    buffer += chunk;
    for (let at; (at = buffer.indexOf("\r\n")) >= 0;) {
      const line = buffer.slice(0, at);
      buffer = buffer.slice(at + 2);
      if (data) readData(line);
      else command(line);
    }
  });

  async function readData(line) {
    if (line !== ".") {
      data.push(line.startsWith("..") ? line.slice(1) : line);
      return;
    }
    const message = data.join("\r\n");
    data = null;
    if (sink.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, sink.delayMs));
    if (sink.refuseWith) {
      say(sink.refuseWith);
      return;
    }
    deliver({ ...mail, ...parseMessage(message), isSecure });
    mail = { auth: mail.auth };
    say("250 OK");
  }

  function signIn(method, user, password) {
    mail.auth = { method, user, password };
    isIn = !sink.login || (sink.login.user === user && sink.login.password === password);
    return say(isIn ? "235 OK" : "535 Authentication failed");
  }

  function signInPlain(text) {
    const [, user, password] = Buffer.from(text, "base64").toString().split("\0");
    return signIn("PLAIN", user, password);
  }

  function startTls() {
    say("220 go ahead");
    socket.removeAllListeners("data");
    serve(new TLSSocket(socket, { isServer: true, ...sink.keys }), sink, deliver, true);
  }

  function command(line) {
    const word = line.slice(0, 4).toUpperCase();
    if (plain) {
      plain = false;
      return signInPlain(line);
    }
    if (login) {
      login.push(Buffer.from(line, "base64").toString());
      if (login.length === 1) return say("334 UGFzc3dvcmQ6");
      const [user, password] = login;
      login = null;
      return signIn("LOGIN", user, password);
    }
    if (word === "EHLO") {
      mail.ehlo = line.slice(5);
      say("250-sink");
      say("250-8BITMIME");
      if (sink.keys && !isSecure) say("250-STARTTLS");
      return say("250 AUTH PLAIN LOGIN");
    }
    if (word === "HELO") return say("250 sink");
    if (word === "STAR" && sink.keys && !isSecure) return startTls();
    if (word === "AUTH") {
      const [, method, first] = line.split(" ");
      if (method.toUpperCase() === "LOGIN") {
        login = first ? [Buffer.from(first, "base64").toString()] : [];
        return say(first ? "334 UGFzc3dvcmQ6" : "334 VXNlcm5hbWU6");
      }
      if (first) return signInPlain(first);
      plain = true;
      return say("334 ");
    }
    if (word === "MAIL") {
      if (sink.login && !isIn) return say("530 Authentication required");
      mail.from = /<(.*?)>/.exec(line)?.[1];
      return say("250 OK");
    }
    if (word === "RCPT") {
      if (sink.refuseRecipient) return say(sink.refuseRecipient);
      mail.to = /<(.*?)>/.exec(line)?.[1];
      return say("250 OK");
    }
    if (word === "DATA") {
      data = [];
      return say("354 go on");
    }
    if (word === "RSET" || word === "NOOP") return say("250 OK");
    if (word === "QUIT") {
      say("221 bye");
      return socket.end();
    }
    say("502 unknown");
  }
}

function parseMessage(text) {
  const headers = parseHeaders(cut(text)[0]);
  const message = { headers, subject: decodeWords(headers.subject ?? ""), text: "", html: "" };
  readPart(text, message);
  return message;
}

// A part is a body or, with a boundary, parts of its own.
function readPart(part, message) {
  const [head, body] = cut(part.replace(/^\r\n/, ""));
  const headers = parseHeaders(head);
  const type = headers["content-type"] ?? "";
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1];
  if (boundary) {
    for (const inner of body.split("--" + boundary).slice(1, -1)) readPart(inner, message);
    return;
  }
  message[type.startsWith("text/html") ? "html" : "text"] = decodeBody(body, (headers["content-transfer-encoding"] ?? "").toLowerCase());
}

function cut(text) {
  const at = text.indexOf("\r\n\r\n");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 4)];
}

function parseHeaders(text) {
  const headers = {};
  for (const line of text.replace(/\r\n[ \t]+/g, " ").split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return headers;
}

function decodeBody(text, encoding) {
  if (encoding === "quoted-printable") {
    const bytes = text.replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
    return Buffer.from(bytes, "latin1").toString("utf8");
  }
  if (encoding === "base64") return Buffer.from(text.replace(/\s/g, ""), "base64").toString("utf8");
  return Buffer.from(text, "latin1").toString("utf8");
}

function decodeWords(text) {
  return text.replace(/\?=\s+=\?/g, "?==?").replace(/=\?utf-8\?([qb])\?(.*?)\?=/gi, (_, kind, body) =>
    kind.toLowerCase() === "b"
      ? Buffer.from(body, "base64").toString("utf8")
      : Buffer.from(body.replace(/_/g, " ").replace(/=([0-9A-F]{2})/gi, (__, hex) => String.fromCharCode(parseInt(hex, 16))), "latin1").toString("utf8"));
}
