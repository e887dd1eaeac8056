/*
 * variant-tabs: which wording of the step is being written, and how often each is sent.
 */
import { Plus } from 'lucide-react';
import { Button } from '../../../ui/button';
import type { StepDraft } from './drafts';
import { variantTexts as texts } from './variant-texts';
import { errorsOfVariant, letterOf, MOST_VARIANTS, percentOf } from './variants';

type VariantTabsProps = {
  draft: StepDraft;
  open: number;
  mayEdit: boolean;
  errors: Record<string, string>;
  onOpen: (at: number) => void;
  onAdd: () => void;
};

export function VariantTabs({ draft, open, mayEdit, errors, onOpen, onAdd }: VariantTabsProps) {
  const count = draft.variants.length + 1;
  if (count === 1 && !mayEdit) return null;
  return (
    <div className="variant-tabs">
      {count > 1 ? (
        <fieldset className="switcher" aria-label={texts.variants}>
          {[draft.own, ...draft.variants].map((share, at) => (
            <button key={letterOf(at)} type="button" aria-pressed={at === open} onClick={() => onOpen(at)}>
              <span className="visually-hidden">{texts.variant} </span>
              {letterOf(at)}{' '}
              <small className={isWrong(errors, at) ? 'bad-text' : 'faint'}>
                {isWrong(errors, at) ? texts.mistake : share.enabled ? `${percentOf(draft, at)} %` : texts.off}
              </small>
            </button>
          ))}
        </fieldset>
      ) : null}
      {mayEdit && count < MOST_VARIANTS ? (
        <Button slim look="plain" onClick={onAdd}>
          <Plus size={16} aria-hidden="true" /> {texts.add}
        </Button>
      ) : null}
    </div>
  );
}

function isWrong(errors: Record<string, string>, at: number): boolean {
  return at > 0 && Object.keys(errorsOfVariant(errors, at)).length > 0;
}
