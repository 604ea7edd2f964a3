// Plays one scenario: its requests and streams in order, each answer held against what is written beside it.
import { Socket } from "../../sdk/socket.mjs";
import { bodyOf, EventStream, send, withQuery } from "./http.mjs";
import { totp } from "../../support/totp.mjs";
import { brief, difference, filled } from "./match.mjs";

const kExpectations = ["status", "message", "data", "body", "text", "lines", "ids", "reply"];
// What an error without words of its own says (records-api.md 1.9).
export const kDefaultMessages = {
  400: "Something went wrong while processing your request.",
  401: "Missing or invalid authentication.",
  403: "You are not allowed to perform this request.",
  404: "The requested resource wasn't found.",
  413: "Request entity too large.",
  429: "Too Many Requests.",
  500: "Something went wrong while processing your request.",
};
const kPatience = 3000; // ms for an event that must come
const kGrace = 15; // ms for an event that must not come
const kMailGrace = 60; // ms for a mail that must not come

/// A scenario with `cases` is one scenario per case, each laid over what they share.
export function expanded(scenario) {
  if (!scenario.cases) return [scenario];
  const { cases, ...shared } = scenario;
  return cases.map((one) => {
    const common = hasExpectation(one) ? without(shared, kExpectations) : shared; // a case answers for itself or not at all
    const merged = { ...common, ...one };
    for (const key of ["query", "headers", "given"]) {
      if (shared[key] && one[key]) merged[key] = { ...shared[key], ...one[key] };
    }
    merged.name = `${shared.name}: ${one.name ?? one.query?.filter ?? brief(one.query ?? one.json ?? one.form ?? one.send ?? one.headers ?? one.parts)}`;
    merged.original = one;
    return merged;
  });
}

/// What must be answered: the scenario's own words, or the peer's where they are written beside them.
export function expectationOf(step, isPeer) {
  const wanted = Object.fromEntries(kExpectations.filter((key) => key in step).map((key) => [key, step[key]]));
  const other = Object.fromEntries(kExpectations.filter((key) => isPeer && key in (step.peer ?? {})).map((key) => [key, step.peer[key]]));
  return Object.keys(other).length > 0 ? other : wanted;
}

// For --show: percent escapes read where they can be.
function readable(target) {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}

const isOpen = (step) => !hasExpectation(without(step, ["reply"]));
const without = (object, keys) => Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
export const hasExpectation = (step) => kExpectations.some((key) => key in step);

export class Player {
  constructor(world, { isPeer = false, learn = null } = {}) {
    this.world = world;
    this.isPeer = isPeer;
    this.learn = learn; // called with (step, answer, player) when nothing is expected yet
  }

  /// Null when everything came as written, else the first difference in words.
  async play(scenario) {
    this.known = new Map(this.world.seeded);
    this.streams = new Map();
    this.sockets = new Map();
    this.shown = [];
    try {
      await this.world.arrange(scenario.given);
      const steps = scenario.steps ?? [scenario];
      for (const [i, step] of steps.entries()) {
        const found = await this.#step({ as: scenario.as ?? "guest", ...step, original: scenario.steps ? step : scenario.original ?? scenario });
        if (found) return steps.length > 1 ? `step ${i + 1} (${step.send ?? brief(step)}): ${found}` : found;
      }
      return await this.#leftOver();
    } catch (error) {
      return `the scenario could not be played: ${error.message}`;
    } finally {
      for (const stream of [...this.streams.values(), ...this.sockets.values()]) stream.close();
    }
  }

