// What a kill -9 in mid-campaign repeats or loses. It is the trials that measure it (./dev trials kill rivals); the row is made from their tables
// in docs/promises.md.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { keep, options, ROOT } from './lib.mjs';

options('usage: ./dev bench kill: the row of the trials with kill -9, from docs/promises.md');
const page = readFileSync(path.join(ROOT, 'docs/promises.md'), 'utf8');

/** The rows of one of the trials' tables, by their first cell. */
function table(name) {
  const [, text] = new RegExp(`<!-- trials:${name} -->([^]*?)<!-- /trials -->`).exec(page);
  const rows = text.split('\n').filter((line) => line.startsWith('|')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
  return { text, find: (begin) => rows.find(([first]) => first.startsWith(begin))?.slice(1) };
}

const kills = table('kills');
const rivals = table('rivals');
const rounds = Number(/(\d+) rounds/.exec(rivals.text)[1]);
const [verdict] = kills.find('kills in which');
const [again] = kills.find('start to the first email again');
const date = /\d{4}-\d\d-\d\d/.exec(kills.find('run')[0])[0];

/** What a rival repeated and lost. */
const told = (begin, name) => {
  const row = rivals.find(begin);
  return row && `${name}: ${row[2]} twice, ${row[3]} lost`;
};
const others = [told('nodemailer: a stop', 'nodemailer, marked after sending'), told('nodemailer: a flag', 'marked before'), told('Postfix', 'Postfix')].filter(Boolean);

keep('kill', [{ figure: 'kill -9 in mid-campaign, 100 connections: kills in which an email went out twice or was lost',
  ours: `${verdict}; sending again after ${again.split(' / ')[1]} ms (p99)`, rival: `${others.join('; ')}, in ${rounds} kills each`, must: '0 of 100', aim: '0 of 1,000; ≤ 2 s', met: verdict.startsWith('0 of ') }], date);
