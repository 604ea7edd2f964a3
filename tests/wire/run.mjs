// Plays the wire scenarios against a server and says where it answers otherwise. README.md tells the format.
//
//   node run.mjs                                   a fresh Socle (SOCLE_BIN names the folder of the binary)
//   node run.mjs --oracle PATH_TO_POCKETBASE     a fresh PocketBase, held to its own expectations
//   node run.mjs --url U [--email E --password P] [--peer]    a server that runs already; its data is replaced
//   … [--only TEXT] [--show] [--learn] [--long]  scenarios whose file or name has TEXT; print the answers; write missing
//                                      expectations; those that take half an hour, too
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { World } from "./runner/fixture.mjs";
import { hoist, learnStep, pretty } from "./runner/learn.mjs";
import { expanded, Player } from "./runner/play.mjs";
import { reach } from "./runner/servers.mjs";

const text = { type: "string" };
const flag = { type: "boolean" };
const { values: options } = parseArgs({
  options: { url: text, email: text, password: text, oracle: text, port: text, only: text, peer: flag, show: flag, learn: flag, long: flag, help: flag },
});
const root = fileURLToPath(new URL(".", import.meta.url));

// Every <group>/*.json, in a fixed order.
async function scenarioFiles() {
  const folders = await readdir(root, { withFileTypes: true });
  const groups = folders.filter((entry) => entry.isDirectory() && !["fixtures", "runner"].includes(entry.name));
  const lists = await Promise.all(groups.map(async ({ name }) => (await readdir(join(root, name))).map((file) => join(name, file))));
  return lists.flat().filter((file) => file.endsWith(".json")).sort();
}

const isAsked = (file, name) => !options.only || file.includes(options.only) || name.includes(options.only);

// A fixture that cannot be put in fails its scenario; the next one tries again from the schema on.
const unprepared = (world) => (error) => {
  world.isSchemaTouched = true;
  return error.message;
};

async function playFile(world, player, file, count) {
  const content = JSON.parse(await readFile(join(root, file), "utf8"));
  if ((content.long && !options.long) || (content.peer?.skip && world.server.isPeer)) return;
  if (!content.serve) return playScenarios(world, player, file, content, count);
  if (options.url || !content.scenarios.some(({ name }) => isAsked(file, name))) return; // a server of its own command line
  const server = await reach(options, content.serve);
  const own = new World(server);
  try {
    await playScenarios(own, new Player(own, { isPeer: server.isPeer, learn: player.learn }), file, content, count);
  } finally {
    await own.stop();
    await server.stop();
  }
}

async function playScenarios(world, player, file, content, count) {
  const path = join(root, file);
  await world.forget(); // no file leans on what another left
  for (const scenario of content.scenarios.flatMap(expanded)) {
    if (scenario.cases?.length === 0 || !isAsked(file, scenario.name) || (world.server.isPeer && scenario.peer?.skip)) continue;
    count.played += 1;
    const found = await world.prepare(content.fixture ?? "records").then(() => player.play(scenario), unprepared(world));
    if (options.show) console.log(`-- ${scenario.name}\n   ${player.shown.join("\n   ")}`);
    if (found) {
      count.differ += 1;
      console.log(`${relative(process.cwd(), path)}: ${scenario.name}\n    ${found}`);
    }
  }
  if (options.learn) await writeFile(path, pretty({ ...content, scenarios: content.scenarios.map(hoist) }) + "\n");
}

async function playNext(server, left, count) {
  const world = new World(server);
  const player = new Player(world, { isPeer: server.isPeer, learn: options.learn ? learnStep : null });
  try {
    while (left.length > 0) await playFile(world, player, left.shift(), count);
  } finally {
    await world.stop();
  }
}

async function main() {
  if (options.help) {
    console.log((await readFile(fileURLToPath(import.meta.url), "utf8")).split("\nimport")[0].replace(/^\/\/ ?/gm, ""));
    return 0;
  }
  // Two servers share the files, each with a world of its own; one that runs already, or whose answers are shown, plays alone.
  const jobs = options.url || options.show || options.learn || options.port ? 1 : 2;
  const servers = await Promise.all(Array.from({ length: jobs }, () => reach(options)));
  const count = { played: 0, differ: 0 };
  const start = performance.now();
  try {
    const left = await scenarioFiles();
    await Promise.all(servers.map((server) => playNext(server, left, count)));
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${count.played} scenarios, ${count.differ} differ (${servers[0].isPeer ? "the peer" : "Socle"}, ${seconds} s)`);
  return count.differ > 0 || count.played === 0 ? 1 : 0;
}

process.exitCode = await main();
