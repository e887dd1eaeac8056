import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { CampaignStats } from '../../lib/schema';
import { showPage } from '../../lib/test-page';
import { CampaignDays } from './campaign-days';

const none = { tracked: 0, raw: 0, filtered: 0 };
const stats: CampaignStats = {
  contacts: 40,
  sent: 33,
  replied: 2,
  bounced: 0,
  unsubscribed: 0,
  failed: 0,
  unknown: 0,
  goals: 0,
  opened: none,
  clicked: none,
  steps: [],
  by_day: [
    { day: '2026-11-12', sent: 30, replied: 0, bounced: 0, opened: 0, clicked: 0 },
    { day: '2026-11-14', sent: 3, replied: 2, bounced: 0, opened: 0, clicked: 0 },
  ],
};

test('each figure says in words what its strip shows', async () => {
  await showPage(<CampaignDays stats={stats} />);

  expect(screen.getByRole('img', { name: 'Sent by day: 33, at most 30, on Thu, 12 Nov 2026' })).toBeDefined();
  expect(screen.getByRole('img', { name: 'Replied by day: 2, at most 2, on Sat, 14 Nov 2026' })).toBeDefined();
  expect(screen.getByRole('img', { name: 'Bounced by day: none' })).toBeDefined();
  expect(screen.queryByRole('img', { name: /^Opened/ })).toBeNull();
});

test('the same is there as a table, the newest day first', async () => {
  await showPage(<CampaignDays stats={stats} />);
  await userEvent.click(screen.getByRole('button', { name: 'Show as table' }));

  const [, newest, older, ...more] = within(screen.getByRole('table', { name: 'By day' })).getAllByRole('row');
  expect(newest?.textContent).toBe('Sat, 14 Nov 2026320');
  expect(older?.textContent).toBe('Thu, 12 Nov 20263000');
  expect(more).toEqual([]);
  await userEvent.click(screen.getByRole('button', { name: 'Show as chart' }));
  expect(screen.queryByRole('table')).toBeNull();
});

test('before anything was sent there is nothing to show', async () => {
  await showPage(<CampaignDays stats={{ ...stats, by_day: [] }} />);

  expect(screen.queryByRole('region', { name: 'By day' })).toBeNull();
});
