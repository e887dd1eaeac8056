// The rival of pipeline.mjs: nodemailer's pool and Node's own SQLite (node:sqlite, as fast here as better-sqlite3). An email is claimed and its result kept, each durable at once
// (synchronous=FULL), since a commit for several at once would lose them together.
//
//	node nodemailer_sender.mjs PORT EMAILS CONNECTIONS DATABASE
import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.resolve(import.meta.dirname, '../tests/package.json'));
const { DatabaseSync } = require('node:sqlite');
const { createTransport } = require('nodemailer');
const [port, emails, connections, file] = process.argv.slice(2);

mkdirSync(path.dirname(file), { recursive: true });
for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
const database = new DatabaseSync(file);
database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  CREATE TABLE send (id INTEGER PRIMARY KEY, email TEXT, name TEXT, status TEXT, at INTEGER);
  CREATE INDEX due ON send (id) WHERE status = 'due';`);
const add = database.prepare("INSERT INTO send VALUES (?, ?, ?, 'due', 0)");
database.exec('BEGIN');
for (let i = 0; i < Number(emails); i++) add.run(i, `p${i}@d${i % 1000}.test`, `Person ${i}`);
database.exec('COMMIT');
const claim = database.prepare("UPDATE send SET status = 'claimed' WHERE id = (SELECT id FROM send WHERE status = 'due' ORDER BY id LIMIT 1) RETURNING id, email, name");
const settle = database.prepare("UPDATE send SET status = 'sent', at = ? WHERE id = ?");

const sentences = 'A sentence of the usual length, which says something. '.repeat(16);
const transport = createTransport({ host: '127.0.0.1', port: Number(port), pool: true, maxConnections: Number(connections), maxMessages: Infinity, ignoreTLS: true });

async function work() {
  for (let row = claim.get(); row; row = claim.get()) {
    await transport.sendMail({ from: 's@acme.test', to: row.email, subject: `Hello ${row.name}`, text: `Hello ${row.name},\n\n${sentences}\n`, html: `<p>Hello ${row.name},</p><p>${sentences}</p>` });
    settle.run(Date.now(), row.id);
  }
}

const [began, cpu] = [performance.now(), process.cpuUsage()];
await Promise.all(Array.from({ length: Number(connections) }, work));
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ perSecond: Number(emails) / ((performance.now() - began) / 1000), cpuMs: (user + system) / 1000 / Number(emails) }));
transport.close();
