/*
 * bar: how much of something is used or done. The number stands beside it as text.
 */
function share(value: number, of: number): number {
  return of > 0 ? Math.min(1, Math.max(0, value / of)) : 0;
}

type UsageProps = {
  value: number;
  of: number;
  text: string /** All of it is what one wants, and no warning. */;
  isGoal?: boolean;
};

/** A short bar under its text: 12 of 50. */
export function Usage({ value, of, text, isGoal = false }: UsageProps) {
  return (
    <span className={value >= of && !isGoal ? 'usage full' : 'usage'}>
      {text}
      <svg width="72" height="4" aria-hidden="true">
        <rect width="72" height="4" rx="2" />
        <rect width={72 * share(value, of)} height="4" rx="2" />
      </svg>
    </span>
  );
}

type ProgressProps = { value: number; of: number; label: string; text: string };

/** A bar as wide as its place, that moves. */
export function Progress({ value, of, label, text }: ProgressProps) {
  const percent = Math.round(100 * share(value, of));
  return (
    <div className="progress">
      <span>{text}</span>
      <div role="progressbar" aria-label={label} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}>
        <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
          <rect width="100" height="6" />
          <rect width={percent} height="6" />
        </svg>
      </div>
    </div>
  );
}
