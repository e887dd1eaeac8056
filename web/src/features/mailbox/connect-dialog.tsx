/*
 * connect-dialog: a new mailbox: its address first; then its provider's page, or its servers and password.
 */
import { type FormEvent, useState } from 'react';
import { messageOf } from '../../lib/api-client';
import type { Discovery, Mailbox, Provider } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { Dialog, DialogFoot } from '../../ui/dialog';
import { Field, FormError } from '../../ui/field';
import { ConnectByPassword } from './connect-by-password';
import { useMailboxActions } from './mailbox-queries';

type ConnectDialogProps = {
  address?: string;
  onClose: () => void;
  /** The address is here already, inactive perhaps: the list is narrowed to it. */
  onFind: (address: string) => void;
  onConnected: (mailbox: Mailbox) => void;
};

type Stage = { at: 'address' } | { at: 'provider'; found: Discovery } | { at: 'password'; found: Discovery };

export function ConnectDialog({ address: known = '', onClose, onFind, onConnected }: ConnectDialogProps) {
  const [stage, setStage] = useState<Stage>({ at: 'address' });
  const [address, setAddress] = useState(known);
  const [isBusy, setIsBusy] = useState(false);
  const back = () => setStage({ at: 'address' });

  return (
    <Dialog
      open
      wide={stage.at === 'password'}
      title="Connect a mailbox"
      description={stage.at === 'address' ? 'Outrider finds out from the address how to sign in.' : address}
      onClose={onClose}
      isBusy={isBusy}
    >
      {stage.at === 'address' ? (
        <AddressStage
          address={address}
          onAddress={setAddress}
          onClose={onClose}
          onFound={(found) => setStage({ at: found.provider === 'smtp' ? 'password' : 'provider', found })}
        />
      ) : null}
      {stage.at === 'provider' ? (
        <ProviderStage
          address={address}
          found={stage.found}
          onBack={back}
          onPassword={() => setStage({ at: 'password', found: stage.found })}
        />
      ) : null}
      {stage.at === 'password' ? (
        <ConnectByPassword
          address={address}
          found={stage.found}
          onBusy={setIsBusy}
          onBack={back}
          onFind={onFind}
          onConnected={onConnected}
          others={<OtherProviders address={address} found={stage.found} />}
        />
      ) : null}
    </Dialog>
  );
}

type AddressStageProps = {
  address: string;
  onAddress: (address: string) => void;
  onClose: () => void;
  onFound: (found: Discovery) => void;
};

function AddressStage({ address, onAddress, onClose, onFound }: AddressStageProps) {
  const { discover } = useMailboxActions();
  const { submit, isBusy, error } = useSubmit(async () => {
    const trimmed = address.trim();
    onAddress(trimmed);
    onFound(await discover(trimmed));
  });

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (address.includes('@')) void submit();
  }

  return (
    <form className="stack" noValidate onSubmit={onSubmit}>
      <Field
        label="Address"
        type="email"
        placeholder="ada@example.com"
        autoCapitalize="none"
        data-autofocus
        value={address}
        onChange={onAddress}
        error={error ? messageOf(error) : null}
      />
      <DialogFoot>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" type="submit" disabled={!address.includes('@')} busyText={isBusy ? 'Looking…' : false}>
          Continue
        </Button>
      </DialogFoot>
    </form>
  );
}

type ProviderStageProps = { address: string; found: Discovery; onBack: () => void; onPassword: () => void };

function ProviderStage({ address, found, onBack, onPassword }: ProviderStageProps) {
  const name = nameOf(found, found.provider);
  return (
    <>
      {found.configured ? (
        <p>
          {name} asks you to let Outrider send and read. Outrider never sees your password. You come back here by
          yourself.
        </p>
      ) : (
        <p>
          {name} is not set up on this server yet: its operator does that once, in about 10 minutes. An app password
          over SMTP and IMAP works until then, where {name} allows it.
        </p>
      )}
      <DialogFoot>
        <div className="start">
          <Button onClick={onBack}>Back</Button>
        </div>
        <Button look={found.configured ? 'quiet' : 'primary'} onClick={onPassword}>
          Use SMTP and IMAP
        </Button>
        {found.provider !== 'smtp' && found.configured ? (
          <ContinueWith provider={found.provider} name={name} address={address} look="primary" />
        ) : null}
      </DialogFoot>
    </>
  );
}

/** Where the address does not tell the provider: those that one could sign in to all the same. */
function OtherProviders({ address, found }: { address: string; found: Discovery }) {
  const others = found.providers.filter(({ configured }) => configured);
  if (others.length === 0) return null;
  return (
    <div className="cluster">
      {others.map(({ provider, name }) =>
        provider === 'smtp' ? null : <ContinueWith key={provider} provider={provider} name={name} address={address} />,
      )}
    </div>
  );
}

function nameOf(found: Discovery, provider: Provider): string {
  return found.providers.find((one) => one.provider === provider)?.name ?? provider;
}

type ContinueWithProps = {
  provider: Exclude<Provider, 'smtp'>;
  name: string;
  address: string;
  look?: 'primary' | 'plain';
};

function ContinueWith({ provider, name, address, look = 'plain' }: ContinueWithProps) {
  const { connect } = useMailboxActions();
  const { submit, isBusy, error } = useSubmit(() => connect(provider, address));
  return (
    <>
      <Button look={look} onClick={() => submit()} busyText={isBusy ? `Going to ${name}…` : false}>
        Continue with {name}
      </Button>
      <FormError message={error ? messageOf(error) : null} />
    </>
  );
}
