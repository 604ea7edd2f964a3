// Fills in what a server answers where a scenario expects nothing yet: ask the peer, read what it says, keep it.
// Dates, ids, tokens and stored file names that the scenario did not choose become wildcards.
import { kDefaultMessages } from "./play.mjs";

/// For Player: writes status, and body or ids, into the step of the file.
export function learnStep(step, answer, player) {
  const isFiltered = step.query?.filter !== undefined || step.query?.sort !== undefined;
  const target = step.original;
  if (answer.text === "") {
    Object.assign(target, answer.status === 200 ? { text: "" } : { status: answer.status, text: "" });
  } else if (step.only === "text") {
    Object.assign(target, answer.status === 200 ? {} : { status: answer.status }, { text: answer.text });
  } else if (answer.status === 200 && isFiltered) {
    target.ids = JSON.parse(answer.text).items.map((item) => item.id);
  } else {
    target.status = answer.status;
    try {
      const body = generalised(JSON.parse(answer.text), JSON.stringify([step.send, step.json, step.form, step.query, step.parts]), player.world);
      const isEnvelope = answer.status >= 400 && Object.keys(body).join() === "data,message,status" && body.status === answer.status;
      if (isEnvelope) learnError(target, body);
      else target.body = answer.status < 300 && step.only ? { ...Object.fromEntries(step.only.map((key) => [key, body[key]])), "...": "" } : body;
    } catch {
      target.text = answer.text;
    }
  }
  delete target.only; // `only`: the keys to learn of a long body, or "text" for its bytes
  Object.assign(step, target);
}

function learnError(target, { data, message, status }) {
  if (message !== kDefaultMessages[status]) target.message = message;
  if (Object.keys(data).length > 0) target.data = data;
}

/// Moves what every case of a scenario answers alike up to the scenario.
export function hoist(scenario) {
  const said = (one) => JSON.stringify([one.status, one.message, one.data]);
  const cases = scenario.cases ?? [];
  const isAlike = cases.length > 1 && cases.every((one) => one.status >= 400 && !("body" in one) && !("text" in one) && !one.peer && said(one) === said(cases[0]));
  if (!isAlike) return scenario;
  const { status, message, data } = cases[0];
  const rest = cases.map(({ status: _s, message: _m, data: _d, ...one }) => one);
  const { cases: _, ...shared } = scenario;
  return JSON.parse(JSON.stringify({ ...shared, status, message, data, cases: rest }));
}

function generalised(value, chosen, world) {
  if (Array.isArray(value)) return value.map((item) => generalised(item, chosen, world));
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, generalised(item, chosen, world)]));
  }
  if (typeof value !== "string") return value;
  const isChosen = (source) => JSON.stringify(source ?? null).includes(JSON.stringify(value).slice(1, -1));
  if (value.length < 10 || chosen.includes(value) || isChosen(world.fixture.records) || isChosen(world.fixture.collections)) return value;
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) return "<date>";
  for (const [key, seeded] of world.seeded) {
    if (value === seeded) return `\${${key}}`;
  }
  if (/^[a-z0-9]{15}$/.test(value)) return "<id>";
  if (/^[\w-]{10,}\.[\w-]{20,}\.[\w-]{20,}$/.test(value)) return "<token>";
  if (value.startsWith("validation_")) return value; // "…_constraint" looks like a stored file's name
  const stored = value.match(/^(\w*_)[a-z0-9]{10}((?:\.\w+)*)$/);
  return stored ? `</${stored[1]}[a-z0-9]{10}${(stored[2] ?? "").replaceAll(".", "\\.")}/>` : value;
}

/// JSON as people write it: what fits on a line stays on one.
export function pretty(value, indent = "", width = 150) {
  const flat = flatText(value);
  if (value === null || typeof value !== "object" || flat.length + indent.length <= width) return flat;
  const inner = indent + "  ";
  if (Array.isArray(value)) return `[\n${value.map((item) => inner + pretty(item, inner, width)).join(",\n")}\n${indent}]`;
  const entries = Object.entries(value).map(([key, item]) => `${inner}${JSON.stringify(key)}: ${pretty(item, inner, width)}`);
  return `{\n${entries.join(",\n")}\n${indent}}`;
}

function flatText(value) {
  if (Array.isArray(value)) return `[${value.map(flatText).join(", ")}]`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${flatText(item)}`);
    return `{${entries.join(", ")}}`;
  }
  return JSON.stringify(value);
}
