// Expected against actual: exact, but for the wildcards of README.md; and `${name}` of what was captured before.

const kKinds = {
  any: () => true,
  text: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  id: (value) => typeof value === "string" && /^[a-z0-9]{15}$/.test(value),
  date: (value) => typeof value === "string" && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z$/.test(value),
  token: (value) => typeof value === "string" && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value),
  client: (value) => typeof value === "string" && /^[A-Za-z0-9]{40}$/.test(value),
};

/// `${name}` in every string of `value`, also in keys. An unknown name is an error of the scenario.
export function filled(value, known) {
  if (typeof value === "string") {
    return value.replace(/\$\{([^}]+)\}/g, (_, name) => {
      if (!known.has(name)) throw new Error(`nothing was captured as \${${name}}`);
      return known.get(name);
    });
  }
  if (Array.isArray(value)) return value.map((item) => filled(item, known));
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [filled(key, known), filled(item, known)]));
  }
  return value;
}

/// The first difference in words, or null. Captures of matching wildcards are put into `known`.
export function difference(expected, actual, known, path = "body") {
  if (typeof expected === "string") return textDifference(expected, actual, known, path);
  if (Array.isArray(expected)) return listDifference(expected, actual, known, path);
  if (expected !== null && typeof expected === "object") return objectDifference(expected, actual, known, path);
  return Object.is(expected, actual) ? null : says(path, expected, actual);
}

function textDifference(expected, actual, known, path) {
  const wildcard = expected.match(/^<([a-z]+)(?:=(\w+))?>$/);
  if (wildcard && kKinds[wildcard[1]]) {
    if (!kKinds[wildcard[1]](actual)) return says(path, expected, actual);
    if (wildcard[2]) known.set(wildcard[2], actual);
    return null;
  }
  const size = expected.match(/^<list of (\d+)>$/);
  if (size) return Array.isArray(actual) && actual.length === Number(size[1]) ? null : says(path, expected, Array.isArray(actual) ? `a list of ${actual.length}` : actual);
  const pattern = expected.match(/^<\/(.*)\/(?:=(\w+))?>$/s);
  if (pattern) {
    if (typeof actual !== "string" || !new RegExp(`^(?:${filled(pattern[1], known)})$`, "s").test(actual)) return says(path, expected, actual);
    if (pattern[2]) known.set(pattern[2], actual);
    return null;
  }
  const wanted = filled(expected, known);
  return wanted === actual ? null : says(path, wanted, actual);
}

function listDifference(expected, actual, known, path) {
  if (!Array.isArray(actual)) return says(path, expected, actual);
  if (expected[0] === "...") { // whatever came before the last of them
    const tail = expected.slice(1);
    return actual.length < tail.length ? says(path, expected, actual) : listDifference(tail, actual.slice(actual.length - tail.length), known, path);
  }
  const isAnyOrder = expected[0] === "<any order>";
  const wanted = isAnyOrder ? expected.slice(1) : expected;
  if (wanted.length !== actual.length) return `${path}: expected ${wanted.length} items, got ${actual.length}: ${brief(actual)}`;
  if (!isAnyOrder) {
    for (const [i, item] of wanted.entries()) {
      const found = difference(item, actual[i], known, `${path}.${i}`);
      if (found) return found;
    }
    return null;
  }
  const left = [...actual];
  for (const item of wanted) {
    const at = left.findIndex((candidate) => difference(item, candidate, new Map(known)) === null);
    if (at < 0) return `${path}: nothing there like ${brief(item)}; left: ${brief(left)}`;
    difference(item, left[at], known);
    left.splice(at, 1);
  }
  return null;
}

function objectDifference(expected, actual, known, path) {
  if (actual === null || typeof actual !== "object" || Array.isArray(actual)) return says(path, expected, actual);
  const wanted = filledKeys(expected, known);
  for (const [key, item] of Object.entries(wanted)) {
    if (key === "...") continue;
    if (!(key in actual)) return `${path}.${key}: expected ${brief(item)}, it is missing`;
    const found = difference(item, actual[key], known, `${path}.${key}`);
    if (found) return found;
  }
  const extra = "..." in wanted ? undefined : Object.keys(actual).find((key) => !(key in wanted));
  return extra === undefined ? null : `${path}.${extra}: not expected, got ${brief(actual[extra])}`;
}

const filledKeys = (value, known) => Object.fromEntries(Object.entries(value).map(([key, item]) => [filled(key, known), item]));
const says = (path, expected, actual) => `${path}: expected ${brief(expected)}, got ${brief(actual)}`;

export function brief(value) {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 400 ? text.slice(0, 400) + "…" : text;
}
