import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { serve, showPage } from '../../lib/test-page';
import { aCampaign } from './a-campaign';
import { TestSendDialog } from './test-send-dialog';

afterEach(() => vi.unstubAllGlobals());

const steps = [1, 2].map((position) => ({ position })) as never;

function show(test: { status: string; error: { code: string; text: string } | null }) {
  const onClose = vi.fn();
  const asked = serve({
    'GET /mailboxes': { body: { items: [], next_cursor: null, total: 0 } },
    'POST /campaigns/cmp_1/test-send': { body: { to: 'ben@acme.test', ...test } },
  });
  return showPage(<TestSendDialog campaign={aCampaign({ steps })} step={2} onClose={onClose} />).then(() => ({
    asked,
    onClose,
  }));
}

test('the step that is open goes to one’s own address', async () => {
  const { asked, onClose } = await show({ status: 'sent', error: null });
  await userEvent.click(screen.getByRole('button', { name: 'Send test' }));

  await vi.waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(asked.at(-1)?.body).toEqual({ step: 2 });
});

test('what the server said stays in the dialog', async () => {
  const { onClose } = await show({ status: 'failed', error: { code: 'refused', text: '5.1.1 No such user here' } });
  await userEvent.click(screen.getByRole('button', { name: 'Send test' }));

  expect((await screen.findByRole('alert')).textContent).toContain('It was not sent. 5.1.1 No such user here');
  expect(onClose).not.toHaveBeenCalled();
});
