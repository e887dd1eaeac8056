/*
 * sign-in-again-dialog: the password again, over the page as it is.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '../../lib/api-client';
import { sessionStore } from '../../lib/session-store';
import { useSubmit } from '../../lib/use-submit';
import { FormDialog } from '../../ui/dialog';
import { Field, FormError } from '../../ui/field';
import { PasswordField } from './password-field';
import { meQuery, useSessionActions } from './session-queries';

export function SignInAgainDialog() {
  const queryClient = useQueryClient();
  const { signInAgain } = useSessionActions();
  const [email, setEmail] = useState(() => queryClient.getQueryData(meQuery.queryKey)?.user?.email ?? '');
  const [password, setPassword] = useState('');
  const { submit, isBusy, error } = useSubmit(() => signInAgain(email.trim(), password));

  function leave() {
    sessionStore.end();
    location.assign('/login');
  }

  return (
    <FormDialog
      title="Sign in again"
      description="Your session has ended. The page stays as it is."
      onClose={leave}
      onSubmit={submit}
      submitText="Sign in"
      busyText="Signing in…"
      cancelText="Leave"
      isBusy={isBusy}
      error={<FormError message={error ? messageOf(error) : null} />}
    >
      <Field label="Email" type="email" autoComplete="username" value={email} onChange={setEmail} />
      <PasswordField label="Password" autoComplete="current-password" value={password} onChange={setPassword} />
    </FormDialog>
  );
}
