// A mail server that keeps what it gets: real SMTP on loopback, for tests that must see mails leave.
//
// startSink() -> { port, mails, next(to), refuseWith, stop() }. A mail is {from, to, subject, text, html, headers, auth}. `next` waits for
// the next mail to an address that was not handed out yet. With `refuseWith` = "550 no" every DATA is refused with that line.
import { createServer } from "node:net";

export async function startSink(address = "127.0.0.1") {
  const sink = { port: 0, mails: [], refuseWith: "", next, waitForCount, stop };
  const waiting = [];
  const server = createServer((socket) => serve(socket, sink, (mail) => {
    sink.mails.push(mail);
    for (const wake of waiting.splice(0)) wake();
  }));
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
    await new Promise((resolve) => server.close(resolve));
  }
  return sink;
}

function serve(socket, sink, deliver) {
  let buffer = "";
  let mail = {};
  let data = null; // lines while DATA is open
  let login = null; // steps of AUTH LOGIN
  let plain = false; // AUTH PLAIN without its first answer
  const say = (line) => socket.write(line + "\r\n");
  socket.on("error", () => {});
  socket.setEncoding("latin1");
  say("220 sink ESMTP");
  socket.on("data", (chunk) => {
    buffer += chunk;
    for (let at; (at = buffer.indexOf("\r\n")) >= 0;) {
      const line = buffer.slice(0, at);
      buffer = buffer.slice(at + 2);
      if (data) readData(line);
      else command(line);
    }
  });

  function readData(line) {
    if (line !== ".") {
      data.push(line.startsWith("..") ? line.slice(1) : line);
      return;
    }
    const message = data.join("\r\n");
    data = null;
    if (sink.refuseWith) {
      say(sink.refuseWith);
      return;
    }
    deliver({ ...mail, ...parseMessage(message) });
    mail = { auth: mail.auth };
    say("250 OK");
  }

  function signInPlain(text) {
    const [, user, password] = Buffer.from(text, "base64").toString().split("\0");
    mail.auth = { method: "PLAIN", user, password };
    return say("235 OK");
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
      mail.auth = { method: "LOGIN", user: login[0], password: login[1] };
      login = null;
      return say("235 OK");
    }
    if (word === "EHLO") {
      mail.ehlo = line.slice(5);
      say("250-sink");
      say("250-8BITMIME");
      return say("250 AUTH PLAIN LOGIN");
    }
    if (word === "HELO") return say("250 sink");
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
      mail.from = /<(.*?)>/.exec(line)?.[1];
      return say("250 OK");
    }
    if (word === "RCPT") {
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
