// The mail server as a witness: the fake of tests/fakes in a process of its own, whose log of ends of data is read here.
//
// Both processes read the monotonic clock of one machine, therefore an end of data and an answer of the API can be put in order.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Api } from '../lib/api.mjs';
import { sleep, waitFor } from '../lib/wait.mjs';

const SERVER = path.resolve(import.meta.dirname, '../fakes/smtp-server.mjs');
const POLL_MS = 20;
const KEPT = 400; // ends remembered for each mailbox; more than a mailbox sends during one trial

export class Witness {
  /** `onEnd` is told of each end of data, in order. */
  static async start({ options = {}, onEnd = () => {} } = {}) {
    const witness = new Witness();
    Object.assign(witness, { onEnd, recent: new Map(), last: new Map(), total: 0, isClosed: false });
    // Its own session: a Ctrl-C of the terminal is ours to handle.
    witness.process = spawn(process.execPath, [SERVER, '--options', JSON.stringify({ events: ['end_of_data'], ...options })],
      { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
    const [line] = await once(createInterface({ input: witness.process.stdout }), 'line');
    const { port, control } = JSON.parse(line);
    witness.port = port;
    witness.control = new Api(`http://127.0.0.1:${control}`);
    witness.reading = Promise.resolve();
    witness.polling = witness.poll();
    return witness;
  }

  async poll() {
    while (!this.isClosed) {
      await this.read();
      await sleep(POLL_MS);
    }
  }

  /** Resolves when everything the server has read by now is known here. */
  read() {
    const next = this.reading.then(() => this.take());
    this.reading = next.catch(() => {});
    return next;
  }

  async take() {
    if (this.isClosed) return;
    const { body } = await this.control.request('POST', '/take', {}, { outside: true });
    for (const entry of body.entries) this.note({ ...entry, ns: BigInt(entry.ns) });
  }

  note(end) {
    const list = this.recent.get(end.mailbox) ?? [];
    list.push(end);
    if (list.length > KEPT) list.splice(0, list.length - KEPT / 2);
    this.recent.set(end.mailbox, list);
    this.last.set(end.mailbox, end.ns);
    this.latest = end.ns;
    this.total++;
    this.onEnd(end);
  }

  /** The remembered ends of these mailboxes, oldest first within each. */
  endsOf(addresses) { return addresses.flatMap((address) => this.recent.get(address) ?? []); }

  /** Resolves when the mailbox has ended an email after `ns`. */
  sends(address, ns, deadlineMs = 60_000) {
    return waitFor(`mail from ${address}`, () => (this.last.get(address) ?? 0n) > ns, deadlineMs, 5);
  }

  async close() {
    this.isClosed = true;
    await this.polling.catch(() => {});
    this.control.close();
    this.process.kill('SIGKILL');
  }
}
