/*
 * field: labelled inputs, each with its hint and what is wrong with it.
 */
import { type ComponentProps, type ReactNode, useId } from 'react';

type Shared = { label: string; hint?: ReactNode; error?: string | null | undefined };

function useParts({ hint, error }: Shared) {
  const id = useId();
  const described = [hint ? `${id}-hint` : '', error ? `${id}-wrong` : ''].filter(Boolean).join(' ');
  return {
    id,
    control: { id, 'aria-invalid': error ? true : undefined, 'aria-describedby': described || undefined } as const,
    notes: (
      <>
        {hint ? (
          <div className="hint" id={`${id}-hint`}>
            {hint}
          </div>
        ) : null}
        {error ? (
          <div className="wrong" id={`${id}-wrong`}>
            {error}
          </div>
        ) : null}
      </>
    ),
  };
}

type FieldProps = Shared &
  Omit<ComponentProps<'input'>, 'onChange' | 'value' | 'id' | 'className'> & {
    value: string;
    onChange: (value: string) => void;
  };

export function Field({ label, hint, error, onChange, autoComplete = 'off', ...input }: FieldProps) {
  const { id, control, notes } = useParts({ label, hint, error });
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        {...control}
        className="input"
        autoComplete={autoComplete}
        onChange={(event) => onChange(event.target.value)}
      />
      {notes}
    </div>
  );
}

type TextAreaProps = Shared &
  Omit<ComponentProps<'textarea'>, 'onChange' | 'value' | 'id' | 'className'> & {
    value: string;
    onChange: (value: string) => void;
  };

export function TextArea({ label, hint, error, onChange, rows = 3, ...input }: TextAreaProps) {
  const { id, control, notes } = useParts({ label, hint, error });
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        {...input}
        {...control}
        className="input"
        rows={rows}
        onChange={(event) => onChange(event.target.value)}
      />
      {notes}
    </div>
  );
}

type SelectProps<T extends string> = Shared & {
  value: T;
  onChange: (value: T) => void;
  options: ReadonlyArray<readonly [value: T, text: string]>;
};

export function Select<T extends string>({ label, hint, error, value, onChange, options }: SelectProps<T>) {
  const { id, control, notes } = useParts({ label, hint, error });
  const choose = (text: string) => {
    const chosen = options.find(([option]) => option === text);
    if (chosen) onChange(chosen[0]);
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select {...control} className="input" value={value} onChange={(event) => choose(event.target.value)}>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
      {notes}
    </div>
  );
}

type CheckProps = {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
  hint?: ReactNode;
  disabled?: boolean;
  /** Looks and reads as a switch: it sets something that is on or off. */
  asSwitch?: boolean;
};

export function Check({ checked, onChange, children, hint, disabled, asSwitch }: CheckProps) {
  return (
    <label className="option">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
        {...(asSwitch ? { role: 'switch', className: 'switch' } : {})}
      />
      <span>
        {children}
        {hint ? <small>{hint}</small> : null}
      </span>
    </label>
  );
}

type ChoiceProps<T extends string> = {
  legend: string;
  value: T;
  onChange: (value: T) => void;
  options: ReadonlyArray<{ value: T; text: string; hint?: string }>;
};

/** One of a few, all of them seen at once. */
export function Choice<T extends string>({ legend, value, onChange, options }: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset className="field">
      <legend>{legend}</legend>
      <div className="stack tight">
        {options.map((option) => (
          <label key={option.value} className="option">
            <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
            <span>
              {option.text}
              {option.hint ? <small>{option.hint}</small> : null}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** What a refused form says, where a screen reader hears it. */
export function FormError({ message }: { message: string | null | undefined }) {
  return message ? (
    <div className="problem" role="alert">
      {message}
    </div>
  ) : null;
}
