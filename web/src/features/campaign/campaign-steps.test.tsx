import { screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { serve, showPage } from '../../lib/test-page';
import { aCampaign } from './a-campaign';
import { CampaignSteps } from './campaign-steps';

afterEach(() => vi.unstubAllGlobals());

const none = { tracked: 0, raw: 0, filtered: 0 };
const numbers = { sent: 40, replied: 3, bounced: 1, unsubscribed: 2, failed: 0, unknown: 0 };

function stats(figures: { opened?: typeof none; clicked?: typeof none }) {
  const tracked = { opened: none, clicked: none, ...figures };
  const step = { id: 'stp_1', position: 1, ...numbers, ...tracked, variants: [], experiment: null };
  return {
    'GET /campaigns/cmp_1/stats': { body: { contacts: 40, ...numbers, ...tracked, steps: [step], by_day: [] } },
  };
}

test('opens and clicks of a step say how many of how many, and how many programs are left out', async () => {
  serve(stats({ opened: { tracked: 30, raw: 25, filtered: 12 }, clicked: { tracked: 30, raw: 6, filtered: 4 } }));
  await showPage(<CampaignSteps campaign={aCampaign({})} />);

  const row = (await screen.findAllByRole('row'))[1];
  if (!row) throw new Error('no row');
  expect(within(row).getByText('12 of 30')).toBeDefined();
  expect(within(row).getByText('25 with programs')).toBeDefined();
  expect(within(row).getByText('4 of 30')).toBeDefined();
  expect(screen.getByText(/Opens are unreliable/)).toBeDefined();
});

test('what is not tracked has no column', async () => {
  serve(stats({}));
  await showPage(<CampaignSteps campaign={aCampaign({})} />);

  expect(await screen.findByRole('columnheader', { name: 'Replied' })).toBeDefined();
  expect(screen.queryByRole('columnheader', { name: 'Opened' })).toBeNull();
  expect(screen.queryByText(/unreliable/)).toBeNull();
});
