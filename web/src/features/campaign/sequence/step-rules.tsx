/*
 * step-rules: whom a step is for, and whether its emails go by themselves.
 */
import { Check, Select } from '../../../ui/field';
import { newCondition } from '../condition';
import { ConditionFields } from '../condition-fields';
import { conditionTexts } from '../condition-texts';
import { errorsUnder, type StepDraft } from './drafts';
import { sequenceTexts as texts } from './sequence-texts';
import { fieldNames, type Variable } from './variables';

type StepRulesProps = {
  draft: StepDraft;
  mayEdit: boolean;
  variables: Variable[];
  errors: Record<string, string>;
  onChange: (part: Partial<StepDraft>) => void;
};

export function StepRules({ draft, mayEdit, variables, errors, onChange }: StepRulesProps) {
  const { condition } = draft;
  return (
    <fieldset className="step-rules" disabled={!mayEdit}>
      <Check
        asSwitch
        checked={draft.review}
        disabled={!mayEdit}
        onChange={(review) => onChange({ review })}
        hint={texts.reviewHint}
      >
        {texts.review}
      </Check>
      <Check
        asSwitch
        checked={condition !== null}
        disabled={!mayEdit}
        onChange={(isOn) => onChange({ condition: isOn ? { ...newCondition, is: 'exists' } : null })}
        hint={conditionTexts.onlyHint}
      >
        {conditionTexts.only}
      </Check>
      {condition ? (
        <>
          <ConditionFields
            label={conditionTexts.condition}
            draft={condition}
            fields={fieldNames(variables)}
            errors={errorsUnder(errors, 'condition')}
            onChange={(next) => onChange({ condition: next })}
          />
          <Select
            label={conditionTexts.rest}
            value={condition.others}
            onChange={(others) => onChange({ condition: { ...condition, others } })}
            options={[
              ['skip', conditionTexts.others.skip],
              ['stop', conditionTexts.others.stop],
            ]}
          />
        </>
      ) : null}
    </fieldset>
  );
}
