/*
 * hold-dialog: pauses sending, with an end if one is wanted; replies are read all the same.
 */
import { useState } from 'react';
import { fieldErrors, messageOf } from '../../lib/api-client';
import { formatTime, momentFromField } from '../../lib/format';
import type { Mailbox } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { useZone } from '../../lib/zone';
import { FormDialog } from '../../ui/dialog';
import { Choice, Field, FormError } from '../../ui/field';
import { useToast } from '../../ui/toast';
import { useMailboxActions } from './mailbox-queries';
import { doneTexts } from './mailbox-texts';

export function HoldDialog({ mailbox, onClose }: { mailbox: Mailbox; onClose: () => void }) {
  const { id, address } = mailbox;
  const { hold } = useMailboxActions();
  const toast = useToast();
  const zone = useZone();
  const [end, setEnd] = useState<'open' | 'until'>('open');
  const [until, setUntil] = useState('');
  const moment = end === 'until' ? momentFromField(until, zone) : null;
  const { submit, isBusy, error } = useSubmit(async () => {
    await hold(id, moment);
    onClose();
    toast(moment ? doneTexts.heldUntil(address, formatTime(moment, zone)) : doneTexts.held(address));
  });
  const wrong = fieldErrors(error).until;

  return (
    <FormDialog
      title={`Pause sending from ${address}`}
      description="It stays connected and goes on reading replies. Its campaigns stay as they are; their emails wait."
      onClose={onClose}
      onSubmit={submit}
      submitText="Pause sending"
      busyText="Pausing…"
      isBusy={isBusy}
      isReady={end === 'open' || moment !== null}
      error={<FormError message={error && !wrong ? messageOf(error) : null} />}
    >
      <Choice
        legend="For how long"
        value={end}
        onChange={setEnd}
        options={[
          { value: 'open', text: 'Until I resume it' },
          { value: 'until', text: 'Until a day and time', hint: 'For a vacation: it resumes by itself.' },
        ]}
      />
      {end === 'until' ? (
        <Field label={`Until (${zone})`} type="datetime-local" value={until} onChange={setUntil} error={wrong} />
      ) : null}
    </FormDialog>
  );
}
