// What many of the tests need: a client of the SDK, the refusal of a request, waiting for what comes by itself.
import assert from "node:assert/strict";
import PocketBase, { ClientResponseError } from "pocketbase";

/// A client that runs equal requests side by side. `agent`: the User-Agent it sends.
export function clientOf(url, agent = undefined) {
  const pb = new PocketBase(url);
  pb.autoCancellation(false);
  if (agent) pb.beforeSend = (target, options) => ({ url: target, options: { ...options, headers: { ...options.headers, "User-Agent": agent } } });
  return pb;
}

/// The error that the SDK made of an answer; fails when the request was not refused.
export async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof ClientResponseError, String(error));
    return error;
  }
  assert.fail("the request was not refused");
}

/// Looks every 10 ms until `condition` holds, and hands on what it answered.
export async function until(condition, what = "it did not happen in time", limitMs = 5000) {
  const end = Date.now() + limitMs;
  for (;;) {
    const found = await condition();
    if (found) return found;
    assert.ok(Date.now() < end, what);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
