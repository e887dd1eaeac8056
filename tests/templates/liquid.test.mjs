// Every construct and filter of our templates, beside liquidjs in the same run: a case gives the same text on both sides, or the table says
// what ours is and why it differs.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { Liquid } from 'liquidjs';
import { cases, differences, values } from './cases.mjs';

const NOW = Date.parse('2026-11-23T07:45:27.123Z');
const build = process.env.OUTRIDER_BUILD ?? path.resolve(import.meta.dirname, '../../build');

/** Our renderings of all these, in one process. */
export function renderOurs(lines) {
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(build, 'tests/templates/render_lines'), { stdio: ['pipe', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (chunk) => { out += chunk; });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve(out.trim().split('\n').map((line) => JSON.parse(line))) : reject(new Error(`render_lines ended with ${code}`))));
    child.stdin.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  });
}

// Fields that are empty have no value in Outrider, and "now" is given.
const engine = new Liquid({ timezoneOffset: 'UTC', locale: 'en' });
const htmlEngine = new Liquid({ timezoneOffset: 'UTC', locale: 'en', outputEscape: 'escape' });
const theirsFor = (source, html) => (html ? htmlEngine : engine).parseAndRenderSync(source, { ...values, custom: values });

const shown = (source) => source.replaceAll('\n', '⏎');

async function compare(rows, html) {
  const ours = await renderOurs(rows.map(([source]) => ({ source, values, html, now: NOW, zone: 'UTC' })));
  const wrong = [];
  rows.forEach(([source, wanted], i) => {
    const theirs = theirsFor(source, html);
    if (ours[i].text !== wanted || theirs !== wanted) wrong.push({ source: shown(source), wanted, ours: ours[i], theirs });
  });
  assert.deepEqual(wrong, []);
  return rows.length;
}

for (const [name, rows] of Object.entries(cases.text)) test(`${name}: the same text as liquidjs`, () => compare(rows, false));
for (const [name, rows] of Object.entries(cases.html)) test(`HTML, ${name}: the same as liquidjs`, () => compare(rows, true));

test('where we differ from liquidjs, both results are known, and there is a reason', async () => {
  const ours = await renderOurs(differences.map(({ source, html = false }) => ({ source, values, html, now: NOW, zone: 'UTC' })));
  const wrong = [];
  differences.forEach(({ source, ours: wanted, theirs: theirWanted, why, html = false }, i) => {
    let theirs;
    try {
      theirs = theirsFor(source, html);
    } catch (error) {
      theirs = `!${error.message.split('\n')[0]}`;
    }
    const mine = ours[i].text ?? (ours[i].missing ? `missing ${ours[i].missing}` : `!${ours[i].error}`);
    assert.ok(why, `${source}: a reason`);
    if (source.includes('"now"')) theirs = theirWanted; // theirs reads the clock
    if (mine !== wanted || theirs !== theirWanted || mine === theirs) wrong.push({ source: shown(source), mine, wanted, theirs, theirWanted });
  });
  assert.deepEqual(wrong, []);
});

// A table of cases grows stale unless it is held to what there is: each filter and tag of ours must stand in it.
test('every filter and every tag has its cases', async () => {
  const [{ error }] = await renderOurs([{ source: '{% nothing %}', values }]);
  const tags = error.match(/There are: (.*)\./)[1].split(', ');
  const sources = Object.values({ ...cases.text, ...cases.html }).flat().map(([source]) => source).join('\n');
  const filters = ['default', 'capitalize', 'upcase', 'downcase', 'strip', 'lstrip', 'rstrip', 'truncate', 'truncatewords', 'append', 'prepend', 'replace', 'replace_first',
    'remove', 'remove_first', 'escape', 'url_encode', 'newline_to_br', 'strip_newlines', 'split', 'join', 'first', 'last', 'size', 'slice', 'reverse', 'sort', 'uniq', 'plus',
    'minus', 'times', 'divided_by', 'modulo', 'round', 'ceil', 'floor', 'abs', 'at_least', 'at_most', 'date'];
  assert.deepEqual(tags.filter((tag) => !new RegExp(`{%-?\\s*${tag}\\b`).test(sources)), [], 'tags without a case');
  assert.deepEqual(filters.filter((filter) => (sources.match(new RegExp(`\\|\\s*${filter}\\b`, 'g')) ?? []).length < 3), [], 'filters with fewer than three cases');
});
