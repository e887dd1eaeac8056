// The library that is loaded in front of the C library (tests/faults/shim/): makes the nth operation on files below a data
// directory fail, or the nth allocation, and writes down what is written.
import { closeSync, existsSync, ftruncateSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';

const LIBRARY = path.resolve(import.meta.dirname, '../../build/tests/faults/fault_shim.so');
const REASONS = { ...constants.errno, EROFS: 30 };
const FIELDS = ['armed', 'nth', 'stays', 'reason', 'count', 'struck', 'recording', 'backtraced', 'wallOffsetMs', 'siteDepth', 'site'];
const SITES = 16_384;
const SITE_BYTES = 16;

export const WRITES = 1;
export const SYNCS = 2;
export const OPENS = 4;
export const ALLOCATIONS = 8;

/** Why tests with the library are skipped, or false: a program under a sanitizer allows no library in front of its own. */
export const SKIP = process.env.OUTRIDER_PROGRAM || !existsSync(LIBRARY) ? 'the library of faults is not built for this program' : false;

export class FaultShim {
  constructor() {
    this.root = mkdtempSync(path.join(tmpdir(), 'otr-shim-'));
    this.dataDir = path.join(this.root, 'data');
    this.record = path.join(this.root, 'record');
    this.file = openSync(path.join(this.root, 'control'), 'w+');
    ftruncateSync(this.file, 8 * FIELDS.length + SITES * SITE_BYTES);
  }

  /** For the environment of the program. */
  environment({ record = false } = {}) {
    return { LD_PRELOAD: LIBRARY, FAULT_SHIM_DIR: this.dataDir, FAULT_SHIM_CONTROL: path.join(this.root, 'control'),
      ...(record ? { FAULT_SHIM_RECORD: this.record } : {}) };
  }

  set(name, value) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt.asIntN(64, BigInt(value)));
    writeSync(this.file, bytes, 0, 8, 8 * FIELDS.indexOf(name));
  }

  get(name) {
    const bytes = Buffer.alloc(8);
    readSync(this.file, bytes, 0, 8, 8 * FIELDS.indexOf(name));
    return Number(bytes.readBigInt64LE());
  }

  /** The places that allocated while `siteDepth` was set: numbers that are the same in each run of a program. */
  sites() {
    const table = Buffer.alloc(SITES * SITE_BYTES);
    readSync(this.file, table, 0, table.length, 8 * FIELDS.length);
    return Array.from({ length: SITES }, (_, i) => table.readBigUInt64LE(i * SITE_BYTES)).filter((hash) => hash !== 0n);
  }

  /** The nth operation of these from now fails, and when it `stays` all after it. nth 0: they are only counted. */
  arm(operations, { nth = 1, stays = false, reason = 'EIO' } = {}) {
    this.clear();
    this.set('nth', nth);
    this.set('stays', stays ? 1 : 0);
    this.set('reason', REASONS[reason]);
    this.set('count', 0);
    this.set('struck', 0);
    this.set('armed', operations);
  }

  clear() { this.set('armed', 0); }

  close() {
    closeSync(this.file);
    rmSync(this.root, { recursive: true, force: true });
  }
}
