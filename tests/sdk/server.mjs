// Starts the server under test on a fresh data folder, or points at one that is already running.
//
// SOCLE_BIN names the folder of the `socle` binary. SOCLE_SDK_URL, _EMAIL and _PASSWORD play the same tests against any
// other server of the protocol (that is how they are held against PocketBase itself).
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const email = process.env.SOCLE_SDK_EMAIL ?? "root@example.com";
export const password = process.env.SOCLE_SDK_PASSWORD ?? "correct-horse-battery";

// What no server may say or write down, whatever it was asked: a token as it is used, an API key, the superuser's password.
const kSecrets = [/eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{20,}/, /\bsk_[\w-]{43}/, new RegExp(`\\b${password}\\b`)];

// Fails when one of them stands in `text`; `where` it was found.
function refuseSecrets(text, where) {
  for (const secret of kSecrets) {
    const found = secret.exec(text);
    assert.ok(!found, `a secret in ${where}: …${text.slice(Math.max(0, found?.index - 80), found?.index + 12)}…`);
  }
}

// `folder`: an earlier server's data, after kill(); without it a fresh folder that stop() removes. `more`: of the command line.
// `how`: {env, heard}: further variables, and whoever hears every line of the server's output.
export async function startServer(folder = undefined, more = [], { env = {}, heard } = {}) {
  if (process.env.SOCLE_SDK_URL) {
    return { url: process.env.SOCLE_SDK_URL, stop: async () => {} };
  }
  const dir = folder ?? (await mkdtemp(join(tmpdir(), "socle-sdk-")));
  const binary = join(process.env.SOCLE_BIN ?? "../../build/dev/bin", "socle");
  const child = spawn(binary, ["serve", "--dir", join(dir, "data"), "--http", "127.0.0.1:0", "--studio", ...more], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  const said = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    said.push(line);
    heard ? heard(line) : console.error(line);
  });
  const failed = new Promise((_, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the server ended with status ${code} before it was ready`)));
  });
  child.stdin.write(JSON.stringify({ email, password }) + "\n");
  const ready = new Promise((resolve) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      heard?.(line);
      if (line.startsWith("{")) resolve(JSON.parse(line));
      else said.push(line);
    });
  });
  const hello = await Promise.race([ready, failed]);
  failed.catch(() => {});
  return {
    url: hello.url,
    token: hello.token,
    dir,
    async kill() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    },
    async stop() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.stdin.end();
      await ended;
      refuseSecrets(said.join("\n"), "what the server printed");
      refuseSecrets(await readFile(join(dir, "data", "auxiliary.db"), "latin1"), "its logs");
      await rm(dir, { recursive: true, force: true });
    },
  };
}
