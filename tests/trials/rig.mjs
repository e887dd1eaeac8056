// What every trial shakes: one real server, a mail server with the manners of a distant provider, 100 mailboxes sending without gaps.
//
// Mailboxes come in groups, each with an evergreen campaign of its own and contacts that are imported anew as they run out.
import assert from 'node:assert/strict';
import { closeAll } from '../lib/close.mjs';
import { Outrider } from '../lib/outrider.mjs';
import { ALWAYS, connectMailbox, fakeMailbox, importContacts, launch } from '../lib/scenario.mjs';
import { Witness } from './witness.mjs';

/** 20 ms before each answer, 50 ms more at the end of data. */
export const PROVIDER = { latencyMs: 20, endLatencyMs: 50 };
export const ANSWERED_MS = PROVIDER.latencyMs + PROVIDER.endLatencyMs; // from reading a final dot to answering it
export const MAILBOXES = 100;

const CONNECTED_AT_ONCE = 10;
const PER_DOMAIN = 10;
const TOP_UP = 2000; // contacts for each import
const MAX_CONTACTS = 8_000_000; // for each run: one bit of memory would do, a byte is simpler

/** The address of contact n, and back. */
export const addressOf = (n) => `p${n}@d${Math.floor(n / PER_DOMAIN)}.test`;
export const numberOf = (address) => Number(/^p(\d+)@/.exec(address)[1]);
export const domainOf = (address) => address.split('@')[1];

/** Does `work` with each item, `width` at once. */
export async function inParallel(items, width, work) {
  const results = [];
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < items.length; i = next++) results[i] = await work(items[i], i);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}

export class Rig {
  /** `groups` campaigns share the mailboxes evenly. */
  static async start({ groups, mailboxes = MAILBOXES, provider = PROVIDER, env = {} }) {
    const rig = new Rig();
    Object.assign(rig, { contactCount: 0, seen: new Uint8Array(MAX_CONTACTS), twice: [], contactsOf: new Map(), lists: 0 });
    try {
      rig.witness = await Witness.start({ options: provider, onEnd: (end) => rig.note(end) });
      rig.outrider = await Outrider.start({ env });
      rig.api = rig.outrider.api;
      rig.mailboxes = await inParallel(Array.from({ length: mailboxes }, (_, i) => `sender${i}@acme.test`), CONNECTED_AT_ONCE,
        (address) => connectMailbox(rig.api, fakeMailbox(rig.witness, address)));
      const share = mailboxes / groups;
      rig.groups = await inParallel(Array.from({ length: groups }, (_, i) => rig.mailboxes.slice(i * share, (i + 1) * share)), CONNECTED_AT_ONCE,
        (members, i) => rig.makeGroup(`Group ${i}`, members));
    } catch (error) {
      await rig.close().catch(() => {});
      throw error;
    }
    return rig;
  }

  async makeGroup(name, mailboxes) {
    const campaign = await this.api.post('/campaigns', {
      name, evergreen: true, mailbox_ids: mailboxes.map((mailbox) => mailbox.id),
      steps: [{ subject: 'Step one', body_text: 'Hello {{ first_name }}' }], ...ALWAYS,
    });
    const group = { name, campaign, mailboxes, addresses: mailboxes.map((mailbox) => mailbox.address), ranges: [], left: 0 };
    await this.topUp(group);
    await launch(this.api, campaign);
    return group;
  }

  note(end) {
    const n = numberOf(end.rcpt);
    if (this.seen[n]++) this.twice.push(end.rcpt);
    const group = this.contactsOf.get(Math.floor(n / TOP_UP));
    if (group) group.left--;
  }

  /** Gives the group contacts while fewer than two busy minutes are left. */
  async topUp(group) {
    if (group.left > TOP_UP / 2 * group.mailboxes.length) return;
    const block = this.contactCount / TOP_UP;
    assert.ok(this.contactCount + TOP_UP <= MAX_CONTACTS, 'too many contacts for one run: go on in another');
    this.contactCount += TOP_UP;
    group.left += TOP_UP;
    this.contactsOf.set(block, group);
    group.ranges.push([block * TOP_UP, (block + 1) * TOP_UP]);
    const list = `block ${++this.lists}`;
    await this.import(list, Array.from({ length: TOP_UP }, (_, i) => addressOf(block * TOP_UP + i)));
    const { added } = await this.api.post(`/campaigns/${group.campaign.id}/contacts`, { list });
    assert.equal(added, TOP_UP);
    await this.topUp(group);
  }

  // One at a time: the server has few workers for large bodies.
  import(list, addresses) {
    const done = (this.importing ?? Promise.resolve()).then(() => importContacts(this.api, list, addresses));
    this.importing = done.catch(() => {});
    return done;
  }

  /** The first contacts of the group that nobody has written to: what is on the wire now, then what comes next. */
  nextInLine(group, count, isLeftOut) {
    const found = [];
    for (const range of group.ranges) {
      while (range[0] < range[1] && (this.seen[range[0]] || isLeftOut(range[0]))) range[0]++;
      for (let n = range[0]; n < range[1] && found.length < count; n++) if (!this.seen[n] && !isLeftOut(n)) found.push(n);
      if (found.length >= count) break;
    }
    return found;
  }

  async close() {
    await closeAll(this.outrider, this.witness);
  }
}
