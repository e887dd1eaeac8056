import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Contact } from '../../lib/schema';
import { serve, showPage } from '../../lib/test-page';
import { ContactDialog } from './contact-dialog';

afterEach(() => vi.unstubAllGlobals());

const contact: Contact = {
  id: 'con_1',
  email: 'ada@acme.test',
  first_name: 'Ada',
  company: 'Acme',
  custom: { topic: 'tea' },
  lists: [],
  suppressed: false,
  created_at: '2026-11-12T12:00:00.000Z',
  updated_at: '2026-11-12T12:00:00.000Z',
};

test('an edit sends what was changed, and clears what was emptied', async () => {
  const asked = serve({ 'PATCH /contacts/con_1': { body: contact } });
  const onClose = vi.fn();
  await showPage(<ContactDialog contact={contact} onClose={onClose} />);

  await userEvent.clear(screen.getByRole('textbox', { name: 'Company' }));
  await userEvent.type(screen.getByRole('textbox', { name: 'Last name' }), 'Osei');
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));

  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(asked[0]?.body).toEqual({ company: null, last_name: 'Osei', custom: { topic: 'tea' } });
});

test('an address that is none is told at its field, which takes the focus', async () => {
  serve({
    'POST /contacts': {
      status: 422,
      body: {
        error: {
          kind: 'invalid',
          code: 'validation_failed',
          message: '“ada” is not an email address.',
          field: 'email',
          details: { errors: [{ field: 'email', rule: 'email', value: 'ada' }] },
        },
      },
    },
  });
  const onClose = vi.fn();
  await showPage(<ContactDialog onClose={onClose} />);

  await userEvent.type(screen.getByRole('textbox', { name: 'Email' }), 'ada');
  await userEvent.click(screen.getByRole('button', { name: 'Add contact' }));

  const email = await screen.findByRole('textbox', { name: 'Email', description: '“ada” is not an email address.' });
  await waitFor(() => expect(document.activeElement).toBe(email));
  expect(onClose).not.toHaveBeenCalled();
});