  #step(step) {
    if (step.listen) return this.#listen(step);
    if (step.socket) return this.#socket(step);
    if (step.say) return this.#say(step);
    if (step.hear) return this.sockets.has(step.hear) ? this.#hearSocket(step) : this.#hear(step);
    if (step.ends) return this.#ends(step);
    if ("mail" in step) return this.#mail(step);
    if (step.totp) {
      this.known.set(step.keep, totp(filled(step.totp, this.known), step.ahead));
      return null;
    }
    if (step.pause) return new Promise((resolve) => setTimeout(() => resolve(null), step.pause));
    if (step.close) {
      (this.streams.get(step.close) ?? this.sockets.get(step.close)).close();
      this.streams.delete(step.close);
      this.sockets.delete(step.close);
      return null;
    }
    return step.patience ? this.#patiently(step) : this.#request(step);
  }

  // The same request until it is answered as written: for what happens beside the answers, like the log.
  async #patiently(step) {
    const end = Date.now() + step.patience;
    for (;;) {
      const found = await this.#request(step);
      if (found === null || Date.now() > end) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async #headers(step) {
    const token = step.as.startsWith("token:") ? filled(step.as.slice(6), this.known) : await this.world.token(step.as);
    return { ...(token ? { Authorization: token } : {}), ...filled(step.headers ?? {}, this.known) };
  }

  async #request(step) {
    const space = step.send.indexOf(" ");
    const method = step.send.slice(0, space);
    const filledStep = filled(Object.fromEntries(Object.entries(step).filter(([key]) => ["query", "json", "form", "parts", "raw"].includes(key))), this.known);
    const target = withQuery(filled(step.send.slice(space + 1), this.known), filledStep.query);
    const { type, body } = await bodyOf(filledStep);
    const headers = { ...(type ? { "Content-Type": type } : {}), ...(await this.#headers(step)) };
    const answer = await send(this.world.server.url, { method, target, headers, body });
    this.world.noteWrite(method, target, answer.status);
    this.shown.push(`${step.as} ${method} ${readable(target)} => ${answer.status} ${answer.text.trimEnd()}`);
    if (isOpen(step) && this.learn && !step.patience) this.learn(step, answer, this);
    else if (!hasExpectation(step)) return "nothing is expected: write status, message, body, text, ids or reply";
    if ("keep" in step) this.#keep(step.keep, answer);
    for (const [name, header] of Object.entries(step.keepReply ?? {})) {
      this.known.set(name, answer.headers.find(([key]) => key.toLowerCase() === header.toLowerCase())?.[1] ?? "");
    }
    return answerDifference(expectationOf(step, this.isPeer), answer, this.known, step.query?.sort !== undefined);
  }

  // `keep`: {"name": "path.in.the.body"}
  #keep(wanted, answer) {
    for (const [name, path] of Object.entries(wanted)) {
      const value = path.split(".").reduce((at, key) => at?.[key], JSON.parse(answer.text));
      if (value === undefined) throw new Error(`keep: the answer has no ${path}`);
      this.known.set(name, String(value));
    }
  }

  async #listen(step) {
    const target = withQuery("/api/realtime", step.query);
    const stream = await EventStream.open(this.world.server.url, { target, headers: await this.#headers(step) });
    this.streams.set(step.listen, stream);
    await stream.until(() => stream.messages.length > 0, kPatience);
    const first = stream.messages.shift();
    if (!first || first.event !== "PB_CONNECT") return `no PB_CONNECT came, but ${brief(first)}`;
    this.known.set(step.listen, first.id);
    const found = difference({ id: step.listen ? "<client>" : "", event: "PB_CONNECT", data: { clientId: first.id }, text: "<text>" }, first, this.known, "connect");
    if (found) return found;
    if (step.text !== undefined && filled(step.text, this.known) !== first.text) return `connect: expected ${brief(filled(step.text, this.known))}, got ${brief(first.text)}`;
    return replyDifference(step.reply, stream.headers, this.known);
  }

  // A WebSocket of live events (socle-api.md 9); what refuses it is answered as to any request.
  async #socket(step) {
    const socket = await Socket.open(this.world.server.url, await this.#headers(step), filled(step.target ?? "/api/realtime/ws", this.known));
    this.sockets.set(step.socket, socket);
    if (hasExpectation(step) && socket.status !== 101) {
      const headers = socket.headers();
      const size = Number(headers.find(([name]) => name.toLowerCase() === "content-length")?.[1] ?? 0);
      await socket.until(() => Buffer.byteLength(socket.body ?? "") >= size, kPatience);
      return answerDifference(expectationOf(step, this.isPeer), { status: socket.status, headers, text: socket.body ?? "" }, this.known, false);
    }
    if (socket.status !== 101) return `no WebSocket, but ${socket.status} ${socket.body}`;
    const hello = await socket.next("hello");
    this.known.set(step.socket, hello.clientId);
    return difference({ op: "hello", clientId: "<client>" }, hello, this.known, "hello") ?? replyDifference(step.reply, socket.headers(), this.known);
  }

  // Sends `json` with an id of its own and holds what comes back under that id against `answer`; `raw` goes out as it is.
  async #say(step) {
    const socket = this.sockets.get(step.say);
    if ("raw" in step) {
      socket.send(filled(step.raw, this.known));
      return null;
    }
    const { id, ...answer } = await socket.ask(filled(step.json, this.known));
    this.shown.push(`${step.say} said ${JSON.stringify(step.json)} => ${JSON.stringify(answer)}`);
    return difference(step.answer ?? { op: "ok" }, answer, this.known, "answer");
  }

  // As #hear, of whole messages.
  async #hearSocket(step) {
    const socket = this.sockets.get(step.hear);
    const count = step.messages.filter((item) => item !== "<any order>").length;
    await socket.until(() => socket.messages.length >= count, kPatience);
    const got = socket.messages.splice(0);
    this.shown.push(`${step.hear} heard ${JSON.stringify(got)}`);
    return difference(step.messages, got, this.known, step.hear);
  }

  // {"ends": "a", "within": ms, "after": ms}: the server closes the stream or socket, and not earlier than that.
  async #ends(step) {
    const stream = this.streams.get(step.ends) ?? this.sockets.get(step.ends);
    const start = Date.now();
    await stream.until(() => !stream.isOpen, step.within ?? kPatience);
    const took = Date.now() - start;
    this.shown.push(`${step.ends} ended after ${took} ms`);
    if (stream.isOpen) return `${step.ends} is still open after ${took} ms`;
    if (took < (step.after ?? 0)) return `${step.ends} ended after ${took} ms, which is too early`;
    return step.code === undefined ? null : difference(step.code, stream.closeCode, this.known, "close code");
  }

  // Exactly these messages, in this order (["<any order>", …] to leave it open), each {event, data} or its text.
  async #hear(step) {
    const stream = this.streams.get(step.hear);
    const wanted = (this.isPeer && step.peer?.messages) || step.messages;
    const count = wanted.filter((item) => item !== "<any order>").length;
    await stream.until(() => stream.messages.length >= count, kPatience);
    const got = stream.messages.splice(0).map((message, i) => (typeof wanted[wanted[0] === "<any order>" ? 1 : i] === "string" ? message.text : { event: message.event, data: message.data }));
    this.shown.push(`${step.hear} heard ${JSON.stringify(got)}`);
    // The order between messages is Socle's promise, not the peer's (records-api.md 6.7).
    const expected = this.isPeer && wanted[0] !== "<any order>" ? ["<any order>", ...wanted] : wanted;
    return difference(expected, got, this.known, step.hear);
  }

  // {"mail": "to@…", "subject": …, "keep": {"name": "regular expression with one group"}}, or {"mail": null}: none came.
  async #mail(step) {
    if (step.mail === null) {
      await new Promise((resolve) => setTimeout(resolve, kMailGrace));
      const { mails } = this.world.sink;
      return mails.every((mail) => mail.taken) ? null : `a mail came: ${brief(mails.map(({ to, subject }) => ({ to, subject })))}`;
    }
    const mail = await this.world.sink.next(filled(step.mail, this.known), kPatience);
    this.shown.push(`mail to ${mail.to}: ${mail.subject}`);
    for (const [name, pattern] of Object.entries(step.keep ?? {})) {
      const found = new RegExp(pattern).exec(mail.html);
      if (!found) return `the mail has no ${pattern}: ${mail.text}`;
      this.known.set(name, found[1]);
    }
    return step.subject === undefined ? null : difference(step.subject, mail.subject, this.known, "subject");
  }

  // A message nobody waited for is a difference too.
  async #leftOver() {
    for (const [name, stream] of [...this.streams, ...this.sockets]) {
      await stream.until(() => stream.messages.length > 0, kGrace);
      if (stream.messages.length > 0) return `${name} also heard ${brief(stream.messages)}`;
    }
    return null;
  }
}

