// Who is asked: a Socle started on a fresh folder, a PocketBase started on a fresh folder, or a server that runs already.
import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { email, password, startServer } from "../../sdk/server.mjs";
import { send } from "./http.mjs";

/// {url, isPeer, token, stop()}; `options` are the command line's (see run.mjs), `more` goes to a server that is started.
export async function reach(options, more = []) {
  let server;
  if (options.url) {
    server = { url: options.url, isPeer: Boolean(options.peer), stop: async () => {} };
  } else if (options.oracle) {
    server = await startPeer(options.oracle, more.length > 0 ? 0 : Number(options.port ?? 0), more);
  } else {
    server = { ...(await startServer(undefined, more)), isPeer: false };
  }
  server.token = await signIn(server.url, options.email ?? email, options.password ?? password);
  return server;
}

async function startPeer(binary, port, more) {
  const dir = await mkdtemp(join(tmpdir(), "wire-peer-"));
  const made = spawnSync(binary, ["superuser", "upsert", email, password, "--dir", dir], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`the peer took no superuser: ${made.stderr}`);
  const address = `127.0.0.1:${port || (await freePort())}`;
  const child = spawn(binary, ["serve", "--http", address, "--dir", dir, ...more], { stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const url = `http://${address}`;
  for (let tries = 0; ; tries += 1) {
    try {
      await send(url, { method: "GET", target: "/api/health" });
      break;
    } catch (error) {
      if (tries > 200 || child.exitCode !== null) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return {
    url,
    isPeer: true,
    async stop() {
      child.kill("SIGTERM");
      await ended;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function signIn(url, identity, secret) {
  const answer = await send(url, {
    method: "POST",
    target: "/api/collections/_superusers/auth-with-password",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ identity, password: secret }),
  });
  if (answer.status !== 200) throw new Error(`${url} does not let ${identity} in: ${answer.text}`);
  return JSON.parse(answer.text).token;
}
