import type { TrackedFigure } from '../../lib/schema';
import { trackingTexts as texts } from './campaign-texts';

/** How many of how many, a person's and in all. */
export function Figure({ tracked, raw, filtered }: TrackedFigure) {
  if (tracked === 0) return <span className="muted">{texts.notTracked}</span>;
  return (
    <>
      {texts.of(filtered, tracked)}
      <span className="reason">{texts.raw(raw)}</span>
    </>
  );
}
