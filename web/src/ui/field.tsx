import { type ReactNode, useId } from 'react';

type FieldProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  type?: 'text' | 'email' | 'password' | 'number' | 'datetime-local';
  hint?: ReactNode;
  error?: string | null;
  required?: boolean;
  autoComplete?: string;
  multiline?: boolean;
  rows?: number;
  min?: number;
  max?: number;
};

export function Field({ label, value, onChange, type = 'text', hint, error, required, autoComplete, multiline, rows, min, max }: FieldProps) {
  const id = useId();
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined;
  const shared = { id, className: 'field', value, required, 'aria-invalid': error ? true : undefined, 'aria-describedby': described };

  return (
    <div>
      <label className="label" htmlFor={id}>
        {label}
      </label>
      {multiline ? (
        <textarea {...shared} rows={rows ?? 4} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <input {...shared} type={type} min={min} max={max} autoComplete={autoComplete ?? 'off'} onChange={(event) => onChange(event.target.value)} />
      )}
      {hint ? (
        <div className="hint" id={`${id}-hint`}>
          {hint}
        </div>
      ) : null}
      {error ? (
        <div className="field-error" id={`${id}-error`}>
          {error}
        </div>
      ) : null}
    </div>
  );
}

type SelectProps = { label: string; value: string; onChange: (value: string) => void; options: [value: string, text: string][]; hint?: ReactNode };

export function Select({ label, value, onChange, options, hint }: SelectProps) {
  const id = useId();
  return (
    <div>
      <label className="label" htmlFor={id}>
        {label}
      </label>
      <select id={id} className="field" value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
      {hint ? <div className="hint">{hint}</div> : null}
    </div>
  );
}

type CheckProps = { checked: boolean; onChange: (checked: boolean) => void; children: ReactNode; disabled?: boolean };

export function Check({ checked, onChange, children, disabled }: CheckProps) {
  return (
    <label className="check">
      <input type="checkbox" checked={checked} disabled={disabled} onChange={(event) => onChange(event.target.checked)} />
      <span>{children}</span>
    </label>
  );
}

/** What a refused form says, where a screen reader hears it. */
export function FormError({ message }: { message: string | null | undefined }) {
  return message ? (
    <div className="alert" role="alert">
      {message}
    </div>
  ) : null;
}
