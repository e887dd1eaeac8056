/*
 * condition-fields: the field of a contact, what it has to be, and a value.
 */
import { Field, Select } from '../../ui/field';
import { type ConditionDraft, takesValue } from './condition';
import { conditionTexts as texts } from './condition-texts';

type ConditionFieldsProps = {
  label: string;
  draft: ConditionDraft;
  /** Of contacts, as templates name them. */
  fields: string[];
  errors: Record<string, string>;
  onChange: (draft: ConditionDraft) => void;
};

const tests = ['is', 'is_not', 'contains', 'exists', 'missing'] as const;

export function ConditionFields({ label, draft, fields, errors, onChange }: ConditionFieldsProps) {
  const set = (change: Partial<ConditionDraft>) => onChange({ ...draft, ...change });
  const known = fields.includes(draft.field) ? fields : [draft.field, ...fields];
  return (
    <fieldset className="condition" aria-label={label}>
      <Select
        label={texts.field}
        value={draft.field}
        onChange={(field) => set({ field })}
        options={known.map((name) => [name, name])}
        error={errors.field}
      />
      <Select
        label={texts.test}
        value={draft.is}
        onChange={(is) => set({ is })}
        options={tests.map((test) => [test, texts.tests[test]])}
        error={errors.is}
      />
      {takesValue(draft.is) ? (
        <Field
          label={texts.value}
          value={draft.value}
          maxLength={500}
          onChange={(value) => set({ value })}
          error={errors.value}
        />
      ) : null}
    </fieldset>
  );
}
