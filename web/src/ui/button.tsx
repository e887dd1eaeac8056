/*
 * button: what can be pressed. A disabled one keeps the focus and its name, so that nobody is thrown off the page.
 */
import type { ComponentProps, MouseEvent, ReactNode } from 'react';

type Look = 'plain' | 'primary' | 'caution' | 'danger' | 'quiet';

type ButtonProps = Omit<ComponentProps<'button'>, 'disabled'> & {
  look?: Look;
  slim?: boolean;
  disabled?: boolean;
  /** What the button says while its action runs; it cannot be pressed then. */
  busyText?: string | false;
};

function guarded(isOff: boolean, onClick: ComponentProps<'button'>['onClick']) {
  return (event: MouseEvent<HTMLButtonElement>) => {
    if (isOff) event.preventDefault();
    else onClick?.(event);
  };
}

export function Button({ look = 'plain', slim, disabled, busyText, onClick, children, ...rest }: ButtonProps) {
  const isOff = Boolean(disabled || busyText);
  return (
    <button
      type="button"
      className={`btn ${look}${slim ? ' slim' : ''}`}
      aria-disabled={isOff || undefined}
      onClick={guarded(isOff, onClick)}
      {...rest}
    >
      {busyText || children}
    </button>
  );
}

type TextButtonProps = Omit<ComponentProps<'button'>, 'disabled'> & { caution?: boolean; disabled?: boolean };

export function TextButton({ caution, disabled, onClick, ...rest }: TextButtonProps) {
  return (
    <button
      type="button"
      className={`text-btn${caution ? ' caution' : ''}`}
      aria-disabled={disabled || undefined}
      onClick={guarded(Boolean(disabled), onClick)}
      {...rest}
    />
  );
}

type IconButtonProps = Omit<ComponentProps<'button'>, 'disabled'> & {
  label: string;
  icon: ReactNode;
  disabled?: boolean;
};

export function IconButton({ label, icon, disabled, onClick, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      className="icon-btn"
      aria-label={label}
      aria-disabled={disabled || undefined}
      onClick={guarded(Boolean(disabled), onClick)}
      {...rest}
    >
      {icon}
    </button>
  );
}
