/*
 * password-field: a password that can be looked at while it is typed.
 */
import { useState } from 'react';
import { Check, Field } from '../../ui/field';

type PasswordFieldProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoComplete: 'current-password' | 'new-password';
  hint?: string;
  error?: string | undefined;
  canShow?: boolean;
};

export function PasswordField({ canShow, ...field }: PasswordFieldProps) {
  const [isShown, setIsShown] = useState(false);
  return (
    <>
      <Field {...field} type={isShown ? 'text' : 'password'} spellCheck={false} autoCapitalize="none" required />
      {canShow ? (
        <Check checked={isShown} onChange={setIsShown}>
          Show what I type
        </Check>
      ) : null}
    </>
  );
}
