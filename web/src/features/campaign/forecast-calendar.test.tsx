import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { serve, showPage } from '../../lib/test-page';
import { aCampaign } from './a-campaign';
import { ForecastCalendar } from './forecast-calendar';

afterEach(() => vi.unstubAllGlobals());

const ada = {
  id: 'mbx_1',
  address: 'ada@acme.test',
  status: 'active',
  daily_cap: 30,
  emails: 5,
  peak_per_day: 3,
  shared_with: 0,
};
const forecast = {
  assumes: 'launched_now',
  conditional_steps: [] as number[],
  steps_to_approve: [] as number[],
  timezone: 'Europe/Berlin',
  first_send_at: '2026-11-12T08:00:00.000Z',
  last_send_at: '2026-11-17T08:00:00.000Z',
  total: 5,
  held: 2,
  exact_until: null,
  mailboxes: [ada, { ...ada, id: 'mbx_2', address: 'ben@acme.test', shared_with: 1 }],
  days: [
    { date: '2026-11-12', mailbox_id: 'mbx_1', step: 1, count: 2 },
    { date: '2026-11-12', mailbox_id: 'mbx_2', step: 1, count: 1 },
    { date: '2026-11-17', mailbox_id: 'mbx_1', step: 2, count: 2 },
  ],
  next: [
    {
      enrollment_id: 'enr_1',
      contact_id: 'con_1',
      email: 'grace@prospect.test',
      step: 1,
      mailbox_id: 'mbx_1',
      at: '2026-11-12T08:00:00.000Z',
    },
  ],
};

const show = (change: Partial<typeof forecast> = {}) => {
  serve({ 'GET /campaigns/cmp_1/forecast': { body: { ...forecast, ...change } } });
  return showPage(<ForecastCalendar campaign={aCampaign({})} />);
};

test('a day tells how many leave, and opens who gets them, in the campaign’s zone', async () => {
  await show();
  await userEvent.click(await screen.findByRole('button', { name: 'Thu, 12 Nov 2026: 3 emails' }));

  const day = within(screen.getByRole('region', { name: 'Thu, 12 Nov 2026' }));
  expect(day.getByText('2 emails')).toBeDefined();
  expect(day.getByText('grace@prospect.test')).toBeDefined();
  expect(day.getByText('09:00')).toBeDefined();
});

test('further ahead a day says that it is counted only', async () => {
  await show();
  await userEvent.click(await screen.findByRole('button', { name: 'Tue, 17 Nov 2026: 2 emails' }));

  expect(screen.getByText(/counted by day/)).toBeDefined();
});

test('the same is there as a table', async () => {
  await show();
  await userEvent.click(await screen.findByRole('button', { name: 'Table' }));

  const rows = within(screen.getByRole('table', { name: 'What will leave when' })).getAllByRole('row');
  expect(rows.map((row) => row.textContent)).toEqual([
    'DayMailboxStepEmails',
    'Thu, 12 Nov 2026ada@acme.testStep 12',
    'Thu, 12 Nov 2026ben@acme.testStep 11',
    'Tue, 17 Nov 2026ada@acme.testStep 22',
  ]);
});

test('it says on what it rests, who is held, and whose dates may move', async () => {
  await show();

  expect(await screen.findByText('If it were launched now, and nobody answered.')).toBeDefined();
  expect(screen.getByText(/2 contacts are held/)).toBeDefined();
  expect(screen.getByText(/^ben@acme.test also sends for other campaigns/)).toBeDefined();
});

test('with nobody to write to it says so instead of an empty grid', async () => {
  await show({ total: 0, held: 0, days: [], next: [], first_send_at: '', last_send_at: '' });

  expect(await screen.findByText('Nothing is planned')).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Table' })).toBeNull();
});

test('a forecast that cannot be read can be asked for again', async () => {
  serve({});
  await showPage(<ForecastCalendar campaign={aCampaign({})} />);

  expect(await screen.findByRole('button', { name: 'Try again' })).toBeDefined();
});

test('what is counted as if it were so is said: conditions and approvals', async () => {
  await show({ conditional_steps: [2, 4], steps_to_approve: [3] });
  expect(await screen.findByText('Steps with a condition are counted for everybody: 2 and 4.')).toBeDefined();
  expect(screen.getByText('Steps with an approval are counted as approved at once: 3.')).toBeDefined();
});
