/*
 * mailbox-dialogs: what was asked of a mailbox: done at once where it is harmless, else the dialog for it.
 */
import { useCallback, useState } from 'react';
import { messageOf } from '../../lib/api-client';
import type { Mailbox } from '../../lib/schema';
import { useToast } from '../../ui/toast';
import { DisconnectDialog } from './disconnect-dialog';
import { EditMailboxDialog } from './edit-mailbox-dialog';
import { HoldDialog } from './hold-dialog';
import { useMailboxActions } from './mailbox-queries';
import { doneTexts } from './mailbox-texts';
import { RemoveDialog } from './remove-dialog';
import { RestartDialog } from './restart-dialog';
import { SignInDialog } from './sign-in-dialog';
import { TestDialog } from './test-dialog';

export type AskKind =
  | 'edit'
  | 'test'
  | 'update_sign_in'
  | 'hold'
  | 'release'
  | 'reconnect'
  | 'disconnect'
  | 'undo'
  | 'remove'
  | 'restart';
export type Ask = { kind: AskKind; mailbox: Mailbox };

/** `ask` runs what needs no question, and keeps the rest in `asked` until its dialog closes. */
export function useMailboxAsk() {
  const [asked, setAsked] = useState<Ask | null>(null);
  const { undo, release, reconnect, updateSignIn } = useMailboxActions();
  const toast = useToast();

  function run(action: Promise<unknown>, done?: string) {
    action.then(
      () => done && toast(done),
      (error: unknown) => toast(messageOf(error)),
    );
  }

  function ask({ kind, mailbox }: Ask) {
    const hasPassword = mailbox.provider === 'smtp';
    if (kind === 'undo') run(undo(mailbox.id), doneTexts.undone(mailbox.address));
    else if (kind === 'release') run(release(mailbox.id), doneTexts.released(mailbox.address));
    else if (kind === 'reconnect' && !hasPassword) run(reconnect(mailbox.id, {}));
    else if (kind === 'update_sign_in' && !hasPassword) run(updateSignIn(mailbox.id, {}));
    else setAsked({ kind, mailbox });
  }
  const close = useCallback(() => setAsked(null), []);

  return { asked, ask, close };
}

type MailboxDialogsProps = {
  asked: Ask | null;
  onAsk: (ask: Ask) => void;
  onClose: () => void;
  onRemoved?: () => void;
};

export function MailboxDialogs({ asked, onAsk, onClose, onRemoved }: MailboxDialogsProps) {
  if (!asked) return null;
  const { kind, mailbox } = asked;
  switch (kind) {
    case 'edit':
      return <EditMailboxDialog mailbox={mailbox} onClose={onClose} />;
    case 'test':
      return <TestDialog mailbox={mailbox} onClose={onClose} />;
    case 'hold':
      return <HoldDialog mailbox={mailbox} onClose={onClose} />;
    case 'reconnect':
    case 'update_sign_in':
      return (
        <SignInDialog
          mailbox={mailbox}
          purpose={kind}
          onClose={onClose}
          onReconnected={(back) => {
            if (back.restartable_campaigns.length > 0) onAsk({ kind: 'restart', mailbox: back });
          }}
        />
      );
    case 'disconnect':
      return <DisconnectDialog mailbox={mailbox} onClose={onClose} />;
    case 'remove':
      return (
        <RemoveDialog
          mailbox={mailbox}
          onClose={onClose}
          onDisconnect={() => onAsk({ kind: 'disconnect', mailbox })}
          onRemoved={onRemoved}
        />
      );
    case 'restart':
      return <RestartDialog mailbox={mailbox} onClose={onClose} />;
    case 'undo':
    case 'release':
      return null;
  }
}
