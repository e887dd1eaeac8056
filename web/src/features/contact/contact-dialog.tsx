/*
 * contact-dialog: a person's fields, for a new one and for one that is here.
 */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { fieldErrors, messageOf } from '../../lib/api-client';
import type { Contact, ContactEdit } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { FormDialog } from '../../ui/dialog';
import { Field, FormError } from '../../ui/field';
import { useToast } from '../../ui/toast';
import { useContactActions } from './contact-queries';
import { type FieldName, fieldTexts, formTexts, mainFields, moreFields } from './contact-texts';

type Custom = { key: string; name: string; value: string };
type Draft = { email: string; list: string; fields: Partial<Record<FieldName, string>>; custom: Custom[] };

const allFields = [...mainFields, ...moreFields];

function draftOf(contact: Contact | undefined): Draft {
  if (!contact) return { email: '', list: '', fields: {}, custom: [] };
  const fields = Object.fromEntries(allFields.map((name) => [name, contact[name] ?? '']));
  const custom = Object.entries(contact.custom).map(([name, value]) => ({ key: name, name, value }));
  return { email: contact.email, list: '', fields, custom };
}

/** What differs from the contact as it is; a field that was emptied is cleared. */
function editOf(draft: Draft, contact: Contact | undefined): ContactEdit {
  const edit: ContactEdit = {};
  for (const name of allFields) {
    const value = (draft.fields[name] ?? '').trim();
    if (value !== (contact?.[name] ?? '')) edit[name] = value || null;
  }
  const custom = Object.fromEntries(
    draft.custom.filter(({ name }) => name.trim()).map(({ name, value }) => [name.trim(), value]),
  );
  const gone = Object.fromEntries(Object.keys(contact?.custom ?? {}).map((name) => [name, custom[name] ?? '']));
  if (draft.custom.length > 0) edit.custom = { ...gone, ...custom };
  if (draft.list.trim()) edit.list = draft.list.trim();
  if (contact && draft.email.trim() !== contact.email) edit.email = draft.email.trim();
  return edit;
}

type ContactDialogProps = { contact?: Contact; onClose: () => void };

export function ContactDialog({ contact, onClose }: ContactDialogProps) {
  const { add, update } = useContactActions();
  const toast = useToast();
  const [draft, setDraft] = useState(() => draftOf(contact));
  const set = (change: Partial<Draft>) => setDraft((old) => ({ ...old, ...change }));
  const { submit, isBusy, error } = useSubmit(async () => {
    const edit = editOf(draft, contact);
    const saved = await (contact ? update(contact.id, edit) : add({ ...edit, email: draft.email.trim() }));
    onClose();
    toast(contact ? formTexts.saved(saved.email) : formTexts.added(saved.email));
  });
  const errors = fieldErrors(error);
  const isToldAtField = Object.keys(errors).some((name) => name === 'email' || name in fieldTexts);
  const field = (name: FieldName) => (
    <Field
      key={name}
      label={fieldTexts[name]}
      value={draft.fields[name] ?? ''}
      onChange={(value) => set({ fields: { ...draft.fields, [name]: value } })}
      error={errors[name]}
    />
  );

  return (
    <FormDialog
      title={contact ? formTexts.editTitle : formTexts.addTitle}
      description={contact ? undefined : formTexts.addDescription}
      onClose={onClose}
      onSubmit={submit}
      submitText={contact ? formTexts.save : formTexts.add}
      busyText={contact ? formTexts.saving : formTexts.adding}
      isBusy={isBusy}
      isReady={draft.email.trim().length > 0}
      error={error && !isToldAtField ? <FormError message={messageOf(error)} /> : null}
    >
      <Field
        label={formTexts.email}
        type="email"
        value={draft.email}
        onChange={(email) => set({ email })}
        error={errors.email}
        data-autofocus
      />
      <div className="two">{mainFields.map(field)}</div>
      <Field
        label={formTexts.list}
        hint={formTexts.listHint}
        value={draft.list}
        onChange={(list) => set({ list })}
        error={errors.list}
      />
      <details className="more">
        <summary>{formTexts.more}</summary>
        <div className="stack">
          <div className="two">{moreFields.map(field)}</div>
          <CustomFields custom={draft.custom} onChange={(custom) => set({ custom })} />
        </div>
      </details>
    </FormDialog>
  );
}

function CustomFields({ custom, onChange }: { custom: Custom[]; onChange: (custom: Custom[]) => void }) {
  const change = (key: string, edit: Partial<Custom>) =>
    onChange(custom.map((one) => (one.key === key ? { ...one, ...edit } : one)));
  return (
    <fieldset className="stack tight">
      <legend className="group-label">{formTexts.custom}</legend>
      {custom.map(({ key, name, value }) => (
        <div key={key} className="two">
          <Field label={formTexts.customName} value={name} onChange={(text) => change(key, { name: text })} />
          <Field label={formTexts.customValue} value={value} onChange={(text) => change(key, { value: text })} />
        </div>
      ))}
      <div>
        <Button slim onClick={() => onChange([...custom, { key: crypto.randomUUID(), name: '', value: '' }])}>
          <Plus size={14} aria-hidden="true" /> {formTexts.addCustom}
        </Button>
      </div>
    </fieldset>
  );
}
