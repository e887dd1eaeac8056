// Waiting for something to become true: always bounded, and saying what it waited for.

/** Calls `probe` until it returns something true, and returns that; fails after `deadlineMs` with the last value or error seen. */
export async function waitFor(what, probe, deadlineMs = 15_000, everyMs = 40) {
  const end = performance.now() + deadlineMs;
  let last;
  for (;;) {
    try {
      last = await probe();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) throw new Error(`waited ${deadlineMs} ms for ${what}; last seen: ${describe(last)}`, { cause: last instanceof Error ? last : undefined });
    await sleep(everyMs);
  }
}

export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function describe(value) {
  if (value instanceof Error) return value.message;
  return JSON.stringify(value, (_key, inner) => (typeof inner === 'bigint' ? String(inner) : inner))?.slice(0, 600);
}
