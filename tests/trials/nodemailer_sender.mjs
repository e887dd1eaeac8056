// A sender as one writes it with nodemailer in an afternoon: the rival of the trials. A connection for each mailbox, the to-do list
// in SQLite, a stop as its own manner has it:
//
//   queue: the pool is fed when it is idle, as nodemailer's manual shows; a stop feeds no more. An email is marked when it was taken.
//   flag:  a loop for each mailbox looks at a flag before each email; a stop sets it. An email is marked before it is sent.
//
//   node nodemailer_sender.mjs PORT DATABASE queue|flag
// takes `stop MAILBOX` and `stop all` on its standard input and answers each with a line; prints `done` when nothing is left.
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import nodemailer from 'nodemailer';

const [port, file, manner] = process.argv.slice(2);
const database = new DatabaseSync(file);
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
const mark = database.prepare('UPDATE email SET is_sent = 1 WHERE id = ?');
const todo = Map.groupBy(database.prepare('SELECT id, mailbox, rcpt FROM email WHERE NOT is_sent ORDER BY id').all(), (email) => email.mailbox);
const stopped = new Set();
let left = [...todo.values()].reduce((sum, list) => sum + list.length, 0);

const send = (transport, { mailbox, rcpt }) => transport.sendMail({ from: mailbox, to: rcpt, subject: 'Step one', text: 'Hello' });

function ended() {
  if (--left === 0) console.log('done');
}

function makeTransport(mailbox) {
  return nodemailer.createTransport({
    pool: true, maxConnections: 1, maxMessages: Infinity, host: '127.0.0.1', port: Number(port), ignoreTLS: true,
    auth: { user: mailbox, pass: 'secret' },
  });
}

function feed(mailbox, list) {
  const transport = makeTransport(mailbox);
  transport.on('idle', () => {
    while (transport.isIdle() && list.length && !stopped.has(mailbox)) {
      const email = list.shift();
      send(transport, email).then(() => mark.run(email.id)).catch((error) => console.error(error.message)).finally(ended);
    }
  });
}

async function loop(mailbox, list) {
  const transport = makeTransport(mailbox);
  for (const email of list) {
    if (stopped.has(mailbox)) return;
    mark.run(email.id);
    await send(transport, email).catch((error) => console.error(error.message));
    ended();
  }
}

for (const [mailbox, list] of todo) (manner === 'queue' ? feed : loop)(mailbox, list);
if (!left) console.log('done');
createInterface({ input: process.stdin }).on('line', (line) => {
  const [, what] = line.split(' ');
  for (const mailbox of what === 'all' ? todo.keys() : [what]) stopped.add(mailbox);
  console.log('stopped');
}).on('close', () => process.exit(0));
