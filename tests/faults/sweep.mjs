// Many lives with a failure each: a few at once, all failures told at the end; and a journal of those that passed, so that a run that was cut
// short goes on from there.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { Journal, readJournal } from '../trials/journal.mjs';

const AT_ONCE = 3;
const FAILURES = 20; // after so many it is over
const ROOT = path.resolve(import.meta.dirname, '../..');

/** Lives through each of these points; what was seen. `keep` is told of each that passed. */
export async function sweep(points, liveThrough, keep = () => {}) {
  const seen = [];
  const failures = [];
  const todo = [...points];
  const work = async () => {
    for (let point = todo.shift(); point !== undefined && failures.length <= FAILURES; point = todo.shift()) {
      try {
        seen.push(await liveThrough(point));
        keep(point, seen.at(-1));
      } catch (error) {
        failures.push(error.message);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  assert.deepEqual(failures, []);
  return seen;
}

/** The same for those that have not passed with this version; what was seen of all. The journal is build/NAME.jsonl. */
export async function sweepTheRest(name, points, nameOf, liveThrough) {
  const version = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim();
  const file = path.join(ROOT, `build/${name}.jsonl`);
  const journal = new Journal(file, version);
  const passed = new Map(readJournal(file).filter((line) => line.version === version).map((line) => [line.kind, line]));
  const seen = await sweep(points.filter((point) => !passed.has(nameOf(point))), liveThrough, (point, result) => journal.add(nameOf(point), { ok: true, ...result }));
  return [...passed.values(), ...seen];
}
