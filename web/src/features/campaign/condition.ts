/*
 * condition: what a field of a contact has to be, as it is being chosen and as the server keeps it.
 */
import type { Condition, Goal } from '../../lib/schema';

export type ConditionDraft = {
  field: string;
  is: Condition['is'];
  value: string;
  /** What becomes of the others. */
  others: Condition['then'];
};

export const newCondition: ConditionDraft = { field: 'company', is: 'is', value: '', others: 'skip' };

export const takesValue = (is: Condition['is']) => is !== 'exists' && is !== 'missing';

export function conditionDraft(kept: Condition | Goal | null): ConditionDraft | null {
  return (
    kept && {
      field: kept.field,
      is: kept.is,
      value: kept.value ?? '',
      others: 'then' in kept ? kept.then : 'skip',
    }
  );
}

export function goalEdit(draft: ConditionDraft | null) {
  return draft && { field: draft.field, is: draft.is, ...(takesValue(draft.is) ? { value: draft.value.trim() } : {}) };
}

export function conditionEdit(draft: ConditionDraft | null) {
  const test = goalEdit(draft);
  // biome-ignore lint/suspicious/noThenProperty: the contract calls it so; it is a word, no function
  return draft && test && { ...test, then: draft.others };
}
