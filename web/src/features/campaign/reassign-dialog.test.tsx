import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { serve, showPage } from '../../lib/test-page';
import { aCampaign } from './a-campaign';
import { ReassignButton } from './reassign-button';
import './reassign-dialog'; // it comes lazily: loaded here, no test waits for that

afterEach(() => vi.unstubAllGlobals());

const ada = { id: 'mbx_1', address: 'ada@acme.test', status: 'inactive' };
const ben = { id: 'mbx_2', address: 'ben@acme.test', status: 'active' };
const cleo = { id: 'mbx_3', address: 'cleo@acme.test', status: 'active' };
const waiting = {
  moved: 12,
  moved_threads: 0,
  kept_threads: 2,
  threads: [
    { contact_id: 'con_1', email: 'alan@sheet.test', last_sent_at: '2026-11-12T12:00:00.000Z' },
    { contact_id: 'con_2', email: 'grace@sheet.test', last_sent_at: '2026-11-12T12:00:00.000Z' },
  ],
};
const running = aCampaign({ status: 'active', allowed_actions: ['pause'], mailbox_ids: ['mbx_1', 'mbx_2'] });

async function open(answer: { status?: number; body: unknown }, campaign = running) {
  const asked = serve({
    'GET /mailboxes': { body: { items: [ada, ben, cleo] } },
    'POST /campaigns/cmp_1/reassign': answer,
  });
  await showPage(<ReassignButton campaign={campaign} from="mbx_1" />);
  await userEvent.click(await screen.findByRole('button', { name: 'Move waiting contacts of ada@acme.test…' }));
  await screen.findByRole('dialog');
  return () => asked.filter(({ method }) => method === 'POST').map(({ body }) => body);
}

test('it says who goes before anybody is moved', async () => {
  const asked = await open({ body: waiting });

  expect(await screen.findByText('12 contacts move who were not written to yet.')).toBeDefined();
  expect(screen.getByRole('group', { name: '2 contacts in a conversation' })).toBeDefined();
  expect(asked()).toEqual([{ from_mailbox_id: 'mbx_1', preview: true }]);
});

test('only who is ticked leaves a conversation, and only to an active mailbox of the campaign', async () => {
  const asked = await open({ body: waiting });
  await userEvent.click(await screen.findByRole('checkbox', { name: /^alan@sheet.test/ }));
  const options = screen.getAllByRole('option').map(({ textContent }) => textContent);
  expect(options).toEqual(['Whichever of the others has room', 'ben@acme.test']);
  await userEvent.selectOptions(screen.getByLabelText('They go to'), 'ben@acme.test');
  await userEvent.click(screen.getByRole('button', { name: 'Move 13 contacts' }));

  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(asked()).toContainEqual({
    from_mailbox_id: 'mbx_1',
    to_mailbox_ids: ['mbx_2'],
    include_threads: ['con_1'],
    preview: false,
  });
});

test('where nobody waits there is nothing to confirm', async () => {
  await open({ body: { ...waiting, moved: 0, kept_threads: 0, threads: [] } });

  expect(await screen.findByText('Nobody in this campaign waits for ada@acme.test.')).toBeDefined();
  expect(screen.queryByRole('button', { name: /^Move \d/ })).toBeNull();
});

test('a refusal says what to do first, and nothing can be confirmed', async () => {
  const message = 'The campaign runs and ada@acme.test is active. Pause the campaign first.';
  await open({ status: 409, body: { error: { kind: 'conflict', code: 'campaign_locked', message } } });

  expect((await screen.findByRole('alert')).textContent).toBe(message);
  expect(screen.getByRole('button', { name: 'Move contacts' }).getAttribute('aria-disabled')).toBe('true');
});

test('it is offered only where nothing is under way, and where there is another mailbox', async () => {
  serve({ 'GET /mailboxes': { body: { items: [ada, ben] } } });
  await showPage(
    <>
      <ReassignButton campaign={{ ...running, mailbox_ids: ['mbx_1'] }} from="mbx_1" />
      <ReassignButton campaign={running} from="mbx_2" />
      <p>
        <ReassignButton campaign={{ ...running, status: 'paused' }} from="mbx_2" />
      </p>
    </>,
  );

  await screen.findByRole('button', { name: 'Move waiting contacts of ben@acme.test…' });
  expect(screen.getAllByRole('button')).toHaveLength(1);
});
