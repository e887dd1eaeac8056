import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { Journal, readJournal } from './journal.mjs';

function journalFile(t) {
  const dir = mkdtempSync(path.join(tmpdir(), 'otr-journal-'));
  t.after(() => rmSync(dir, { recursive: true }));
  return path.join(dir, 'deeper', 'results.jsonl');
}

test('a second run goes on behind the trials of the same version that have passed', (t) => {
  const file = journalFile(t);
  const first = new Journal(file, 'one');
  first.add('kill', { ok: true }, { ok: true });
  first.add('kill', { ok: false, error: 'handed over twice' });
  first.add('pause', { ok: true });

  const second = new Journal(file, 'one');
  second.add('kill', { ok: true });

  assert.deepEqual([second.done('kill'), second.done('pause'), new Journal(file, 'two').done('kill')], [3, 1, 0]);
  assert.deepEqual(readJournal(file).filter((line) => line.kind === 'kill' && line.ok).map((line) => line.n), [1, 2, 3]);
});

test('a line that a crash cut off counts for nothing and spoils nothing', (t) => {
  const file = journalFile(t);
  new Journal(file, 'one').add('kill', { ok: true });
  appendFileSync(file, '{"version":"one","kind":"kill","ok":tr');

  new Journal(file, 'one').add('kill', { ok: true });

  assert.equal(new Journal(file, 'one').done('kill'), 2);
});
