import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { serve, showPage } from '../../lib/test-page';
import { AddSuppressionDialog } from './add-suppression-dialog';

afterEach(() => vi.unstubAllGlobals());

test('many are added at once; those that are not taken stay, each with its reason', async () => {
  const asked = serve({
    'POST /do-not-contact/bulk': {
      body: {
        added: 2,
        already: 0,
        rejected: [{ value: 'nonsense', message: '“nonsense” is neither address nor domain.' }],
      },
    },
  });
  const onClose = vi.fn();
  await showPage(<AddSuppressionDialog onClose={onClose} />);

  const values = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Addresses or domains' });
  await userEvent.type(values, 'a@b.test{enter}nonsense{enter}c.test');
  await userEvent.click(screen.getByRole('button', { name: 'Add' }));

  await waitFor(() => expect(values.value).toBe('nonsense'));
  expect(asked[0]?.body).toEqual({ values: ['a@b.test', 'nonsense', 'c.test'] });
  expect(screen.getByText('“nonsense” is neither address nor domain.')).toBeDefined();
  expect(onClose).not.toHaveBeenCalled();
});
