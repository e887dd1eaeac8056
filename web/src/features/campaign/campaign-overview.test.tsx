import { screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { Campaign } from '../../lib/schema';
import { serve, showPage } from '../../lib/test-page';
import { aCampaign } from './a-campaign';
import { CampaignOverview } from './campaign-overview';

afterEach(() => vi.unstubAllGlobals());

function pausedCampaign(change: Partial<Campaign>): Campaign {
  return aCampaign({
    status: 'paused',
    allowed_actions: ['edit', 'resume'],
    mailbox_ids: ['mbx_1', 'mbx_2'],
    active_mailboxes: 1,
    paused: {
      cause: 'mailbox_disconnected',
      text: 'ada@acme.test was disconnected by Ben.',
      mailbox_id: 'mbx_1',
      mailbox_ids: ['mbx_1'],
      previous_status: 'active',
      at: '2026-11-12T12:00:00.000Z',
      by: 'user',
      by_user_id: 'usr_1',
      by_name: 'Ben',
    },
    ...change,
  });
}

const why = (reasons: unknown[]) => ({
  'GET /campaigns/cmp_1/why': { body: { reason: null, text: null, action: null, next_send_at: null, reasons } },
});
const reason = {
  reason: 'campaign_paused',
  text: 'Paused: …',
  action: 'resume',
  mailbox_id: null,
  contacts: 3,
  next_at: null,
};

test('a paused campaign says who paused it and offers both ways on', async () => {
  serve(why([reason]));
  await showPage(<CampaignOverview campaign={pausedCampaign({})} />);

  expect(screen.getByText('Paused: ada@acme.test was disconnected by Ben.')).toBeDefined();
  expect(screen.getByRole('link', { name: 'Reconnect' }).getAttribute('href')).toBe('/mailboxes?reconnect=mbx_1');
  expect(screen.getByRole('button', { name: 'Resume with 1 mailbox' })).toBeDefined();
});

test('without an active mailbox it cannot be resumed from there', async () => {
  serve(why([reason]));
  await showPage(<CampaignOverview campaign={pausedCampaign({ active_mailboxes: 0 })} />);

  expect(screen.queryByRole('button', { name: /^Resume/ })).toBeNull();
});

test('a running campaign names what is in the way, and how many wait for it', async () => {
  serve(
    why([
      {
        ...reason,
        reason: 'cap',
        text: 'ada@acme.test has sent its 30 emails of today.',
        action: 'wait',
        contacts: 12,
      },
    ]),
  );
  await showPage(<CampaignOverview campaign={aCampaign({ status: 'active', allowed_actions: ['pause'] })} />);

  const line = (await screen.findByText('ada@acme.test has sent its 30 emails of today.')).closest('li');
  expect(line?.textContent).toContain('12 contacts');
});

test('a running campaign with nothing in its way says so', async () => {
  serve(why([]));
  await showPage(<CampaignOverview campaign={aCampaign({ status: 'active', allowed_actions: ['pause'] })} />);

  expect(await screen.findByText('Nothing is in the way.')).toBeDefined();
});

test('a draft lists what to add, each with the way there', async () => {
  serve({
    'GET /campaigns/cmp_1/review': {
      body: {
        blocking: [{ code: 'no_steps', step: null, text: 'Write the email: every step needs a text.' }],
        advice: [],
        counts: { contacts: 0, to_write_to: 0, in_review: 0, excluded: 0 },
        first_send_at: null,
        last_send_at: null,
        mailboxes: [],
      },
    },
  });
  await showPage(<CampaignOverview campaign={aCampaign({})} />);

  expect(await screen.findByText('Write the email: every step needs a text.')).toBeDefined();
  expect(screen.getByRole('link', { name: 'Write the email' }).getAttribute('href')).toBe('/campaigns/cmp_1/sequence');
});

test('while its contacts are checked, it says how far that is', async () => {
  serve({});
  await showPage(
    <CampaignOverview
      campaign={aCampaign({
        status: 'preparing',
        allowed_actions: ['cancel_launch', 'pause'],
        preparing: { checked: 25_000, total: 100_000 },
      })}
    />,
  );

  expect(screen.getByText('25,000 of 100,000 contacts')).toBeDefined();
  expect(screen.getByRole('progressbar', { name: 'Contacts checked' }).getAttribute('aria-valuenow')).toBe('25');
  expect(screen.queryByText('Why isn’t this sending?')).toBeNull();
});
