import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { serve, showPage } from '../../lib/test-page';
import { aCampaign } from './a-campaign';
import { LaunchDialog } from './launch-dialog';
import './review-sheet'; // it comes lazily: loaded here, no test waits for that

afterEach(() => vi.unstubAllGlobals());

const review = {
  blocks: [],
  blocking: [],
  warnings: [{ code: 'shouting', step: 2, text: 'The subject of step 2 is in capitals.' }],
  advice: [],
  counts: { contacts: 5, to_write_to: 2, in_review: 1, excluded: 2, emails: 4 },
  checked: 1000,
  is_complete: false,
  excluded: [
    {
      reason: 'missing_field',
      field: 'first_name',
      contacts: 3,
      examples: [{ contact_id: 'con_1', enrollment_id: 'enr_1', email: 'alan@sheet.test' }],
    },
    { reason: 'overlap', field: null, contacts: 2, examples: [] },
  ],
  timezone: 'Europe/Berlin',
  first_send_at: '2026-11-16T08:04:00.000Z',
  last_send_at: '2026-11-20T08:04:00.000Z',
  mailboxes: [
    {
      id: 'mbx_1',
      address: 'ada@acme.test',
      status: 'active',
      daily_cap: 30,
      emails: 4,
      peak_per_day: 2,
      shared_with: 0,
      contacts: 2,
    },
  ],
};

const show = (change: Partial<typeof review> = {}) => {
  const asked = serve({
    'GET /campaigns/cmp_1/review': { body: { ...review, ...change } },
    'POST /campaigns/cmp_1/launch': { body: aCampaign({ status: 'active' }) },
  });
  return showPage(<LaunchDialog campaign={aCampaign({})} onClose={() => undefined} />).then(() => asked);
};

test('the first email is told in the campaign’s zone, and what each mailbox bears', async () => {
  await show();

  expect(await screen.findByText(/^Mon 16 Nov.* 09:04, Europe\/Berlin$/)).toBeDefined();
  expect(screen.getByText('4 emails, up to 2 a day; its limit is 30')).toBeDefined();
});

test('each reason to be left out opens its people', async () => {
  await show();
  await userEvent.click(await screen.findByText('“first_name” is missing'));

  expect(screen.getByText('alan@sheet.test')).toBeDefined();
  expect(screen.getByText('and 2 more')).toBeDefined();
  expect(screen.getByRole('link', { name: 'Show 2 contacts' }).getAttribute('href')).toBe(
    '/campaigns/cmp_1/contacts?status=stopped',
  );
  expect(screen.getByText(/^Of the first 1,000 contacts/)).toBeDefined();
});

test('a warning leads to where it is mended, and forbids nothing', async () => {
  const asked = await show();
  expect((await screen.findByRole('link', { name: 'Open the email' })).getAttribute('href')).toBe(
    '/campaigns/cmp_1/sequence',
  );
  await userEvent.click(screen.getByRole('button', { name: 'Launch campaign' }));

  expect(asked.map(({ method, path }) => `${method} ${path}`)).toContain('POST /campaigns/cmp_1/launch');
});

test('what is missing forbids the launch', async () => {
  await show({ blocking: [{ code: 'no_contacts', step: null, text: 'Add contacts.' }] as never });

  expect(await screen.findByRole('link', { name: 'Add contacts' })).toBeDefined();
  expect(screen.getByRole('button', { name: 'Launch campaign' }).getAttribute('aria-disabled')).toBe('true');
});
