/*
 * pick: the box that ticks a row. It is as large as its cell, so that a finger finds it.
 */
type PickProps = { label: string; checked: boolean; onChange: (checked: boolean) => void };

export function Pick({ label, checked, onChange }: PickProps) {
  return (
    <label className="pick">
      <input
        type="checkbox"
        aria-label={label}
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
    </label>
  );
}
