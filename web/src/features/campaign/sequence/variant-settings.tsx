/*
 * variant-settings: how often a wording is sent, whether it is at all, and whether the best one wins by itself.
 */
import { Trash2 } from 'lucide-react';
import { TextButton } from '../../../ui/button';
import { Check, Field } from '../../../ui/field';
import type { StepDraft } from './drafts';
import { variantTexts as texts } from './variant-texts';
import { DEFAULT_SAMPLE, errorsOfVariant, letterOf, reshared } from './variants';

type VariantSettingsProps = {
  draft: StepDraft;
  at: number;
  mayEdit: boolean;
  /** It can be switched off, but not removed. */
  isSent: boolean;
  errors: Record<string, string>;
  onChange: (change: Partial<StepDraft>) => void;
  onRemove: () => void;
};

export function VariantSettings(props: VariantSettingsProps) {
  const { draft, at, mayEdit, isSent, errors, onChange, onRemove } = props;
  const share = at === 0 ? draft.own : draft.variants[at - 1];
  const wrong = errorsOfVariant(errors, at);
  if (!share || draft.variants.length === 0) return null;
  return (
    <fieldset className="variant-settings stack" disabled={!mayEdit}>
      <legend className="visually-hidden">{texts.settingsOf(letterOf(at))}</legend>
      <div className="two">
        <Field
          label={texts.name}
          value={share.name}
          maxLength={60}
          error={wrong.name}
          onChange={(name) => onChange(reshared(draft, at, { name }))}
        />
        <Field
          label={texts.weight}
          type="number"
          min={1}
          max={100}
          value={share.weight}
          error={wrong.weight}
          onChange={(weight) => onChange(reshared(draft, at, { weight }))}
        />
      </div>
      <Check
        asSwitch
        checked={share.enabled}
        onChange={(enabled) => onChange(reshared(draft, at, { enabled }))}
        hint={errors.variants ?? texts.enabledHint}
      >
        {texts.enabled}
      </Check>
      {mayEdit && at > 0 ? (
        <div>
          {isSent ? (
            <p className="small faint">{texts.sent}</p>
          ) : (
            <TextButton onClick={onRemove}>
              <Trash2 size={16} aria-hidden="true" /> {texts.remove(letterOf(at))}
            </TextButton>
          )}
        </div>
      ) : null}
      <WinnerRule draft={draft} error={errors['winner.after_sent']} onChange={onChange} />
    </fieldset>
  );
}

type WinnerRuleProps = Pick<VariantSettingsProps, 'draft' | 'onChange'> & { error: string | undefined };

function WinnerRule({ draft, error, onChange }: WinnerRuleProps) {
  const { winnerAfter } = draft;
  return (
    <>
      <Check
        asSwitch
        checked={winnerAfter !== null}
        onChange={(isOn) => onChange({ winnerAfter: isOn ? DEFAULT_SAMPLE : null })}
        hint={texts.winnerHint}
      >
        {texts.winner}
      </Check>
      {winnerAfter !== null ? (
        <Field
          label={texts.after}
          type="number"
          min={10}
          max={10_000}
          value={winnerAfter}
          error={error}
          onChange={(after) => onChange({ winnerAfter: after })}
        />
      ) : null}
    </>
  );
}
