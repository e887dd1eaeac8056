/*
 * overdue-choice: what becomes of emails that fell due while nothing was sent.
 */
import type { Overdue } from '../../lib/schema';
import { Choice, Field } from '../../ui/field';
import { resumeTexts } from './campaign-texts';

type OverdueChoiceProps = {
  value: Overdue;
  days: string;
  onChange: (value: Overdue) => void;
  onDays: (days: string) => void;
};

export function OverdueChoice({ value, days, onChange, onDays }: OverdueChoiceProps) {
  return (
    <>
      <Choice
        legend={resumeTexts.legend}
        value={value}
        onChange={onChange}
        options={[
          { value: 'keep', text: resumeTexts.keep, hint: resumeTexts.keepHint },
          { value: 'shift', text: resumeTexts.shift, hint: resumeTexts.shiftHint },
          { value: 'skip', text: resumeTexts.skip, hint: resumeTexts.skipHint },
        ]}
      />
      {value === 'skip' ? (
        <Field label={resumeTexts.skipDays} type="number" min={0} max={3650} value={days} onChange={onDays} />
      ) : null}
    </>
  );
}
