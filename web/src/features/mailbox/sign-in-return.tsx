/*
 * sign-in-return: the browser came back from a provider's page: what came of it, and what to do next.
 */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import type { Mailbox } from '../../lib/schema';
import { Banner } from '../../ui/banner';
import { Button } from '../../ui/button';
import type { Ask } from './mailbox-dialogs';
import { useMailbox, useSignInOutcome } from './mailbox-queries';
import { actionTexts, doneTexts, problemText, wrongAccountText } from './mailbox-texts';

type SignInReturnProps = { onAsk: (ask: Ask) => void; onConnect: (address: string) => void };

export function SignInReturn({ onAsk, onConnect }: SignInReturnProps) {
  const search = useSearch({ from: '/shell/mailboxes' });
  const navigate = useNavigate({ from: '/mailboxes' });
  const dismiss = () => void navigate({ search: ({ status, q }) => ({ status, q }), replace: true });
  const done = search.connected ?? search.reconnected ?? search.updated;

  if (search.connect_error) {
    return (
      <Banner
        isNews
        tone="bad"
        title="The mailbox was not connected"
        actions={<Button onClick={() => onConnect('')}>Try again</Button>}
        onDismiss={dismiss}
      >
        {problemText(search.connect_error)}
      </Banner>
    );
  }
  if (search.reconnect_error && search.mailbox) {
    return <Refused id={search.mailbox} code={search.reconnect_error} onAsk={onAsk} onDismiss={dismiss} />;
  }
  if (search.reconnect) return <Wanted id={search.reconnect} onAsk={onAsk} onDismiss={dismiss} />;
  if (!done) return null;
  const text = search.connected ? doneTexts.connected : search.updated ? doneTexts.updated : doneTexts.reconnected;
  return <Done id={done} text={text} offersRestart={search.reconnected === done} onAsk={onAsk} onDismiss={dismiss} />;
}

type PartProps = { id: string; onAsk: (ask: Ask) => void; onDismiss: () => void };

function Refused({ id, code, onAsk, onDismiss }: PartProps & { code: string }) {
  const mailbox = useMailbox(id);
  const outcome = useSignInOutcome(id, code === 'wrong_account');
  const named = wrongAccountText(outcome.data?.expected ?? null, outcome.data?.actual ?? null);
  const kind = mailbox.data?.status === 'active' ? 'update_sign_in' : 'reconnect';
  const address = mailbox.data?.address ?? 'The mailbox';

  return (
    <Banner
      isNews
      tone="bad"
      title={kind === 'reconnect' ? `${address} was not reconnected` : `The sign-in of ${address} was not updated`}
      actions={
        <AskButton mailbox={mailbox.data} onAsk={onAsk} kind={kind}>
          Try again
        </AskButton>
      }
      onDismiss={onDismiss}
    >
      {named ?? problemText(code)}
    </Banner>
  );
}

/** Somebody came to reconnect this mailbox: from a campaign that waits for it. */
function Wanted({ id, onAsk, onDismiss }: PartProps) {
  const { data } = useMailbox(id);
  if (data?.status !== 'inactive') return null;
  return (
    <Banner
      tone="warn"
      title={`${data.address} is inactive`}
      actions={
        <AskButton mailbox={data} onAsk={onAsk} kind="reconnect">
          {actionTexts.reconnect}
        </AskButton>
      }
      onDismiss={onDismiss}
    >
      Reconnect it, then restart the campaigns that paused with it.
    </Banner>
  );
}

type AskButtonProps = {
  mailbox: Mailbox | undefined;
  kind: 'reconnect' | 'update_sign_in';
  onAsk: (ask: Ask) => void;
  children: ReactNode;
};

function AskButton({ mailbox, kind, onAsk, children }: AskButtonProps) {
  const isAllowed = mailbox?.allowed_actions.includes(kind);
  return mailbox && isAllowed ? <Button onClick={() => onAsk({ kind, mailbox })}>{children}</Button> : null;
}

type DoneProps = PartProps & { text: (address: string) => string; offersRestart: boolean };

function Done({ id, text, offersRestart, onAsk, onDismiss }: DoneProps) {
  const { data: mailbox } = useMailbox(id);
  const waiting = offersRestart && mailbox ? mailbox.restartable_campaigns.length : 0;
  const hasAsked = useRef(false);
  useEffect(() => {
    if (!mailbox || waiting === 0 || hasAsked.current) return;
    hasAsked.current = true;
    onAsk({ kind: 'restart', mailbox });
  }, [mailbox, waiting, onAsk]);

  return mailbox ? (
    <Banner isNews title={text(mailbox.address)} onDismiss={onDismiss}>
      {waiting > 0 ? 'Its campaigns stay paused until you restart them.' : null}
    </Banner>
  ) : null;
}
