// Filling the two templates of one email: 2 KB of text and its HTML, ten variables in each, compiled before; beside liquidjs and Mustache.js.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Liquid } from '../tests/node_modules/liquidjs/dist/liquid.node.mjs';
import Mustache from '../tests/node_modules/mustache/mustache.mjs';
import { BUILD, keep, median, options, ratio, ROOT, sideBySide } from './lib.mjs';

const { runs, quick } = options('usage: ./dev bench render: CPU time of rendering one email, beside liquidjs and Mustache.js');
const COUNT = quick ? 10_000 : 100_000;

const values = { first_name: 'Ada', last_name: 'Lovelace', company: 'Analytical Engines & Sons', title: 'Head of Computation', location: 'London', country: 'United Kingdom',
  deal_size: '12,000', icebreaker: 'I read your notes on the Bernoulli numbers with great pleasure', sender_name: 'Charles', product: 'Difference Engine' };
const names = Object.keys(values);
const filler = 'We build small machines that do one thing well, and we would be glad to show you how they could save your team some hours a week. ';

/** A paragraph for each variable, written as `place` writes it. */
const body = (place, begin, end) => names.map((name, i) => `${begin}${filler.slice(0, 2048 / names.length - 40 - i)} ${place(name)}${end}`).join('\n');
const both = (place) => ({ text: body(place, '', '\n'), html: body(place, '<p>', '</p>') });

const liquid = both((name) => `{{ ${name} | default: "there" }}`);
const mustache = both((name) => `{{${name}}}`);

mkdirSync(BUILD, { recursive: true });
const file = path.join(BUILD, 'render.input');
writeFileSync(file, JSON.stringify({ ...liquid, values }));

const ours = () => ({ us: Number(execFileSync(path.join(ROOT, 'build/bench/render_bench'), [file, String(COUNT * 5)], { encoding: 'utf8' })) });

function cpuOf(count, render) {
  render();
  const before = process.cpuUsage();
  for (let i = 0; i < count; i++) render();
  const { user, system } = process.cpuUsage(before);
  return { us: (user + system) / count };
}

const plain = new Liquid();
const escaping = new Liquid({ outputEscape: 'escape' });
const compiled = { text: plain.parse(liquid.text), html: escaping.parse(liquid.html) };

const liquidjs = () => cpuOf(COUNT / 5, () => { plain.renderSync(compiled.text, values); escaping.renderSync(compiled.html, values); });
const raw = { escape: (value) => value };
const mustachejs = () => cpuOf(COUNT, () => { Mustache.render(mustache.text, values, {}, raw); Mustache.render(mustache.html, values); });

const results = await sideBySide(runs, { ours, liquidjs, mustachejs });
const of = (name) => results[name].map(({ us }) => us);
const speed = ratio(of('liquidjs'), of('ours'));
keep('render', [{ figure: 'rendering an email of 2 KB in two parts, ten variables, compiled before: CPU', ours: `${median(of('ours')).toFixed(1)} µs`,
  rival: `liquidjs: ${median(of('liquidjs')).toFixed(1)} µs; Mustache.js: ${median(of('mustachejs')).toFixed(1)} µs`, ...speed, must: '≤ 20 µs', aim: '≤ 10 µs', met: median(of('ours')) <= 20 }]);
