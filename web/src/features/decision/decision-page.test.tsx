import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Send } from '../../lib/schema';
import { serve, showPage } from '../../lib/test-page';
import { DecisionPage } from './decision-page';

afterEach(() => vi.unstubAllGlobals());

const aSend = (n: number): Send => ({
  id: `snd_${n}`,
  campaign_id: 'cmp_1',
  campaign_name: 'Spring',
  enrollment_id: null,
  contact_id: null,
  email: `person-${n}@acme.test`,
  mailbox_id: 'mbx_1',
  mailbox_address: 'ada@acme.test',
  step: 2,
  variant_id: null,
  status: 'unknown',
  held_reason: null,
  next_at: null,
  message_id: null,
  subject: 'Hello',
  due_at: null,
  sent_at: null,
  attempts: 0,
  last_error: null,
  search: {
    reason: 'no_answer',
    unknown_since: '2026-11-12T14:03:00Z',
    state: 'not_found',
    text: 'Not found in Sent after 5 searches.',
    searches: 5,
    last_searched_at: null,
    next_search_at: null,
    found_at: null,
    found_in: null,
  },
});

const page = (items: Send[]) => ({ body: { items, next_cursor: null, total: null } });
const decided = (resolved: number, refused: Array<{ id: string; code: string; message: string }> = []) => ({
  body: { resolved, refused },
});
const decisions = (asked: ReturnType<typeof serve>) =>
  asked.filter(({ path }) => path === '/sends/resolve').map(({ body }) => body);

test('each email tells where it belongs, what happened and how the search stands', async () => {
  serve({ 'GET /sends': page([aSend(1)]) });
  await showPage(<DecisionPage />);
  const row = within((await screen.findByText('person-1@acme.test')).closest('tr') as HTMLElement);
  for (const text of ['Spring', 'Email 2 from ada@acme.test', 'Not found in Sent after 5 searches.'])
    expect(row.getByText(text)).toBeDefined();
  expect(row.getByText(/provider’s answer never came/)).toBeDefined();
});

test('nothing to decide is said', async () => {
  serve({ 'GET /sends': page([]) });
  await showPage(<DecisionPage />);
  await screen.findByRole('heading', { name: 'Nothing waits for a decision.' });
});

test('a list that cannot be loaded says why', async () => {
  serve({});
  await showPage(<DecisionPage />);
  await screen.findByRole('heading', { name: 'This could not be loaded' });
});

test('what was sent is counted at once, what is sent again is asked about first', async () => {
  const asked = serve({ 'GET /sends': page([aSend(1), aSend(2)]), 'POST /sends/resolve': decided(1) });
  await showPage(<DecisionPage />);
  await userEvent.click(await screen.findByRole('button', { name: 'It was sent: person-1@acme.test' }));
  expect(decisions(asked)).toEqual([{ ids: ['snd_1'], as: 'sent' }]);

  await userEvent.click(screen.getByRole('button', { name: 'Send it again: person-2@acme.test' }));
  const dialog = within(screen.getByRole('alertdialog', { name: 'Send the email to person-2@acme.test again?' }));
  expect(decisions(asked)).toHaveLength(1);
  await userEvent.click(dialog.getByRole('button', { name: 'Send it again' }));
  await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
  expect(decisions(asked)[1]).toEqual({ ids: ['snd_2'], as: 'resend' });
});

test('all that are ticked are decided about at once, and refusals are told', async () => {
  const message = 'This email is sent; only an unknown one can be resolved.';
  const refused = [{ id: 'snd_2', code: 'invalid_state', message }];
  const asked = serve({ 'GET /sends': page([aSend(1), aSend(2)]), 'POST /sends/resolve': decided(1, refused) });
  await showPage(<DecisionPage />);
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Select all emails' }));
  await userEvent.click(screen.getByRole('button', { name: 'Do not send them' }));
  const dialog = within(screen.getByRole('alertdialog', { name: 'Do not send 2 emails?' }));
  await userEvent.click(dialog.getByRole('button', { name: 'Do not send them' }));

  await dialog.findByText(message);
  expect(decisions(asked)).toEqual([{ ids: ['snd_1', 'snd_2'], as: 'drop' }]);
  expect(dialog.queryByRole('button', { name: 'Do not send them' })).toBeNull();
});
