/*
 * number-grid: which of a few numbers count: days of the week, hours of the day.
 */
type NumberGridProps = {
  legend: string;
  hint?: string;
  numbers: number[];
  chosen: number[];
  onChange: (chosen: number[]) => void;
  nameOf: (number: number) => string;
  shortOf: (number: number) => string;
  error?: string | undefined;
  asHours?: boolean;
};

export function NumberGrid({
  legend,
  hint,
  numbers,
  chosen,
  onChange,
  nameOf,
  shortOf,
  error,
  asHours,
}: NumberGridProps) {
  function choose(number: number, isChosen: boolean) {
    onChange(numbers.filter((one) => (one === number ? isChosen : chosen.includes(one))));
  }
  return (
    <fieldset className="field">
      <legend>{legend}</legend>
      <div className={asHours ? 'number-grid hours' : 'number-grid'}>
        {numbers.map((number) => (
          <label key={number}>
            <input
              type="checkbox"
              aria-label={nameOf(number)}
              checked={chosen.includes(number)}
              onChange={(event) => choose(number, event.target.checked)}
            />
            <span aria-hidden="true">{shortOf(number)}</span>
          </label>
        ))}
      </div>
      {hint ? <div className="hint">{hint}</div> : null}
      {error ? <div className="wrong">{error}</div> : null}
    </fieldset>
  );
}
