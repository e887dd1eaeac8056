/*
 * campaign-goal: the field that says who has reached what the campaign is for.
 */

import type { Campaign } from '../../lib/schema';
import { Check } from '../../ui/field';
import { useVariables } from './campaign-queries';
import { type ConditionDraft, newCondition } from './condition';
import { ConditionFields } from './condition-fields';
import { conditionTexts as texts } from './condition-texts';
import { errorsUnder } from './sequence/drafts';
import { fieldNames } from './sequence/variables';

type CampaignGoalProps = {
  campaign: Campaign;
  goal: ConditionDraft | null;
  errors: Record<string, string>;
  onChange: (goal: ConditionDraft | null) => void;
};

export function CampaignGoal({ campaign, goal, errors, onChange }: CampaignGoalProps) {
  const variables = useVariables(campaign.id);
  return (
    <section className="card padded stack" aria-label={texts.goalTitle}>
      <h2>{texts.goalTitle}</h2>
      <Check
        asSwitch
        checked={goal !== null}
        onChange={(isOn) => onChange(isOn ? newCondition : null)}
        hint={texts.goalHint}
      >
        {texts.goal}
      </Check>
      {goal ? (
        <ConditionFields
          label={texts.goalOf}
          draft={goal}
          fields={fieldNames(variables.data?.variables ?? [])}
          errors={errorsUnder(errors, 'goal')}
          onChange={onChange}
        />
      ) : null}
    </section>
  );
}
