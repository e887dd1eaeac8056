/*
 * reassign-dialog: who waits for one mailbox of the campaign goes on with another. It says beforehand who goes; whoever is in a
 * conversation goes only when ticked.
 */
import { useState } from 'react';
import { messageOf } from '../../lib/api-client';
import type { Campaign, Mailbox } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { Dialog, DialogFoot, FormDialog } from '../../ui/dialog';
import { Check, FormError, Select } from '../../ui/field';
import { BlockSkeleton } from '../../ui/skeleton';
import { Ago } from '../../ui/time';
import { useToast } from '../../ui/toast';
import { useMailboxChoices } from './campaign-queries';
import { type Move, type Moving, useMove, useMovePreview } from './reassign-queries';
import { reassignTexts as texts } from './reassign-texts';

type ReassignDialogProps = { campaign: Campaign; from: { id: string; address: string }; onClose: () => void };

export function ReassignDialog({ campaign, from, onClose }: ReassignDialogProps) {
  const [to, setTo] = useState('');
  const [ticked, setTicked] = useState<string[]>([]);
  const mailboxes = useMailboxChoices();
  const moveContacts = useMove();
  const toast = useToast();
  const move: Move = { campaignId: campaign.id, from: from.id, to };
  const preview = useMovePreview(move);
  const { submit, isBusy, error } = useSubmit(async () => {
    const moved = await moveContacts(move, ticked);
    onClose();
    toast(texts.done(moved));
  });
  const refusal = error ?? preview.error;
  const count = (preview.data?.moved ?? 0) + ticked.length;

  if (preview.data && preview.data.moved + preview.data.kept_threads === 0 && !refusal) {
    return <Nobody address={from.address} onClose={onClose} />;
  }
  return (
    <FormDialog
      title={texts.title(from.address)}
      description={texts.description}
      onClose={onClose}
      onSubmit={submit}
      submitText={texts.submit(count)}
      busyText={texts.busy}
      isBusy={isBusy}
      isReady={count > 0 && !preview.error}
      error={<FormError message={refusal ? messageOf(refusal) : null} />}
    >
      <Select label={texts.to} value={to} onChange={setTo} options={targets(campaign, from.id, mailboxes.data ?? [])} />
      {preview.status === 'pending' ? <BlockSkeleton height={64} /> : null}
      {preview.data && !preview.error ? (
        <Whom moving={preview.data} address={from.address} ticked={ticked} onTick={setTicked} />
      ) : null}
    </FormDialog>
  );
}

function targets(campaign: Campaign, from: string, mailboxes: Mailbox[]) {
  const others = mailboxes.filter(
    ({ id, status }) => id !== from && status === 'active' && campaign.mailbox_ids.includes(id),
  );
  return [['', texts.whoever] as const, ...others.map(({ id, address }) => [id, address] as const)];
}

function Nobody({ address, onClose }: { address: string; onClose: () => void }) {
  return (
    <Dialog open title={texts.nobody(address)} onClose={onClose}>
      <DialogFoot>
        <Button data-autofocus onClick={onClose}>
          {texts.close}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

type WhomProps = { moving: Moving; address: string; ticked: string[]; onTick: (ids: string[]) => void };

function Whom({ moving, address, ticked, onTick }: WhomProps) {
  const { moved, threads, kept_threads: kept } = moving;
  return (
    <>
      <p role="status">{moved > 0 ? texts.moves(moved) : texts.nobodyNew}</p>
      {threads.length > 0 ? (
        <fieldset className="field">
          <legend>{texts.threads(kept)}</legend>
          <p className="hint">{texts.threadsHint(address)}</p>
          <Threads threads={threads} ticked={ticked} onTick={onTick} />
          {kept > threads.length ? <p className="hint">{texts.more(kept - threads.length)}</p> : null}
        </fieldset>
      ) : null}
    </>
  );
}

type ThreadsProps = Pick<WhomProps, 'ticked' | 'onTick'> & { threads: Moving['threads'] };

function Threads({ threads, ticked, onTick }: ThreadsProps) {
  const tick = (id: string, isTicked: boolean) =>
    onTick(isTicked ? [...ticked, id] : ticked.filter((one) => one !== id));
  return (
    <ul className="boxed list-lines scroll-box">
      {threads.length > 1 ? (
        <li>
          <Check
            checked={ticked.length === threads.length}
            onChange={(isTicked) => onTick(isTicked ? threads.map(({ contact_id: id }) => id) : [])}
          >
            {texts.all(threads.length)}
          </Check>
        </li>
      ) : null}
      {threads.map(({ contact_id: id, email, last_sent_at: sentAt }) => (
        <li key={id}>
          <Check
            checked={ticked.includes(id)}
            onChange={(isTicked) => tick(id, isTicked)}
            hint={
              sentAt ? (
                <>
                  {texts.lastSent} <Ago at={sentAt} />
                </>
              ) : null
            }
          >
            {email}
          </Check>
        </li>
      ))}
    </ul>
  );
}
