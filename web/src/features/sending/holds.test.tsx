import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { SendingHold } from '../../lib/schema';
import { serve, showPage } from '../../lib/test-page';
import './hold-banners'; // it comes lazily: loaded here, no test waits for a busy machine to read it
import { Holds } from './holds';

afterEach(() => vi.unstubAllGlobals());

const restored: SendingHold = {
  cause: 'restore_hold',
  since: '2026-11-12T14:03:00Z',
  text: 'The database was put back.',
  allowed_actions: ['release'],
  provider: null,
  details: {
    disconnected: [{ mailbox_id: 'mbx_1', address: 'ada@acme.test' }],
    removed: [],
    held: [],
    paused: [
      { campaign_id: 'cmp_1', name: 'Spring' },
      { campaign_id: 'cmp_2', name: 'Autumn' },
    ],
    suppressed: 3,
    erased: 0,
    in_doubt: 2,
    unreadable_lines: 0,
    journal_found: true,
  },
};
const full: SendingHold = {
  cause: 'disk_full',
  since: null,
  text: 'The disk is full.',
  allowed_actions: [],
  provider: null,
  details: { code: 'disk_full' },
};

const status = (holds: SendingHold[]) => ({
  sending: { state: holds.length > 0 ? 'held' : 'running', holds },
  unknown_sends: 0,
});

test('nothing is said while sending runs', async () => {
  const asked = serve({ 'GET /status': { body: status([]) } });
  await showPage(<Holds mayRelease />);
  await waitFor(() => expect(asked).toHaveLength(1));
  expect(screen.queryByRole('region', { name: 'Sending is held' })).toBeNull();
});

test('each hold is told of; only one that may be released has the button', async () => {
  serve({ 'GET /status': { body: status([restored, full]) } });
  await showPage(<Holds mayRelease />);
  await screen.findByText('The disk is full.');
  expect(screen.getByText('The database was put back.')).toBeDefined();
  expect(screen.getAllByRole('button', { name: 'Let sending go on…' })).toHaveLength(1);
});

test('who is no manager sees why, without the button', async () => {
  serve({ 'GET /status': { body: status([restored]) } });
  await showPage(<Holds mayRelease={false} />);
  await screen.findByText('The database was put back.');
  expect(screen.queryByRole('button')).toBeNull();
});

test('the dialog tells what was stopped again, and sends the choice', async () => {
  const asked = serve({
    'GET /status': { body: status([restored]) },
    'POST /sending/release': { body: status([]) },
  });
  await showPage(<Holds mayRelease />);
  await userEvent.click(await screen.findByRole('button', { name: 'Let sending go on…' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Let sending go on?' }));
  expect(dialog.getAllByRole('listitem').map((line) => line.textContent)).toEqual([
    '1 mailbox disconnectedada@acme.test',
    '2 campaigns pausedSpring, Autumn',
    '3 entries put on Do Not Contact',
  ]);
  expect(dialog.getByText(/^2 emails may have left/)).toBeDefined();
  expect(dialog.getByRole<HTMLInputElement>('radio', { name: /^Decide about each one/ }).checked).toBe(true);

  await userEvent.click(dialog.getByRole('radio', { name: /^Send those that are not in Sent mail/ }));
  await userEvent.click(dialog.getByRole('button', { name: 'Let sending go on' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(asked.find(({ method }) => method === 'POST')).toEqual({
    method: 'POST',
    path: '/sending/release',
    body: { cause: 'restore_hold', missing: 'resend' },
  });
  // The dialog closes at once; what the cache holds is shown a moment later.
  await waitFor(() => expect(screen.queryByText('The database was put back.')).toBeNull());
});

test('a refused release keeps the dialog and says why', async () => {
  serve({
    'GET /status': { body: status([{ ...restored, cause: 'clock_hold', details: { jumped_seconds: -7260 } }]) },
    'POST /sending/release': {
      status: 409,
      body: { error: { kind: 'conflict', code: 'not_held', message: 'Sending is not held for the clock.' } },
    },
  });
  await showPage(<Holds mayRelease />);
  await userEvent.click(await screen.findByRole('button', { name: 'Let sending go on…' }));
  await screen.findByText('The clock went back by 2 hours.');
  expect(screen.queryByRole('radio')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Let sending go on' }));
  await screen.findByText('Sending is not held for the clock.');
  expect(screen.getByRole('dialog')).toBeDefined();
});
