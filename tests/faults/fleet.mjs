// Many mailboxes, many contacts, one running campaign against the honest SMTP server: what the fault tests shake.
import assert from 'node:assert/strict';
import { ALWAYS, connectMailbox, fakeMailbox, importContacts, launch } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';

export class Fleet {
  /** `mailboxes` of them, and an evergreen campaign over all; `campaign` overrides its fields. */
  static async start({ outrider, smtp, mailboxes, contacts, perDomain = 10, imap = () => null, campaign = {} }) {
    const fleet = new Fleet();
    Object.assign(fleet, { outrider, api: outrider.api, smtp, perDomain, contactCount: 0, lists: 0, domains: [] });
    fleet.mailboxes = [];
    for (let i = 0; i < mailboxes; i++) {
      const address = `sender${i}@acme.test`;
      fleet.mailboxes.push(await connectMailbox(fleet.api, { ...fakeMailbox(smtp, address), imap: imap(address) }));
    }
    fleet.campaign = await fleet.api.post('/campaigns', {
      name: 'Fleet', evergreen: true, mailbox_ids: fleet.mailboxes.map((mailbox) => mailbox.id),
      steps: [{ subject: 'Step one', body_text: 'Hello {{ first_name }}' }], ...ALWAYS, ...campaign,
    });
    if (contacts) await fleet.addContacts(contacts);
    return fleet;
  }

  launch() { return launch(this.api, this.campaign); }

  /** Adds fresh contacts to the campaign, `perDomain` to a domain. */
  async addContacts(count) {
    const list = `fleet ${++this.lists}`;
    const addresses = Array.from({ length: count }, () => {
      const n = this.contactCount++;
      return `p${n}@d${Math.floor(n / this.perDomain)}.test`;
    });
    await importContacts(this.api, list, addresses);
    const { added } = await this.api.post(`/campaigns/${this.campaign.id}/contacts`, { list });
    assert.equal(added, count);
    this.addresses = [...(this.addresses ?? []), ...addresses];
    return addresses;
  }

  /** Waits until mail flows, adding contacts when few are left. */
  async keepBusy(minimum) {
    const left = this.contactCount - this.smtp.ends().length;
    if (left < minimum) await this.addContacts(1000);
    const from = this.smtp.ends().length;
    await waitFor('mail to flow', () => this.smtp.ends().length >= from + 10, 30_000, 5);
  }

  sends() { return this.api.all(`/campaigns/${this.campaign.id}/sends`); }
}

/** Environment numbers with a default. */
export function times(name, otherwise) {
  return Number(process.env[name] ?? otherwise);
}

export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** What a number of tries without a failure proves, at 95 %. */
export function bound(tries) {
  return `0 of ${tries} (95 %: below ${(3 / tries).toPrecision(2)})`;
}
