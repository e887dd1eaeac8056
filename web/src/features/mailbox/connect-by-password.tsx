/*
 * connect-by-password: the servers and the password of a new mailbox; both sign-ins are tried before it is added.
 */
import { type FormEvent, type ReactNode, useState } from 'react';
import { fieldErrors, isRefusal, messageOf } from '../../lib/api-client';
import type { Discovery, Mailbox } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { DialogFoot } from '../../ui/dialog';
import { Field, FormError } from '../../ui/field';
import { useMailboxActions } from './mailbox-queries';
import { bodyOf, draftOf, ServerFields } from './server-fields';

type ConnectByPasswordProps = {
  address: string;
  found: Discovery;
  others: ReactNode;
  onBusy: (isBusy: boolean) => void;
  onBack: () => void;
  onFind: (address: string) => void;
  onConnected: (mailbox: Mailbox) => void;
};

export function ConnectByPassword(props: ConnectByPasswordProps) {
  const { address, found, others, onBusy, onBack, onFind, onConnected } = props;
  const { add } = useMailboxActions();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [servers, setServers] = useState(() => draftOf(found));
  const { submit, isBusy, error } = useSubmit(async () => {
    onBusy(true);
    try {
      onConnected(await add({ provider: 'smtp', address, name, password, ...bodyOf(servers) }));
    } finally {
      onBusy(false);
    }
  });
  const wrong = fieldErrors(error);
  const isThere = isRefusal(error, 'mailbox_exists');

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    void submit();
  }

  return (
    <form className="stack" noValidate onSubmit={onSubmit}>
      {others}
      {found.hint ? <p className="muted">{found.hint}</p> : null}
      <div className="two">
        <Field
          label="Sender name"
          hint="What recipients see beside the address."
          data-autofocus
          value={name}
          onChange={setName}
          error={wrong.name}
        />
        <Field
          label="Password"
          type="password"
          hint="For both servers. It is kept sealed."
          value={password}
          onChange={setPassword}
          error={wrong.password}
        />
      </div>
      <ServerFields draft={servers} onChange={setServers} wrong={wrong} />
      <FormError message={error ? messageOf(error) : null} />
      <DialogFoot>
        <div className="start">
          <Button disabled={isBusy} onClick={onBack}>
            Back
          </Button>
        </div>
        {isThere ? <Button onClick={() => onFind(address)}>Show it</Button> : null}
        <Button look="primary" type="submit" busyText={isBusy ? 'Signing in…' : false}>
          Connect
        </Button>
      </DialogFoot>
    </form>
  );
}
