/*
 * setup-page: the first owner of a new server. The code in the link proves that one can read the server's log.
 */
import { Link, useRouter, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { fieldErrors, isRefusal, messageOf } from '../../lib/api-client';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { Field, FormError } from '../../ui/field';
import { Door } from './door';
import { PasswordField } from './password-field';
import { type NewOwner, useSessionActions } from './session-queries';

const LEAST_PASSWORD = 10;

export function SetupPage() {
  const { code = '' } = useSearch({ from: '/setup' });
  const { setUp } = useSessionActions();
  const router = useRouter();
  const [owner, setOwner] = useState<NewOwner>({ code, name: '', workspace: '', email: '', password: '' });
  const { submit, isBusy, error } = useSubmit(async () => {
    await setUp({ ...owner, email: owner.email.trim() });
    router.history.push('/mailboxes');
  });
  const wrong = fieldErrors(error);
  const set = (field: keyof NewOwner) => (value: string) => setOwner((old) => ({ ...old, [field]: value }));
  const isReady = owner.email.includes('@') && owner.password.length >= LEAST_PASSWORD;

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (isReady) void submit();
  }

  if (isRefusal(error, 'already_set_up')) return <SetUpAlready />;
  return (
    <Door title="Set up Outrider" sub="You become the owner of this server.">
      <form className="stack" noValidate onSubmit={onSubmit}>
        <FormError message={error && Object.keys(wrong).length === 0 ? messageOf(error) : null} />
        {code ? null : (
          <Field
            label="Set-up code"
            hint="It stands in the link that the server printed when it started."
            value={owner.code}
            onChange={set('code')}
            error={wrong.code}
          />
        )}
        <Field label="Your name" autoComplete="name" value={owner.name} onChange={set('name')} error={wrong.name} />
        <Field
          label="Workspace"
          hint="Your company or team."
          autoComplete="organization"
          value={owner.workspace}
          onChange={set('workspace')}
          error={wrong.workspace}
        />
        <Field
          label="Email"
          type="email"
          autoComplete="username"
          autoCapitalize="none"
          value={owner.email}
          onChange={set('email')}
          error={wrong.email}
        />
        <PasswordField
          label="Password"
          hint={`At least ${LEAST_PASSWORD} characters.`}
          autoComplete="new-password"
          value={owner.password}
          onChange={set('password')}
          error={wrong.password}
          canShow
        />
        <Button look="primary" type="submit" disabled={!isReady} busyText={isBusy ? 'Setting up…' : false}>
          Set up
        </Button>
      </form>
    </Door>
  );
}

function SetUpAlready() {
  return (
    <Door title="This server is set up" sub="It has an owner already.">
      <Link className="btn primary" to="/login">
        Sign in
      </Link>
    </Door>
  );
}
