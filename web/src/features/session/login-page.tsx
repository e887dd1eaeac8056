/*
 * login-page: signing in; then on to where one wanted to go.
 */
import { useRouter, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { messageOf } from '../../lib/api-client';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { Field, FormError } from '../../ui/field';
import { Door } from './door';
import { PasswordField } from './password-field';
import { useSessionActions } from './session-queries';

/** Only a place in this program: an address of elsewhere is not followed. */
function placeOf(next: string | undefined): string {
  return next?.startsWith('/') && !next.startsWith('//') && !next.includes('\\') ? next : '/mailboxes';
}

export function LoginPage() {
  const { next } = useSearch({ from: '/login' });
  const { signIn } = useSessionActions();
  const router = useRouter();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { submit, isBusy, error } = useSubmit(async () => {
    await signIn(email.trim(), password);
    router.history.push(placeOf(next));
  });

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    void submit();
  }

  return (
    <Door title="Sign in" sub="Welcome back.">
      <form className="stack" noValidate onSubmit={onSubmit}>
        <FormError message={error ? messageOf(error) : null} />
        <Field
          label="Email"
          type="email"
          autoComplete="username"
          value={email}
          onChange={setEmail}
          autoCapitalize="none"
        />
        <PasswordField label="Password" autoComplete="current-password" value={password} onChange={setPassword} />
        <Button look="primary" type="submit" busyText={isBusy ? 'Signing in…' : false}>
          Sign in
        </Button>
      </form>
    </Door>
  );
}
