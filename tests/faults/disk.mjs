// A small disk of its own for a data directory, filled and emptied at will, and what must hold after it failed.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PIECE = Buffer.alloc(4096, 1); // a page: what is left is less than anything can use

export class SmallDisk {
  /** A tmpfs of this size; null where this process may not mount. */
  static mount(megabytes) {
    const disk = new SmallDisk();
    disk.root = mkdtempSync(path.join(tmpdir(), 'otr-disk-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'outrider-test', disk.root], { stdio: 'ignore' });
    } catch {
      rmSync(disk.root, { recursive: true });
      return null;
    }
    disk.dataDir = path.join(disk.root, 'data');
    mkdirSync(disk.dataDir);
    return disk;
  }

  /** Takes whatever room is left, but `spare` bytes. */
  fill({ spare = 0 } = {}) {
    const file = openSync(path.join(this.root, 'ballast'), 'a');
    try {
      for (;;) writeSync(file, PIECE);
    } catch (error) {
      assert.equal(error.code, 'ENOSPC');
    } finally {
      closeSync(file);
    }
    if (spare) execFileSync('truncate', ['-s', `-${spare}`, path.join(this.root, 'ballast')]);
  }

  /** Gives the room back. */
  empty() { rmSync(path.join(this.root, 'ballast'), { force: true }); }

  remount(how) { execFileSync('mount', ['-o', `remount,${how}`, this.root]); }

  unmount() {
    execFileSync('umount', [this.root]);
    rmSync(this.root, { recursive: true });
  }
}

/** The database of a stopped server is sound. */
export function assertSound(dataDir) {
  const answer = execFileSync('sqlite3', [path.join(dataDir, 'outrider.db'), 'PRAGMA integrity_check; PRAGMA foreign_key_check;'], { encoding: 'utf8' });
  assert.equal(answer.trim(), 'ok');
}

const keyOf = (end) => `${end.rcpt} ${/^Re:/.test(end.subject) ? 2 : 1}`;

/**
 * The mail server's log against the sends: nobody got an email twice, `sent` is what the server has taken, and what it has
 * taken is sent or unknown. `unknown` is how many may be. Returns what was counted.
 */
export function assertHonest(ends, sends, { unknown: allowed = 0 } = {}) {
  const counts = new Map();
  for (const end of ends) counts.set(keyOf(end), (counts.get(keyOf(end)) ?? 0) + 1);
  assert.deepEqual([...counts].filter(([, count]) => count > 1), [], 'handed over twice');
  const byKey = new Map(sends.map((send) => [`${send.email} ${send.step}`, send]));
  for (const [key, send] of byKey) if (send.status === 'sent') assert.ok(counts.has(key), `${key} is sent, the server has not seen it`);
  for (const key of counts.keys()) assert.ok(['sent', 'unknown'].includes(byKey.get(key)?.status), `${key} was taken: ${JSON.stringify(byKey.get(key))}`);
  const unknown = sends.filter((send) => send.status === 'unknown').length;
  assert.ok(unknown <= allowed, `${unknown} unknown, ${allowed} allowed`);
  return { taken: counts.size, unknown };
}
