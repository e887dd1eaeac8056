import { describe, expect, it } from 'vitest';
import type { Impact } from '../../lib/schema';
import { aMailbox } from './a-mailbox';
import {
  doneTexts,
  effectText,
  holdReason,
  impactSentences,
  reasonOf,
  undoText,
  wrongAccountText,
} from './mailbox-texts';

const NOW = Date.parse('2026-11-12T15:00:00Z');
const reason = (parts: Parameters<typeof aMailbox>[0]) =>
  reasonOf(aMailbox({ status: 'inactive', ...parts }), 'UTC', NOW);

describe('the reason of an inactive mailbox', () => {
  it('names who disconnected it, and when', () => {
    expect(reason({ cause: 'user', inactive_by_name: 'Ada', inactive_since: '2026-11-12T14:03:00.000Z' })).toBe(
      'Disconnected by Ada, 12 Nov 14:03.',
    );
  });
  it('leaves out who is not known', () => {
    expect(reason({ cause: 'user', inactive_since: '2026-11-12T14:03:00.000Z' })).toBe('Disconnected, 12 Nov 14:03.');
  });
  it('quotes the provider that refused the sign-in', () => {
    const last_error = { code: 'invalid_grant', text: 'Token has been expired or revoked.', at: null };
    expect(reason({ cause: 'auth_error', provider: 'google', last_error })).toBe(
      'Google refused the sign-in: “Token has been expired or revoked.”',
    );
  });
  it('says what a provider blocks', () => {
    const last_error = { code: 'smtp_off', text: 'SMTP sign-in is off in your organisation.', at: null };
    expect(reason({ cause: 'provider_block', provider: 'microsoft', last_error })).toBe(
      'Microsoft: SMTP sign-in is off in your organisation.',
    );
  });
  it('sends one to the manager who stopped it', () => {
    expect(reason({ cause: 'operator', inactive_by_name: 'Ben' })).toBe('Stopped by Ben (manager). Ask them.');
  });
  it('is none while the mailbox is active', () => {
    expect(reasonOf(aMailbox({}), 'UTC', NOW)).toBeNull();
  });
});

describe('the reason of a hold', () => {
  it('tells until when', () => {
    const hold = { cause: 'user', until: '2026-11-20T08:00:00.000Z', by: 'user' } as const;
    expect(holdReason(hold, 'UTC', NOW)).toBe('Sending is paused until 20 Nov 08:00. Replies are read.');
  });
  it('tells what is read first after a reconnect', () => {
    expect(holdReason({ cause: 'catch_up', until: null, by: 'system' }, 'UTC', NOW)).toContain('Follow-ups wait');
  });
});

const impact: Impact = {
  version: 'v',
  campaigns: [],
  campaigns_hidden: 0,
  sends_in_flight: 0,
  contacts_waiting: 0,
  written_last_30_days: 0,
};

describe('what a disconnect says before', () => {
  it('counts what is being sent', () => {
    expect(impactSentences({ ...impact, sends_in_flight: 2 })[0]).toBe(
      '2 are being sent now. Outrider stops them if it still can; the receipt says how each ended.',
    );
  });
  it('counts who was written to', () => {
    expect(impactSentences({ ...impact, written_last_30_days: 214 })).toEqual([
      'Replies and opt-outs sent to this mailbox are not seen until it is reconnected: 214 people were written to in the last 30 days.',
    ]);
  });
  it('says what becomes of a campaign', () => {
    const campaign = {
      id: 'cmp_1',
      name: 'Intro',
      status: 'active',
      effect: 'pauses',
      contacts_waiting: 4,
      contacts_held: 4,
      other_active_mailboxes: 4,
    } as const;
    expect(effectText({ ...campaign, other_active_mailboxes: 0 }, false)).toBe('Pauses: this is its only mailbox');
    expect(effectText(campaign, false)).toBe('Pauses, also for its 4 other mailboxes');
    expect(effectText(campaign, true)).toBe('Keeps running with its 4 other mailboxes');
  });
});

describe('what is said after', () => {
  it('is exact about a disconnect', () => {
    expect(doneTexts.disconnected('ada@acme.test')).toBe(
      'ada@acme.test has been disconnected. You can reconnect it anytime.',
    );
    expect(doneTexts.disconnectedAll(3)).toBe('3 mailboxes have been disconnected. You can reconnect them anytime.');
    expect(doneTexts.disconnectedAll(1)).toBe('1 mailbox has been disconnected. You can reconnect it anytime.');
  });
  it('counts down to the end of Undo', () => {
    expect(undoText(22)).toBe('Undo (22 s)');
  });
  it('names both accounts when the wrong one came back', () => {
    const text = wrongAccountText('ada@acme.test', 'ben@acme.test');
    expect(text).toContain('ada@acme.test');
    expect(text).toContain('ben@acme.test');
  });
});
