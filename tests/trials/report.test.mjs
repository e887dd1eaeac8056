import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { Journal } from './journal.mjs';
import { writeReport } from './report.mjs';

const PAGE = path.resolve(import.meta.dirname, '../../docs/promises.md');

function scene(t) {
  const dir = mkdtempSync(path.join(tmpdir(), 'otr-report-'));
  t.after(() => rmSync(dir, { recursive: true }));
  t.mock.method(console, 'log', () => {});
  const page = path.join(dir, 'page.md');
  copyFileSync(PAGE, page);
  return { page, results: path.join(dir, 'results.jsonl'), text: () => readFileSync(page, 'utf8') };
}

test('tables of which the journal knows nothing stay as they are', (t) => {
  const { page, results, text } = scene(t);

  writeReport(results, page);

  assert.equal(text(), readFileSync(PAGE, 'utf8'));
});

test('a row is replaced by the trials of its kind, and the others stay', (t) => {
  const { page, results, text } = scene(t);
  const journal = new Journal(results, 'abc');
  journal.add('hold', ...Array.from({ length: 300 }, () => ({ ok: true, tookMs: 40, overMs: 5 })));

  writeReport(results, page);

  const before = readFileSync(PAGE, 'utf8').split('\n');
  const changed = text().split('\n').filter((line) => !before.includes(line));
  assert.equal(changed.length, 1, changed.join('\n'));
  assert.match(changed[0], /^\| hold, one of 100 mailboxes \| 0 of 300 \(below 1 %\) \| 40 \/ 40 \/ 40 \| 5 \/ 5 \/ 5 \|.*abc/);
});
