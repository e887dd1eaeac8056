// Outrider as a contestant beside its rivals: one server for all jobs, a campaign over its 100 mailboxes for each.
import { Outrider } from '../lib/outrider.mjs';
import { ALWAYS, connectMailbox, fakeMailbox, importContacts, launch } from '../lib/scenario.mjs';
import { waitFor } from '../lib/wait.mjs';
import { inParallel, MAILBOXES } from './rig.mjs';

export class OutriderContestant {
  static async start(witness, mailboxes = MAILBOXES) {
    const ours = new OutriderContestant();
    ours.outrider = await Outrider.start();
    ours.api = ours.outrider.api;
    ours.mailboxes = await inParallel(Array.from({ length: mailboxes }, (_, i) => `sender${i}@acme.test`), 10,
      (address) => connectMailbox(ours.api, fakeMailbox(witness, address)));
    ours.jobs = 0;
    return ours;
  }

  /** Begins a job; what it returns is stopped, killed and closed like a rival. */
  async job(emails) {
    const name = `job ${++this.jobs}`;
    const campaign = await this.api.post('/campaigns', { name, mailbox_ids: this.mailboxes.map((mailbox) => mailbox.id),
      on_mailbox_loss: 'continue_with_others', steps: [{ subject: 'Step one', body_text: 'Hello' }], ...ALWAYS });
    await importContacts(this.api, name, emails.map(({ rcpt }) => rcpt));
    await this.api.post(`/campaigns/${campaign.id}/contacts`, { list: name });
    await launch(this.api, campaign);
    return new Job(this, campaign);
  }

  close() { return this.outrider.close(); }
}

class Job {
  constructor({ outrider, api, mailboxes }, campaign) {
    Object.assign(this, { outrider, api, mailboxes, campaign });
  }

  /** A mailbox is disconnected; everything is the campaign, which is paused. */
  async stop(address) {
    this.stopped = this.mailboxes.find((mailbox) => mailbox.address === address);
    const path = this.stopped ? `/mailboxes/${this.stopped.id}/disconnect` : `/campaigns/${this.campaign.id}/pause`;
    const answer = await this.api.request('POST', path, {});
    if (answer.status !== 200) throw new Error(`POST ${path} answered ${answer.status}: ${answer.text}`);
    return answer.at;
  }

  kill() { return this.outrider.kill(); }
  resume() { return this.outrider.serve(); }

  /** Waits for the end; resolves to the addresses whose email is unknown. */
  async finish() {
    const sends = await waitFor('the campaign to end', async () => {
      const { status, counts } = await this.api.get(`/campaigns/${this.campaign.id}`);
      if (status !== 'completed' && counts.waiting > 0) return null;
      const list = await this.api.all(`/campaigns/${this.campaign.id}/sends`);
      return !list.some((send) => ['due', 'claimed', 'transmitting'].includes(send.status)) && list;
    }, 120_000, 300);
    return { unknown: sends.filter((send) => send.status === 'unknown').map((send) => send.email) };
  }

  // The rest of the campaign is left alone; the mailbox is needed for the next job.
  async close() {
    const { status } = await this.api.get(`/campaigns/${this.campaign.id}`);
    if (status === 'active') await this.api.post(`/campaigns/${this.campaign.id}/pause`);
    if (this.stopped) await this.api.post(`/mailboxes/${this.stopped.id}/reconnect`, { password: `pw-${this.stopped.address}` });
  }
}
