// What a failed trial leaves behind: the server's data as it was, its log, and the ends of data the mail server remembers.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Kills the server and keeps what tells of the failure in a folder of `out`; its name is printed. */
export async function keepEvidence(out, { outrider, witness }, error) {
  const dir = path.join(out, `failed-${new Date().toISOString().replace(/[:.]/g, '-')}`);
  mkdirSync(dir, { recursive: true });
  writeFileSync(path.join(dir, 'error.txt'), `${error.stack}\n`);
  await outrider.kill();
  writeFileSync(path.join(dir, 'server.log'), outrider.logText);
  cpSync(outrider.dataDir, path.join(dir, 'data'), { recursive: true, filter: (from) => !from.endsWith('.sock') });
  const ends = [...witness.recent.values()].flat().sort((a, b) => Number(a.ns - b.ns));
  writeFileSync(path.join(dir, 'ends.jsonl'), ends.map((end) => `${JSON.stringify({ ...end, ns: String(end.ns) })}\n`).join(''));
  console.error(`trials: the evidence is in ${dir}`);
}