// An error is written as its status, its message unless that is the status' own, and its data unless there is none.
function withEnvelope(wanted) {
  if ((wanted.status ?? 200) < 400 || ["body", "text", "lines"].some((key) => key in wanted)) return wanted;
  return { ...wanted, body: { data: wanted.data ?? {}, message: wanted.message ?? kDefaultMessages[wanted.status], status: wanted.status } };
}

function answerDifference(stated, answer, known, isSorted) {
  const wanted = withEnvelope(stated);
  if ((wanted.status ?? 200) !== answer.status) return `status: expected ${wanted.status ?? 200}, got ${answer.status} ${answer.text.slice(0, 300)}`;
  if ("text" in wanted) {
    const found = difference(wanted.text, answer.text, known, "text");
    if (found) return found;
  }
  if ("lines" in wanted) {
    const found = difference(wanted.lines, linesOf(answer.text), known, "lines");
    if (found) return found;
  }
  if ("body" in wanted || "ids" in wanted) {
    let body;
    try {
      body = JSON.parse(answer.text);
    } catch {
      return `body: not JSON: ${brief(answer.text)}`;
    }
    if ("body" in wanted) {
      const found = difference(wanted.body, body, known);
      if (found) return found;
    }
    if ("ids" in wanted) {
      const ids = (body.items ?? []).map((item) => item.id);
      const found = difference(isSorted ? wanted.ids : [...wanted.ids].sort(), isSorted ? ids : ids.sort(), known, "ids");
      if (found) return `${found}, in ${brief(ids)}`;
    }
  }
  return replyDifference(wanted.reply, answer.headers, known);
}

// NDJSON: a value a line; a line that is none stays text.
function linesOf(text) {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => {
    try {
      return JSON.parse(line);
    } catch {
      return line;
    }
  });
}

// Header values by name in any case: a text, null for absent, a list for repeated lines.
function replyDifference(wanted, headers, known) {
  for (const [name, value] of Object.entries(wanted ?? {})) {
    const lines = headers.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, line]) => line);
    const actual = Array.isArray(value) ? lines : lines.length === 0 ? null : lines.join(", ");
    const found = difference(value, actual, known, `header ${name}`);
    if (found) return found;
  }
  return null;
}
