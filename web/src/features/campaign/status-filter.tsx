/*
 * status-filter: narrows a list of the campaign to one status.
 */
type StatusFilterProps<T extends string> = {
  label: string;
  all: string;
  value: T | undefined;
  onChange: (value: T | undefined) => void;
  options: ReadonlyArray<readonly [T, string]>;
};

export function StatusFilter<T extends string>({ label, all, value, onChange, options }: StatusFilterProps<T>) {
  const choose = (text: string) => onChange(options.find(([option]) => option === text)?.[0]);
  return (
    <select
      className="input filter"
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => choose(event.target.value)}
    >
      <option value="">{all}</option>
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </select>
  );
}
