/*
 * release-dialog: lets sending go on after showing what was stopped again, and asks about emails that may have left.
 */
import { useState } from 'react';
import { messageOf } from '../../lib/api-client';
import type { SendingHold } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { FormDialog } from '../../ui/dialog';
import { Choice, FormError } from '../../ui/field';
import { useToast } from '../../ui/toast';
import { useReleaseSending } from './sending-queries';
import { inDoubtText, jumpText, type Missing, releaseTexts, stoppedAgain, unreadableText } from './sending-texts';

export function ReleaseDialog({ hold, onClose }: { hold: SendingHold; onClose: () => void }) {
  const release = useReleaseSending();
  const toast = useToast();
  const [missing, setMissing] = useState<Missing>('decide');
  const isRestore = hold.cause === 'restore_hold';
  const { submit, isBusy, error } = useSubmit(async () => {
    await release(isRestore ? { cause: 'restore_hold', missing } : { cause: 'clock_hold' });
    onClose();
    toast(releaseTexts.done);
  });

  return (
    <FormDialog
      title={releaseTexts.title}
      description={isRestore ? releaseTexts.restore : releaseTexts.clock}
      onClose={onClose}
      onSubmit={submit}
      submitText={releaseTexts.submit}
      busyText={releaseTexts.busy}
      isBusy={isBusy}
      error={<FormError message={error ? messageOf(error) : null} />}
    >
      {isRestore ? (
        <>
          <StoppedAgain details={hold.details} />
          <p>{inDoubtText(hold.details.in_doubt ?? 0)}</p>
          <Choice
            legend={releaseTexts.legend}
            value={missing}
            onChange={setMissing}
            options={[
              { value: 'decide', text: releaseTexts.decide, hint: releaseTexts.decideHint },
              { value: 'resend', text: releaseTexts.resend, hint: releaseTexts.resendHint },
            ]}
          />
        </>
      ) : (
        <p>{jumpText(hold.details.jumped_seconds ?? 0)}</p>
      )}
    </FormDialog>
  );
}

function StoppedAgain({ details }: { details: SendingHold['details'] }) {
  const lines = stoppedAgain(details);
  const unreadable = details.unreadable_lines ?? 0;
  if (details.journal_found === false) return <p>{releaseTexts.noJournal}</p>;
  return (
    <div className="stack tight">
      {lines.length > 0 ? (
        <>
          <p>{releaseTexts.stopped}:</p>
          <ul className="boxed list-lines scroll-box">
            {lines.map(({ text, names }) => (
              <li key={text}>
                <div>
                  <strong>{text}</strong>
                  {names.length > 0 ? <small>{names.join(', ')}</small> : null}
                </div>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>{releaseTexts.nothing}</p>
      )}
      {unreadable > 0 ? <p>{unreadableText(unreadable)}</p> : null}
    </div>
  );
}
