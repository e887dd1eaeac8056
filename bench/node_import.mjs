// The rival of import.mjs: reads the CSV as a stream, checks each address, and merges by it, a thousand rows in a transaction.
//
//	node node_import.mjs FILE DATABASE
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';

const [file, where] = process.argv.slice(2);
const database = new DatabaseSync(where);
database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
  CREATE TABLE contact (id INTEGER PRIMARY KEY, email TEXT UNIQUE, domain TEXT, first_name TEXT, last_name TEXT, company TEXT, title TEXT);
  CREATE INDEX contact_domain ON contact (domain)`);
const merge = database.prepare(`INSERT INTO contact (email, domain, first_name, last_name, company, title) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (email) DO UPDATE SET first_name = excluded.first_name, last_name = excluded.last_name, company = excluded.company, title = excluded.title`);
const address = /^[^\s@]+@([^\s@]+\.[^\s@.]+)$/;
let rows = 0;

database.exec('BEGIN');
for await (const line of createInterface({ input: createReadStream(file) })) {
  const [email, first, last, company, title] = line.split(',');
  const match = address.exec(email.trim().toLowerCase());
  if (!match) continue;
  merge.run(match[0], match[1], first, last, company, title);
  if (++rows % 1000 === 0) database.exec('COMMIT; BEGIN');
}
database.exec('COMMIT');
