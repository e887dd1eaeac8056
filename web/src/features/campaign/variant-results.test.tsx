import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { StepStats } from '../../lib/schema';
import { showPage } from '../../lib/test-page';
import { aCampaign } from './a-campaign';
import { VariantResults } from './variant-results';

const none = { tracked: 0, raw: 0, filtered: 0 };
const arm = { weight: 50, enabled: true, opened: none, clicked: none };
const step: StepStats = {
  id: 'stp_1',
  position: 1,
  sent: 200,
  failed: 0,
  unknown: 0,
  replied: 32,
  bounced: 0,
  unsubscribed: 0,
  opened: { tracked: 0, raw: 0, filtered: 0 },
  clicked: { tracked: 0, raw: 0, filtered: 0 },
  variants: [
    { ...arm, id: 'var_1', name: 'A', sent: 100, replied: 2, share: 0.02, interval: { low: 0.0055, high: 0.07 } },
    { ...arm, id: 'var_2', name: 'Short', sent: 100, replied: 30, share: 0.3, interval: { low: 0.219, high: 0.396 } },
  ],
  experiment: { state: 'unclear', leader_id: null, automatic: true, after_sent: 50 },
};

let asked: { method: string; path: string; body: unknown }[];
beforeEach(() => {
  asked = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const text = await request.text();
    asked.push({
      method: request.method,
      path: new URL(request.url).pathname.replace('/api/v1', ''),
      body: text ? JSON.parse(text) : null,
    });
    return new Response('{}', { status: 200 });
  });
});
afterEach(() => vi.unstubAllGlobals());

test('each variant has its figures as text beside its bar', async () => {
  await showPage(<VariantResults campaign={aCampaign({})} step={step} />);

  expect(screen.getByRole('row', { name: /B Short.*100.*30.*30\.0 %.*22 to 40 %/ })).toBeDefined();
  expect(screen.getByText(/No clear winner yet/)).toBeDefined();
});

test('opens and clicks of each variant stand there where any is tracked', async () => {
  const clicked = { tracked: 100, raw: 9, filtered: 7 };
  const variants = step.variants.map((variant) => ({ ...variant, clicked }));
  await showPage(<VariantResults campaign={aCampaign({})} step={{ ...step, clicked, variants }} />);

  expect(screen.getByRole('columnheader', { name: 'Clicked' })).toBeDefined();
  expect(screen.queryByRole('columnheader', { name: 'Opened' })).toBeNull();
  expect(screen.getAllByText('7 of 100')).toHaveLength(2);
});

test('a person chooses the winner', async () => {
  await showPage(<VariantResults campaign={aCampaign({})} step={step} />);
  await userEvent.click(screen.getByRole('button', { name: 'Choose B' }));

  expect(asked.filter(({ method }) => method === 'POST')).toEqual([
    { method: 'POST', path: '/campaigns/cmp_1/steps/stp_1/winner', body: { variant_id: 'var_2' } },
  ]);
});

test('in a campaign that is completed there is nothing left to choose', async () => {
  const experiment = { state: 'chosen' as const, leader_id: 'var_2', automatic: true, after_sent: 50 };
  await showPage(<VariantResults campaign={aCampaign({ status: 'completed' })} step={{ ...step, experiment }} />);

  expect(screen.getByRole('row', { name: /Winner/ })).toBeDefined();
  expect(screen.queryByRole('button')).toBeNull();
});

test('a choice can be taken back', async () => {
  const experiment = { state: 'chosen' as const, leader_id: 'var_2', automatic: true, after_sent: 50 };
  await showPage(<VariantResults campaign={aCampaign({})} step={{ ...step, experiment }} />);
  expect(screen.getByRole('row', { name: /Winner/ })).toBeDefined();
  await userEvent.click(screen.getByRole('button', { name: 'Take the choice back' }));

  expect(asked.filter(({ method }) => method === 'DELETE').map(({ path }) => path)).toEqual([
    '/campaigns/cmp_1/steps/stp_1/winner',
  ]);
});
