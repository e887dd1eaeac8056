/*
 * test-dialog: signs in to send and to read, and says how each went. Nothing is sent.
 */
import { useMutation } from '@tanstack/react-query';
import { CircleCheck, CircleMinus, CircleX } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { messageOf } from '../../lib/api-client';
import type { Mailbox } from '../../lib/schema';
import { Button } from '../../ui/button';
import { Dialog, DialogFoot } from '../../ui/dialog';
import { FormError } from '../../ui/field';
import { useMailboxActions } from './mailbox-queries';

type Check = { ok: boolean; text: string | null } | null;

export function TestDialog({ mailbox, onClose }: { mailbox: Mailbox; onClose: () => void }) {
  const { test } = useMailboxActions();
  const { mutate, data, error, isPending } = useMutation({ mutationFn: test });
  useEffect(() => mutate(mailbox.id), [mutate, mailbox.id]);

  return (
    <Dialog
      open
      title={`Test ${mailbox.address}`}
      description="Outrider signs in to send and to read. Nothing is sent."
      onClose={onClose}
    >
      <ul className="boxed list-lines" aria-live="polite" aria-busy={isPending}>
        <Line name="Sending" check={data?.smtp} isPending={isPending} />
        <Line name="Reading replies" check={data?.imap} isPending={isPending} />
      </ul>
      <FormError message={error ? messageOf(error) : null} />
      <DialogFoot>
        <Button disabled={isPending} onClick={() => mutate(mailbox.id)}>
          Test again
        </Button>
        <Button look="primary" data-autofocus onClick={onClose}>
          Done
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

function faceOf(check: Check | undefined, isPending: boolean): [icon: ReactNode, text: string] {
  if (isPending) return [<CircleMinus key="wait" size={18} className="faint" aria-hidden="true" />, 'Signing in…'];
  if (!check) return [<CircleMinus key="none" size={18} className="faint" aria-hidden="true" />, 'Not tried'];
  if (check.ok) return [<CircleCheck key="ok" size={18} className="icon-ok" aria-hidden="true" />, 'Works'];
  return [<CircleX key="bad" size={18} className="icon-bad" aria-hidden="true" />, check.text ?? 'Refused'];
}

function Line({ name, check, isPending }: { name: string; check: Check | undefined; isPending: boolean }) {
  const [icon, text] = faceOf(check, isPending);
  return (
    <li>
      {icon}
      <div>
        <strong>{name}</strong>
        <small>{text}</small>
      </div>
    </li>
  );
}
