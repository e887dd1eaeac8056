// The tables of docs/promises.md, made from the journal: whatever stands between `<!-- trials:NAME -->` and `<!-- /trials -->`.
// What the journal knows nothing of stays as it is, for the journal is not kept with the source.
import { readFileSync, writeFileSync } from 'node:fs';
import { readJournal } from './journal.mjs';

const number = (value) => value.toLocaleString('en-GB', { maximumFractionDigits: value < 10 ? 1 : 0 });
const sum = (values) => values.reduce((total, value) => total + value, 0);

function quantiles(values) {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  const at = (share) => number(Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]));
  return sorted.length ? `${at(0.5)} / ${at(0.99)} / ${at(1)}` : '–';
}

/** The trials of a kind with the version that ran last: those that passed, and how many did not. */
function latest(lines, kind) {
  const ofKind = lines.filter((line) => line.kind === kind);
  const version = ofKind.at(-1)?.version;
  const own = ofKind.filter((line) => line.version === version);
  return { version, passed: own.filter((line) => line.ok), failed: own.filter((line) => !line.ok).length };
}

// "0 of 1,000 (below 0.3 %)": with no failure in n trials, the true share is below 3/n with 95 % certainty.
function verdict(failed, passed) {
  const tries = failed + passed;
  return failed ? `**${number(failed)} of ${number(tries)}**` : `0 of ${number(tries)} (below ${(300 / tries).toPrecision(1)} %)`;
}

function dated({ version, passed }) {
  const days = [...new Set([passed[0].at.slice(0, 10), passed.at(-1).at.slice(0, 10)])].join(' to ');
  const loads = passed.map((line) => line.load).sort((a, b) => a - b);
  return `${days}, ${version}, load ${number(loads[Math.floor(loads.length / 2)])}`;
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The cells of a table's rows. */
const rowsOf = (text) => text.split('\n').filter((line) => line.startsWith('|')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));

const stopNames = {
  disconnect: 'disconnect, one of 100 mailboxes', hold: 'hold, one of 100 mailboxes',
  pause: 'pause of a campaign, 20 of 100 mailboxes', suppression: 'Do Not Contact, next in line', erasure: 'erasure of a person, next in line',
};

function stops(lines, former) {
  const rows = Object.entries(stopNames).flatMap(([kind, name]) => {
    const found = latest(lines, kind);
    if (!found.passed.length) return rowsOf(former).filter(([first]) => first === name);
    const { passed, failed } = found;
    return [[name, verdict(failed, passed.length), quantiles(passed.map((line) => line.tookMs)), quantiles(passed.map((line) => line.overMs)), dated(found)]];
  });
  return table(['stop', 'trials with an end of data after the answer', 'answer, ms (p50 / p99 / max)', 'of it, over what was in flight', 'run'], rows);
}

function kills(lines) {
  const found = latest(lines, 'kill');
  const { passed, failed } = found;
  if (!passed.length) return null;
  const rounds = passed.filter((line) => line.roundKills);
  const unknown = sum(rounds.map((line) => line.roundUnknown));
  const most = Math.max(...rounds.map((line) => line.roundUnknown / line.roundKills));
  return table(['kill -9', ''], [
    ['kills in which an email went out twice or was lost', verdict(failed, passed.length)],
    ['of them while starting', number(passed.filter((line) => line.moment === 'starting').length)],
    ['emails handed over', number(sum(rounds.map((line) => line.roundSeen)))],
    ['listed as unknown', `${number(unknown)}: ${number(unknown / passed.length)} a kill, ${number(most)} in the worst round, with 100 connections`],
    ['start to the first email again, ms (p50 / p99 / max)', quantiles(passed.map((line) => line.firstMs))],
    ['run', dated(found)],
  ]);
}

const contestantNames = {
  outrider: 'Outrider', 'nodemailer, queue': 'nodemailer: a stop feeds the pool no more; marked after sending',
  'nodemailer, flag': 'nodemailer: a flag before each email; marked before sending', postfix: 'Postfix: `postsuper -h`',
};

function leaks(results) {
  const late = results.map((result) => result.late);
  const delays = results.flatMap((result) => result.lastMs ?? []);
  if (!delays.length) return '0';
  return `${number(sum(late))} in ${delays.length} of ${results.length} stops, the last after ${number(Math.round(Math.max(...delays)))} ms`;
}

function rivals(lines) {
  const found = latest(lines, 'rivals');
  const { passed } = found;
  if (!passed.length) return null;
  const rows = Object.entries(contestantNames).flatMap(([key, name]) => {
    const results = passed.flatMap((line) => line.results[key] ?? []);
    if (!results.length) return [];
    const total = (field) => number(sum(results.map((result) => result.kill[field])));
    return [[name, leaks(results.map((result) => result.mailbox)), leaks(results.map((result) => result.all)), total('twice'), total('lost'), total('unknown')]];
  });
  return `${table(['', 'after "one mailbox stops"', 'after "everything stops"', 'kill -9: sent twice', 'lost', 'named unknown'], rows)}\n\n`
    + `${passed.length} rounds of ${number(passed[0].emails)} emails for each job; ${dated(found)}.`;
}

export function writeReport(results, page) {
  const lines = readJournal(results);
  let text = readFileSync(page, 'utf8');
  for (const [name, make] of Object.entries({ stops, kills, rivals })) {
    const marked = new RegExp(`(<!-- trials:${name} -->\n)([^]*?)(<!-- /trials -->)`);
    if (!marked.test(text)) throw new Error(`${page} has no place for ${name}`);
    text = text.replace(marked, (all, begin, former, end) => {
      const made = make(lines, former);
      return made ? `${begin}\n${made}\n\n${end}` : all;
    });
  }
  writeFileSync(page, text);
  console.log(`report: ${lines.length} trials, into ${page}`);
}
