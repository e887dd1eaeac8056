/*
 * reassign-button: opens the sheet that moves who waits for a mailbox. Not shown where nobody could be moved.
 */
import { lazy, Suspense, useState } from 'react';
import type { Campaign, Mailbox } from '../../lib/schema';
import { Button } from '../../ui/button';
import { useMailboxChoices } from './campaign-queries';
import { reassignTexts as texts } from './reassign-texts';

const ReassignDialog = lazy(() => import('./reassign-dialog').then((module) => ({ default: module.ReassignDialog })));

type ReassignButtonProps = { campaign: Campaign; from: string; slim?: boolean };

/** Nothing may be under way: the campaign rests, or the mailbox does. And they need another to go to. */
function mayMove({ status, allowed_actions: actions, mailbox_ids: ids }: Campaign, from: Mailbox): boolean {
  const isStill = status === 'paused' || from.status !== 'active';
  const hasBegun = status !== 'draft' && status !== 'completed';
  return isStill && hasBegun && actions.length > 0 && ids.length > 1 && ids.includes(from.id);
}

export function ReassignButton({ campaign, from, slim = false }: ReassignButtonProps) {
  const [isAsking, setIsAsking] = useState(false);
  const mailbox = useMailboxChoices().data?.find(({ id }) => id === from);
  if (!mailbox || !mayMove(campaign, mailbox)) return null;
  return (
    <>
      <Button slim={slim} aria-label={texts.openOf(mailbox.address)} onClick={() => setIsAsking(true)}>
        {texts.open}
      </Button>
      {isAsking ? (
        <Suspense fallback={null}>
          <ReassignDialog campaign={campaign} from={mailbox} onClose={() => setIsAsking(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
