// How `./dev demo log` and `./dev demo reply` reach the demo that runs: questions over loopback, answers in plain text.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { ADA } from './seed.mjs';

/** Local time with milliseconds. */
function clock(time) {
  const date = new Date(time);
  return `${date.toTimeString().slice(0, 8)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

async function receiptLines(api, mailbox, taken) {
  const { items: [receipt] } = await api.get(`/mailboxes/${mailbox.id}/receipts?limit=1`);
  if (!receipt?.quiesced_at || mailbox.status === 'active') return [];
  const after = taken.filter((entry) => entry.wall > Date.parse(receipt.quiesced_at)).length;
  return ['', "Outrider's receipt of the disconnect:", `  asked ${clock(receipt.requested_at)}, quiet ${clock(receipt.quiesced_at)}`,
    `  emails the server took after that: ${after}`];
}

async function log({ world, api }, address) {
  const mailboxes = await api.all('/mailboxes');
  const mailbox = mailboxes.find((one) => one.address === address);
  if (!mailbox) throw new Error(`name one of ${mailboxes.map((one) => one.address).join(', ')}`);
  const taken = world.taken(address);
  const last = taken.at(-1);
  const now = Date.now();
  if (!last) return `${address}: the mail server has taken nothing yet`;
  const quiet = ((now - last.wall) / 1000).toFixed(1);
  return [
    `${address}, as its mail server saw it (${taken.length} emails)`,
    `  last end of data ${clock(last.wall)}, acknowledged ${last.acknowledged ? clock(last.acknowledged) : 'never'}, to ${last.rcpt}`,
    `  since then 0, for ${quiet} s (now ${clock(now)})`,
    ...await receiptLines(api, mailbox, taken),
  ].join('\n');
}

async function reply({ world }, named) {
  const person = named.toLowerCase() || world.taken(ADA).at(-1)?.rcpt;
  if (!person) throw new Error(`${ADA} has not written to anybody yet; wait a few seconds`);
  const mailbox = await world.reply(person);
  return `${person} has replied; the reply is in the inbox of ${mailbox}`;
}

const commands = { log, reply };

/** GET / says that the demo (its `world` and `api`) runs; GET /log?of=…, /reply?of=… do as the commands say. */
export async function serveControl({ port, demo }) {
  const server = http.createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://demo');
    const command = commands[pathname.slice(1)];
    if (!command) return response.writeHead(pathname === '/' ? 200 : 404).end();
    try {
      if (!demo.api) throw new Error('the demo is still starting; wait a few seconds');
      return response.end(await command(demo, searchParams.get('of') ?? ''));
    } catch (error) {
      return response.writeHead(422).end(error.message);
    }
  });
  await new Promise((resolve, reject) => server.on('error', reject).listen(port, '127.0.0.1', resolve));
  return server;
}

/** Asks the demo whose folder this is. */
export async function askControl(dir, command, argument = '') {
  let control;
  try {
    ({ control } = JSON.parse(readFileSync(path.join(dir, 'demo.json'), 'utf8')));
  } catch {
    throw new Error('no demo is running; start it with ./dev demo');
  }
  const answer = await fetch(`http://127.0.0.1:${control}/${command}?of=${encodeURIComponent(argument)}`)
    .catch(() => { throw new Error('the demo has ended; start it with ./dev demo'); });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}
