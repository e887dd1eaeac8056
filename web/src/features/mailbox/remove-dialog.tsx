/*
 * remove-dialog: deletes a mailbox for good, after its address was typed. An active one is disconnected first.
 */
import { useState } from 'react';
import { messageOf } from '../../lib/api-client';
import type { Mailbox } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button, TextButton } from '../../ui/button';
import { Dialog, DialogFoot } from '../../ui/dialog';
import { Field, FormError } from '../../ui/field';
import { useToast } from '../../ui/toast';
import { useMailboxActions } from './mailbox-queries';
import { doneTexts, removeTexts } from './mailbox-texts';

type RemoveDialogProps = {
  mailbox: Mailbox;
  onClose: () => void;
  onDisconnect: () => void;
  onRemoved: (() => void) | undefined;
};

export function RemoveDialog({ mailbox, onClose, onDisconnect, onRemoved }: RemoveDialogProps) {
  const { id, address } = mailbox;
  const { disconnect, remove } = useMailboxActions();
  const toast = useToast();
  const [typed, setTyped] = useState('');
  const [isActive, setIsActive] = useState(mailbox.status === 'active');
  const matches = typed.trim().toLowerCase() === address.toLowerCase();
  const { submit, isBusy, error } = useSubmit(async () => {
    if (isActive) await disconnect(id, { revoke_now: true });
    setIsActive(false);
    await remove(id, address);
    onClose();
    toast(doneTexts.removed(address));
    onRemoved?.();
  });

  return (
    <Dialog open alert title={removeTexts.title(address)} onClose={onClose} isBusy={isBusy}>
      <div className="two">
        <What title={removeTexts.goes} lines={removeTexts.goesList} />
        <What title={removeTexts.stays} lines={removeTexts.staysList} />
      </div>
      <p className="muted">{removeTexts.outside}</p>
      <p>
        <strong>{removeTexts.final}</strong>{' '}
        {isActive ? <TextButton onClick={onDisconnect}>{removeTexts.instead}</TextButton> : null}
      </p>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (matches) void submit();
        }}
      >
        <Field
          label={removeTexts.label(address)}
          autoCapitalize="none"
          spellCheck={false}
          value={typed}
          onChange={setTyped}
        />
        <FormError message={error ? messageOf(error) : null} />
        <DialogFoot>
          <Button data-autofocus disabled={isBusy} onClick={onClose}>
            Cancel
          </Button>
          <Button look="danger" type="submit" disabled={!matches} busyText={isBusy ? removeTexts.busy : false}>
            {isActive ? removeTexts.submitActive : removeTexts.submit}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

function What({ title, lines }: { title: string; lines: string[] }) {
  return (
    <div>
      <h3>{title}</h3>
      <ul className="muted bullets">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
