/*
 * mailbox-status: the state of a mailbox as word and reason, with what can be done about it on the spot.
 */
import { secondsLeft } from '../../lib/format';
import type { Mailbox, MailboxAction } from '../../lib/schema';
import { useNow } from '../../lib/use-now';
import { useZone } from '../../lib/zone';
import { Badge } from '../../ui/badge';
import { TextButton } from '../../ui/button';
import type { Ask } from './mailbox-dialogs';
import { actionTexts, finishingText, holdReason, reasonOf, undoText } from './mailbox-texts';

export function MailboxBadges({ mailbox }: { mailbox: Mailbox }) {
  const isActive = mailbox.status === 'active';
  return (
    <span className="cluster">
      <Badge tone={isActive ? 'ok' : 'off'}>{isActive ? 'Active' : 'Inactive'}</Badge>
      {isActive && mailbox.holds.length > 0 ? <Badge tone="warn">On hold</Badge> : null}
      {mailbox.disconnecting ? <span className="faint">· {finishingText(mailbox.finishing)}</span> : null}
    </span>
  );
}

export function MailboxReasons({ mailbox }: { mailbox: Mailbox }) {
  const zone = useZone();
  const reason = reasonOf(mailbox, zone);
  return (
    <>
      {reason && !mailbox.disconnecting ? <span className="reason">{reason}</span> : null}
      {mailbox.status === 'active'
        ? mailbox.holds.map((hold) => (
            <span key={hold.cause} className="reason">
              {holdReason(hold, zone)}
            </span>
          ))
        : null}
    </>
  );
}

type QuickActionsProps = { mailbox: Mailbox; onAsk: (ask: Ask) => void };

/** The next thing to do, beside the state. */
export function QuickActions({ mailbox, onAsk }: QuickActionsProps) {
  const may = (action: MailboxAction) => mailbox.allowed_actions.includes(action);
  const hasPaused = may('restart_campaigns') && mailbox.restartable_campaigns.length > 0;
  if (!may('reconnect') && !may('release') && !hasPaused) return null;
  return (
    <span className="cluster quick">
      {may('reconnect') ? (
        <TextButton onClick={() => onAsk({ kind: 'reconnect', mailbox })}>{actionTexts.reconnect}</TextButton>
      ) : null}
      {may('undo_disconnect') ? <UndoButton mailbox={mailbox} onAsk={onAsk} /> : null}
      {may('release') ? (
        <TextButton onClick={() => onAsk({ kind: 'release', mailbox })}>{actionTexts.release}</TextButton>
      ) : null}
      {hasPaused ? (
        <TextButton onClick={() => onAsk({ kind: 'restart', mailbox })}>{actionTexts.restart}</TextButton>
      ) : null}
    </span>
  );
}

function UndoButton({ mailbox, onAsk }: QuickActionsProps) {
  const left = secondsLeft(mailbox.undo_until, useNow(1_000));
  return left > 0 ? (
    <TextButton className="text-btn num" onClick={() => onAsk({ kind: 'undo', mailbox })}>
      {undoText(left)}
    </TextButton>
  ) : null;
}
