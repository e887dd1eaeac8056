/*
 * disconnect-dialog: what stops when a mailbox is disconnected, shown before; then the disconnect, and Undo.
 */
import { useState } from 'react';
import { isRefusal, messageOf } from '../../lib/api-client';
import type { Mailbox } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button, TextButton } from '../../ui/button';
import { Dialog, DialogFoot } from '../../ui/dialog';
import { FormError } from '../../ui/field';
import { useToast } from '../../ui/toast';
import { ImpactSummary, ImpactUnknown } from './impact-summary';
import { useImpact, useMailboxActions } from './mailbox-queries';
import { disconnectTexts, doneTexts } from './mailbox-texts';

export function DisconnectDialog({ mailbox, onClose }: { mailbox: Mailbox; onClose: () => void }) {
  const { id, address } = mailbox;
  const impact = useImpact([id]);
  const { disconnect, undo } = useMailboxActions();
  const toast = useToast();
  const [kept, setKept] = useState<string[]>([]);

  function undoIt() {
    undo(id).then(
      () => toast(doneTexts.undone(address)),
      (error: unknown) => toast(messageOf(error)),
    );
  }
  const { submit, isBusy, error } = useSubmit(async (revokeNow: boolean) => {
    const version = impact.data ? { version: impact.data.version } : {};
    await disconnect(id, { ...version, keep_running: kept, revoke_now: revokeNow }).catch((refusal: unknown) => {
      if (isRefusal(refusal, 'version_mismatch')) void impact.refetch();
      throw refusal;
    });
    onClose();
    toast(doneTexts.disconnected(address), revokeNow ? undefined : { label: 'Undo', run: undoIt });
  });
  const keep = (campaignId: string, isKept: boolean) =>
    setKept((old) => (isKept ? [...old, campaignId] : old.filter((one) => one !== campaignId)));

  return (
    <Dialog
      open
      alert
      title={disconnectTexts.title(address)}
      description={disconnectTexts.description}
      onClose={onClose}
      isBusy={isBusy}
    >
      {impact.status === 'error' ? (
        <ImpactUnknown />
      ) : (
        <ImpactSummary impact={impact.data} kept={kept} onKeep={keep} hasPassword={mailbox.provider === 'smtp'} />
      )}
      <details className="more">
        <summary>{disconnectTexts.more}</summary>
        <div>
          <p className="muted">{disconnectTexts.revokeHint}</p>
          <TextButton caution disabled={isBusy} onClick={() => submit(true)}>
            {disconnectTexts.revokeNow}
          </TextButton>
        </div>
      </details>
      <FormError message={error ? messageOf(error) : null} />
      <DialogFoot>
        <Button data-autofocus disabled={isBusy} onClick={onClose}>
          Cancel
        </Button>
        <Button look="caution" busyText={isBusy ? disconnectTexts.busy : false} onClick={() => submit(false)}>
          {disconnectTexts.submit}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
