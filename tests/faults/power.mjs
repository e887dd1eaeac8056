// What a disk may hold after the power was cut: from the record of what a program wrote (tests/faults/shim/), the files as
// they were synced, with what came after kept, dropped, put in any order, or torn at sectors of 512 bytes.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const EVENTS = [null, 'write', 'truncate', 'sync', 'made', 'renamed', 'removed'];
const HEADER = 40;
const SECTOR = 512;

/** The record as a list of { event, ns, offset, name, data }. */
export function readRecord(file) {
  const bytes = readFileSync(file);
  const events = [];
  for (let at = 0; at + HEADER <= bytes.length;) {
    const [event, ns, offset, nameLength, dataLength] = Array.from({ length: 5 }, (_, i) => bytes.readBigInt64LE(at + 8 * i));
    const from = at + HEADER + Number(nameLength);
    events.push({ event: EVENTS[Number(event)], ns, offset: Number(offset), name: bytes.toString('utf8', at + HEADER, from), data: bytes.subarray(from, from + Number(dataLength)) });
    at = from + Number(dataLength);
  }
  return events;
}

/** Numbers from a seed, so that a cut can be made again. */
export function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// One file's bytes, whatever it is called: what is safe, and what was written since the last sync.
class Content {
  constructor(bytes = Buffer.alloc(0)) {
    this.bytes = bytes;
    this.pending = [];
  }

  resize(size) {
    if (size <= this.bytes.length) this.bytes = this.bytes.subarray(0, size);
    else this.bytes = Buffer.concat([this.bytes, Buffer.alloc(size - this.bytes.length)]);
  }

  write(offset, data) {
    if (offset + data.length > this.bytes.length) this.resize(offset + data.length);
    else this.bytes = Buffer.from(this.bytes);
    data.copy(this.bytes, offset);
  }

  apply({ event, offset, data }) {
    if (event === 'truncate') this.resize(offset);
    else this.write(offset, data);
  }

  sync() {
    for (const change of this.pending) this.apply(change);
    this.pending = [];
  }

  /** Some sectors of a write, in their places. */
  tear({ offset, data }, random) {
    for (let at = 0; at < data.length;) {
      const end = Math.min(data.length, at + SECTOR - ((offset + at) % SECTOR));
      if (random() < 0.5) this.write(offset + at, data.subarray(at, end));
      at = end;
    }
  }

  /** What became of the writes that were not synced. */
  cut(random) {
    const way = random();
    if (way < 0.2) return; // none arrived
    let { pending } = this;
    if (way < 0.4) pending = pending.slice(0, Math.floor(random() * (pending.length + 1))); // the first ones did
    for (const change of pending) {
      const fate = way < 0.4 ? 0 : random();
      if (fate < 0.45) this.apply(change);
      else if (fate < 0.65 && change.event === 'write') this.tear(change, random);
    }
  }
}

// The names of the directory, those that a sync of it has made safe, and the changes since.
class Directory {
  constructor(from) {
    this.names = new Map();
    const add = (dir, prefix) => {
      for (const entry of readdirSync(dir)) {
        const file = path.join(dir, entry);
        if (statSync(file).isDirectory()) add(file, path.join(prefix, entry));
        else if (statSync(file).isFile()) this.names.set(path.join(prefix, entry), new Content(readFileSync(file)));
      }
    };
    add(from, '');
    this.safe = new Map(this.names);
    this.changes = [];
  }

  change(apply) {
    apply(this.names);
    this.changes.push(apply);
  }

  sync() {
    for (const apply of this.changes) apply(this.safe);
    this.changes = [];
  }

  content(name) {
    if (!this.names.has(name)) {
      const content = new Content();
      this.change((names) => names.set(name, content));
    }
    return this.names.get(name);
  }

  take(root, { event, name, offset, data }) {
    const key = path.relative(root, name);
    if (key.endsWith('-shm')) return; // memory, not disk
    if (event === 'made') this.content(key);
    else if (event === 'sync' && key === '') this.sync();
    else if (event === 'sync') this.content(key).sync();
    else if (event === 'removed') this.change((names) => names.delete(key));
    else if (event === 'renamed') {
      const to = path.relative(root, data.toString('utf8'));
      const content = this.content(key);
      this.change((names) => { names.delete(key); names.set(to, content); });
    } else this.content(key).pending.push({ event, offset, data });
  }

  /** Changes of names arrive in their order, some of them perhaps not. */
  cut(random) {
    const kept = Math.floor(random() * (this.changes.length + 1));
    for (const apply of this.changes.slice(0, kept)) apply(this.safe);
    for (const content of new Set(this.safe.values())) content.cut(random);
  }

  write(to) {
    for (const [name, content] of this.safe) {
      mkdirSync(path.dirname(path.join(to, name)), { recursive: true, mode: 0o700 });
      writeFileSync(path.join(to, name), content.bytes, { mode: 0o600 });
    }
  }
}

/** Writes to `to` what may be left of `root`, which began as a copy of `template`, when the power goes at `ns`. */
export function cutPower({ template, events, root, ns, random, to }) {
  const directory = new Directory(template);
  for (const event of events) {
    if (event.ns > ns) break;
    directory.take(root, event);
  }
  directory.cut(random);
  mkdirSync(to, { recursive: true, mode: 0o700 });
  directory.write(to);
}
