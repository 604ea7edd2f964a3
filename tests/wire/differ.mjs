// Random filters and sorts asked of Socle and of PocketBase at once, over the same records: every difference is printed with
// its seed. It finds what nobody thought of writing down; what it finds becomes a scenario.
//
//   node differ.mjs --oracle /opt/oracle/pocketbase [--count 2000] [--seed 1]
import { parseArgs } from "node:util";
import { World } from "./runner/fixture.mjs";
import { send, withQuery } from "./runner/http.mjs";
import { reach } from "./runner/servers.mjs";

const text = { type: "string" };
const { values: options } = parseArgs({ options: { oracle: text, port: text, count: text, seed: text } });

// Where a path can go on: collection, segment, collection.
const kSteps = [
  ["posts", "author.", "users"], ["posts", "tags.", "tags"], ["posts", "editors.", "users"], ["posts", "comments_via_post.", "comments"],
  ["posts", "lists_via_items.", "lists"], ["users", "team.", "teams"], ["users", "posts_via_author.", "posts"],
  ["users", "posts_via_editors.", "posts"], ["users", "profiles_via_user.", "profiles"], ["users", "comments_via_by.", "comments"],
  ["teams", "users_via_team.", "users"], ["tags", "posts_via_tags.", "posts"], ["tags", "profiles_via_tag.", "profiles"],
  ["comments", "post.", "posts"], ["comments", "by.", "users"], ["lists", "items.", "posts"], ["profiles", "user.", "users"], ["profiles", "tag.", "tags"],
];
const kFields = {
  posts: "id title views active author tags editors kinds kind meta meta.n meta.tags meta.tags.0 meta.k place place.lon published secret mail".split(" "),
  users: "id name email team note verified karma roles emailVisibility".split(" "),
  tags: "id name rank code".split(" "),
  teams: "id name public".split(" "),
  comments: "id text approved post by".split(" "),
  lists: "id name items".split(" "),
  profiles: "id bio user tag".split(" "),
};
const kTexts = ["''", "'red'", "'%e%'", "'a'", "'1'", "'[]'", "'2024-05-01 10:00:00.000Z'", "'p1'", "'ann'", "'t1'"];
const kWords = ["0", "1", "-2", "10.5", "3", "null", "true", "false"];
const kRequest = ["@now", "@year", "@request.method", "@request.auth.id", "@request.query.q", "@request.query.q:isset", "@request.auth.roles:each",
  "@request.auth.team.name", "@request.auth.posts_via_author.views", "@request.auth.karma", "@request.headers.x_a:lower", "@request.body.a"];
const kOthers = ["@collection.tags.name", "@collection.users:a.team.name", "@collection.posts.tags.rank", "@collection.users:b.id", "@collection.profiles.user"];
const kFunctions = ["strftime('%Y', published)", "strftime('%Y', comments_via_post.text)", "strftime('%m', created, '+1 months')"];
const kSigns = ["=", "!=", "~", "!~", "<", "<=", ">", ">="].flatMap((sign) => [sign, `?${sign}`]);

class Random {
  constructor(seed) {
    this.state = seed * 2654435761;
    for (let i = 0; i < 5; i += 1) this.next();
  }
  next() {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  below(bound) {
    return Math.floor(this.next() * bound);
  }
  one(list) {
    return list[this.below(list.length)];
  }
  path() {
    let path = "";
    let at = "posts";
    for (let hops = this.below(4); hops > 0; hops -= 1) {
      const [, segment, next] = this.one(kSteps.filter(([from]) => from === at));
      path += segment;
      at = next;
    }
    return path + this.one(kFields[at]) + this.one(["", "", "", "", "", ":lower", ":length", ":each", ":isset"]);
  }
  operand() {
    const kinds = [kTexts, kWords, kRequest, kOthers, kFunctions];
    const kind = this.below(10);
    return kind < kinds.length ? this.one(kinds[kind]) : this.path();
  }
  filter(depth) {
    let filter = "";
    for (let left = 1 + this.below(3); left > 0; left -= 1) {
      filter += depth > 0 && this.below(4) === 0 ? `(${this.filter(depth - 1)})` : `${this.operand()} ${this.one(kSigns)} ${this.operand()}`;
      filter += left > 1 ? this.one([" && ", " || "]) : "";
    }
    return filter;
  }
}

async function ask(world, caller, query) {
  const token = await world.token(caller);
  const headers = { "X-A": "Red", ...(token ? { Authorization: token } : {}) };
  const answer = await send(world.server.url, { method: "GET", target: withQuery("/api/collections/posts/records", query), headers });
  return answer.status === 200 ? answer.text.trim() : `${answer.status} ${answer.text.trim()}`;
}

const worlds = [new World(await reach({})), new World(await reach(options))];
const count = { alike: 0, refused: 0, differ: 0 };
try {
  for (const world of worlds) await world.prepare("records");
  const first = Number(options.seed ?? 1);
  for (let seed = first; seed < first + Number(options.count ?? 2000); seed += 1) {
    const random = new Random(seed);
    const caller = random.one(["superuser", "ann", "guest"]);
    const query = { filter: random.filter(2), sort: random.below(3) === 0 ? `${random.one(["", "-"])}${random.path()},id` : "id", fields: "id", q: "red" };
    if (caller === "superuser" && query.filter.includes("@request.auth.id")) continue; // each server has its own
    const [socle, peer] = [await ask(worlds[0], caller, query), await ask(worlds[1], caller, query)];
    if (socle !== peer) {
      count.differ += 1;
      console.log(`seed ${seed}, ${caller}: ${query.filter} | sort ${query.sort}\n   Socle ${socle.slice(0, 200)}\n   peer  ${peer.slice(0, 200)}`);
    } else if (socle.startsWith("{")) count.alike += 1;
    else count.refused += 1;
  }
} finally {
  for (const world of worlds) await world.server.stop();
}
console.log(`${count.alike} answered alike, ${count.refused} refused alike, ${count.differ} differ`);
process.exitCode = count.differ > 0 ? 1 : 0;
