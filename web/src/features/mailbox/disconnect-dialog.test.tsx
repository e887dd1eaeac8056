import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeQueryClient } from '../../lib/query-client';
import type { Impact } from '../../lib/schema';
import { ToastProvider } from '../../ui/toast';
import { aMailbox } from './a-mailbox';
import { DisconnectDialog } from './disconnect-dialog';

const impact: Impact = {
  version: 'v7',
  campaigns: [
    {
      id: 'cmp_1',
      name: 'Q4',
      status: 'active',
      effect: 'pauses',
      contacts_waiting: 9,
      contacts_held: 9,
      other_active_mailboxes: 0,
    },
    {
      id: 'cmp_2',
      name: 'Intro',
      status: 'active',
      effect: 'pauses',
      contacts_waiting: 3,
      contacts_held: 3,
      other_active_mailboxes: 2,
    },
  ],
  campaigns_hidden: 0,
  sends_in_flight: 1,
  contacts_waiting: 12,
  written_last_30_days: 214,
};

type Reply = { status: number; body: unknown };
const asked: Array<{ path: string; body: unknown }> = [];
let onDisconnect: Reply;

async function answer(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname;
  const body = request.method === 'POST' ? await request.json() : null;
  asked.push({ path, body });
  if (path.endsWith('/disconnect')) await new Promise((resolve) => setTimeout(resolve, 50));
  const reply: Reply = path.endsWith('/impact') ? { status: 200, body: impact } : onDisconnect;
  return new Response(JSON.stringify(reply.body), {
    status: reply.status,
    headers: { 'Content-Type': 'application/json' },
  });
}

beforeEach(() => {
  asked.length = 0;
  document.body.innerHTML = '<main id="main"></main>'; // the dialog stands in it
  vi.stubGlobal('fetch', answer);
});
afterEach(() => vi.unstubAllGlobals());

function open() {
  const onClose = vi.fn();
  render(
    <QueryClientProvider client={makeQueryClient()}>
      <ToastProvider>
        <DisconnectDialog mailbox={aMailbox({})} onClose={onClose} />
      </ToastProvider>
    </QueryClientProvider>,
  );
  return onClose;
}

const disconnects = () => asked.filter(({ path }) => path.endsWith('/disconnect'));

it('shows what stops, with Cancel focused', async () => {
  open();
  expect(screen.getByRole('alertdialog', { name: 'Disconnect ada@acme.test?' })).toBeTruthy();
  expect(await screen.findByText('Pauses: this is its only mailbox')).toBeTruthy();
  expect(screen.getByText('Pauses, also for its 2 other mailboxes')).toBeTruthy();
  expect(screen.getByText(/1 is being sent now/)).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Cancel' }));
});

it('disconnects once on a double click, keeps running what was chosen, and says so', async () => {
  onDisconnect = { status: 200, body: { mailbox: aMailbox({ status: 'inactive', cause: 'user' }), receipt: {} } };
  const onClose = open();
  const user = userEvent.setup();
  await user.click(await screen.findByRole('switch', { name: 'Keep it running with those' }));
  await user.dblClick(screen.getByRole('button', { name: 'Disconnect' }));

  expect(await screen.findByText('ada@acme.test has been disconnected. You can reconnect it anytime.')).toBeTruthy();
  expect(onClose).toHaveBeenCalledOnce();
  expect(disconnects().map(({ body }) => body)).toEqual([
    { version: 'v7', keep_running: ['cmp_2'], revoke_now: false },
  ]);
});

it('stays open with the refusal', async () => {
  onDisconnect = {
    status: 409,
    body: {
      error: {
        kind: 'conflict',
        code: 'mailbox_not_active',
        message: 'It is inactive already.',
        field: null,
        details: {},
      },
    },
  };
  const onClose = open();
  await userEvent.click(screen.getByRole('button', { name: 'Disconnect' }));
  await waitFor(() => expect(screen.getByRole('alert').textContent).toBe('It is inactive already.'));
  expect(onClose).not.toHaveBeenCalled();
});
