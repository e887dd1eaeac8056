/*
 * step-rules: whether the emails of a step go by themselves.
 */
import { Check } from '../../../ui/field';
import type { StepDraft } from './drafts';
import { sequenceTexts as texts } from './sequence-texts';

type StepRulesProps = { draft: StepDraft; mayEdit: boolean; onChange: (part: Partial<StepDraft>) => void };

export function StepRules({ draft, mayEdit, onChange }: StepRulesProps) {
  return (
    <div className="step-rules">
      <Check
        asSwitch
        checked={draft.review}
        disabled={!mayEdit}
        onChange={(review) => onChange({ review })}
        hint={texts.reviewHint}
      >
        {texts.review}
      </Check>
    </div>
  );
}
