import { render, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { Button } from './button';
import { Dialog, DialogFoot, FormDialog } from './dialog';
import { Field } from './field';

function Page({ onAct }: { onAct?: () => void }) {
  const [isOpen, setIsOpen] = useState(false);
  const [isGone, setIsGone] = useState(false);
  function act() {
    onAct?.();
    setIsOpen(false);
    setTimeout(() => setIsGone(true), 50);
  }
  return (
    <main id="main">
      <h1 tabIndex={-1}>Keys</h1>
      {isGone ? null : (
        <button type="button" onClick={() => setIsOpen(true)}>
          Revoke
        </button>
      )}
      {isOpen ? (
        <Dialog open alert title="Revoke the key?" description="It stops working." onClose={() => setIsOpen(false)}>
          <DialogFoot>
            <Button data-autofocus onClick={() => setIsOpen(false)}>
              Cancel
            </Button>
            <Button onClick={act}>Yes, revoke</Button>
          </DialogFoot>
        </Dialog>
      ) : null}
    </main>
  );
}

test('an alert names itself and what it does, and takes the focus to Cancel', async () => {
  render(<Page />);

  await userEvent.click(screen.getByRole('button', { name: 'Revoke' }));

  const dialog = screen.getByRole('alertdialog', { name: 'Revoke the key?', description: 'It stops working.' });
  expect(dialog.closest('main')).not.toBeNull();
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Cancel' }));
});

test('Escape closes it and gives the focus back to what opened it', async () => {
  render(<Page />);
  const opener = screen.getByRole('button', { name: 'Revoke' });
  await userEvent.click(opener);

  await userEvent.keyboard('{Escape}');

  expect(screen.queryByRole('alertdialog')).toBeNull();
  await waitFor(() => expect(document.activeElement).toBe(opener));
});

test('when what opened it goes with the action, the heading takes the focus', async () => {
  const onAct = vi.fn();
  render(<Page onAct={onAct} />);
  await userEvent.click(screen.getByRole('button', { name: 'Revoke' }));

  await userEvent.click(screen.getByRole('button', { name: 'Yes, revoke' }));

  expect(onAct).toHaveBeenCalledOnce();
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Keys' })));
});

function Form(props: { isBusy: boolean; error?: string; onClose?: () => void; onSubmit?: () => void }) {
  return (
    <main id="main">
      <FormDialog
        title="Rename"
        submitText="Save"
        busyText="Saving…"
        isBusy={props.isBusy}
        onClose={props.onClose ?? (() => {})}
        onSubmit={props.onSubmit ?? (() => {})}
      >
        <Field label="Colour" value="" onChange={() => {}} />
        <Field label="Name" value="" onChange={() => {}} error={props.error} />
      </FormDialog>
    </main>
  );
}

test('while it is at work it neither closes nor sends again', async () => {
  const onClose = vi.fn();
  const onSubmit = vi.fn();
  render(<Form isBusy onClose={onClose} onSubmit={onSubmit} />);

  await userEvent.keyboard('{Escape}');
  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  await userEvent.click(screen.getByRole('button', { name: 'Saving…' }));

  expect(onClose).not.toHaveBeenCalled();
  expect(onSubmit).not.toHaveBeenCalled();
});

test('a refused form takes one to the field that is wrong', () => {
  const { rerender } = render(<Form isBusy />);

  rerender(<Form isBusy={false} error="This is missing." />);

  const name = screen.getByRole('textbox', { name: 'Name', description: 'This is missing.' });
  expect(document.activeElement).toBe(name);
});
