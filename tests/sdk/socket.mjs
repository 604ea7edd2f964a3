// A WebSocket client in a page: node 20 has none, and the tests also want to send what no client would.
import { randomBytes } from "node:crypto";
import { connect } from "node:net";

export function encodeFrame(opcode, payload, { fin = true, mask = true, reserved = 0 } = {}) {
  const data = Buffer.from(payload);
  const size = data.length;
  const head = size < 126 ? [size] : size < 65536 ? [126, size >> 8, size & 255] : [127, 0, 0, 0, 0, size >>> 24, (size >> 16) & 255, (size >> 8) & 255, size & 255];
  if (!mask) return Buffer.concat([Buffer.from([(fin ? 128 : 0) | reserved | opcode, ...head]), data]);
  const key = randomBytes(4);
  head[0] |= 128;
  return Buffer.concat([Buffer.from([(fin ? 128 : 0) | reserved | opcode, ...head]), key, data.map((byte, i) => byte ^ key[i % 4])]);
}

export class Socket {
  static async open(url, headers = {}, target = "/api/realtime/ws") {
    const socket = new Socket();
    const { hostname, port } = new URL(url);
    socket.raw = connect(Number(port), hostname);
    socket.messages = [];
    socket.controls = [];
    socket.closed = false;
    socket.closeCode = 0;
    let rest = Buffer.alloc(0);
    const ready = new Promise((resolve, reject) => {
      socket.raw.on("error", reject);
      socket.raw.on("close", () => ((socket.closed = true), socket.waiting?.(), resolve()));
      socket.raw.on("data", (piece) => {
        rest = Buffer.concat([rest, piece]);
        if (!socket.head) {
          const end = rest.indexOf("\r\n\r\n");
          if (end < 0) return;
          socket.head = rest.subarray(0, end).toString();
          socket.status = Number(socket.head.split(" ")[1]);
          rest = rest.subarray(end + 4);
          resolve();
        }
        if (socket.status !== 101) {
          socket.body = rest.toString();
          return socket.waiting?.();
        }
        for (;;) {
          if (rest.length < 2) return;
          let size = rest[1] & 127;
          let at = 2;
          if (size === 126) (size = rest.readUInt16BE(2)), (at = 4);
          else if (size === 127) (size = Number(rest.readBigUInt64BE(2))), (at = 10);
          if (rest.length < at + size) return;
          const payload = rest.subarray(at, at + size);
          const opcode = rest[0] & 15;
          if (opcode === 1) socket.messages.push(JSON.parse(payload.toString()));
          else socket.controls.push([opcode, Buffer.from(payload)]);
          if (opcode === 8 && size >= 2) socket.closeCode = payload.readUInt16BE(0);
          if (opcode === 9) socket.raw.write(encodeFrame(10, payload));
          rest = rest.subarray(at + size);
          socket.waiting?.();
        }
      });
    });
    const key = randomBytes(16).toString("base64");
    const fields = { Host: "x", Upgrade: "websocket", Connection: "keep-alive, Upgrade", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": key, ...headers };
    socket.key = key;
    socket.raw.write(`GET ${target} HTTP/1.1\r\n${Object.entries(fields).filter(([, value]) => value !== null).map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`);
    await ready;
    return socket;
  }

  send(message) {
    this.raw.write(encodeFrame(1, typeof message === "string" ? message : JSON.stringify(message)));
  }

  async next(matches, what = "a message") {
    const fits = typeof matches === "string" ? (message) => message.op === matches : matches;
    const end = Date.now() + 5000;
    for (;;) {
      const index = this.messages.findIndex(fits);
      if (index >= 0) return this.messages.splice(index, 1)[0];
      if (Date.now() > end) throw new Error(`${what} did not come (${String(matches)}): ${JSON.stringify(this.messages)}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  async ask(message) {
    const id = randomBytes(6).toString("hex");
    this.send({ id, ...message });
    return this.next((answer) => answer.id === id, message.op);
  }

  get isOpen() {
    return !this.closed;
  }

  // [name, value] of the handshake's answer.
  headers() {
    return this.head.split("\r\n").slice(1).map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]);
  }

  // Resolves when `isEnough()` holds, the socket is closed or the time is over; the caller looks at what is there.
  async until(isEnough, milliseconds) {
    const end = Date.now() + milliseconds;
    while (!isEnough() && !this.closed && Date.now() < end) {
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

  async end() {
    const limit = Date.now() + 5000;
    while (!this.closed) {
      if (Date.now() > limit) throw new Error("the socket is still open");
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return this.closeCode;
  }

  close() {
    this.raw.destroy();
  }
}
