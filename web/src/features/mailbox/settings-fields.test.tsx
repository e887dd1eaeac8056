import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Mailbox } from '../../lib/schema';
import { serve, showPage } from '../../lib/test-page';
import { aMailbox } from './a-mailbox';
import { MailboxSettingsForm } from './mailbox-settings-form';

afterEach(() => vi.unstubAllGlobals());

async function saveAfter(change: Partial<Mailbox>, act: (user: ReturnType<typeof userEvent.setup>) => Promise<void>) {
  const asked = serve({ 'PATCH /mailboxes/mbx_1': { body: aMailbox(change) } });
  await showPage(<MailboxSettingsForm mailbox={aMailbox(change)} />);
  const user = userEvent.setup();
  await act(user);
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await vi.waitFor(() => expect(asked.some(({ method }) => method === 'PATCH')).toBe(true));
  return asked.find(({ method }) => method === 'PATCH')?.body as Record<string, unknown>;
}

test('a mailbox has no ramp until it is switched on', async () => {
  expect((await saveAfter({}, async () => {})).ramp).toBeNull();
});

test('a ramp is proposed up to the daily cap and can be changed', async () => {
  const body = await saveAfter({ daily_cap: 40 }, async (user) => {
    await user.click(screen.getByRole('switch', { name: /Ramp up slowly/ }));
    await user.clear(screen.getByLabelText('First day'));
    await user.type(screen.getByLabelText('First day'), '3');
  });
  expect(body.ramp).toEqual({ start: 3, step: 5, ceiling: 40 });
});

test('a ramp that is on can be switched off', async () => {
  const body = await saveAfter({ ramp: { start: 2, step: 1, ceiling: 9 } }, async (user) => {
    expect(screen.getByLabelText('Up to')).toHaveProperty('value', '9');
    await user.click(screen.getByRole('switch', { name: /Ramp up slowly/ }));
  });
  expect(body.ramp).toBeNull();
});
