// The journal of the trials: one JSON line each, in a file that is only ever appended to. A trial that is in it is not run again.
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';

/** All lines of a journal; one that was cut off by a crash is left out. */
export function readJournal(file) {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split('\n').filter(Boolean).flatMap((line) => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

export class Journal {
  constructor(file, version) {
    this.file = file;
    this.version = version;
    mkdirSync(path.dirname(file), { recursive: true });
    this.counts = new Map();
    for (const line of readJournal(file)) if (line.version === version && line.ok) this.count(line.kind);
    // A last line without its end would swallow the next one.
    if (existsSync(file) && !/(^|\n)$/.test(readFileSync(file, 'utf8').slice(-1))) appendFileSync(file, '\n');
  }

  count(kind) { this.counts.set(kind, this.done(kind) + 1); }

  /** How many trials of this kind have passed with this version. */
  done(kind) { return this.counts.get(kind) ?? 0; }

  /** Adds trials, all or none: they are one write. */
  add(kind, ...trials) {
    const lines = trials.map((trial) => {
      if (trial.ok) this.count(kind);
      return JSON.stringify({ version: this.version, kind, n: trial.ok ? this.done(kind) : this.done(kind) + 1,
        at: new Date().toISOString(), load: Number(loadavg()[0].toFixed(1)), ...trial });
    });
    appendFileSync(this.file, `${lines.join('\n')}\n`);
  }
}
