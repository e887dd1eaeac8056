/*
 * settings-fields: the settings of a mailbox as a form: in a dialog, and on its page.
 */
import { useState } from 'react';
import { fieldErrors } from '../../lib/api-client';
import { timeZones } from '../../lib/format';
import type { Mailbox, MailboxSettings } from '../../lib/schema';
import { Field, Select, TextArea } from '../../ui/field';

type Values = Record<'name' | 'daily_cap' | 'min_gap_seconds' | 'timezone' | 'reply_to' | 'signature', string>;

export type SettingsDraft = {
  values: Values;
  set: (field: keyof Values) => (value: string) => void;
  body: MailboxSettings;
};

export function useSettingsDraft(mailbox: Mailbox): SettingsDraft {
  const [values, setValues] = useState<Values>({
    name: mailbox.name,
    daily_cap: String(mailbox.daily_cap),
    min_gap_seconds: String(mailbox.min_gap_seconds),
    timezone: mailbox.timezone,
    reply_to: mailbox.reply_to ?? '',
    signature: mailbox.signature ?? '',
  });
  return {
    values,
    set: (field) => (value) => setValues((old) => ({ ...old, [field]: value })),
    body: { ...values, daily_cap: Number(values.daily_cap), min_gap_seconds: Number(values.min_gap_seconds) },
  };
}

function zonesWith(zone: string) {
  const zones = timeZones();
  return (zones.includes(zone) ? zones : [zone, ...zones]).map((name) => [name, name] as const);
}

export function SettingsFields({ draft, error }: { draft: SettingsDraft; error: unknown }) {
  const { values, set } = draft;
  const wrong = fieldErrors(error);
  return (
    <>
      <div className="two">
        <Field label="Sender name" value={values.name} onChange={set('name')} error={wrong.name} />
        <Field
          label="Reply to"
          type="email"
          hint="Left empty: the address itself."
          value={values.reply_to}
          onChange={set('reply_to')}
          error={wrong.reply_to}
        />
        <Field
          label="Emails a day"
          type="number"
          min={1}
          value={values.daily_cap}
          onChange={set('daily_cap')}
          error={wrong.daily_cap}
        />
        <Field
          label="Seconds between two emails, at least"
          type="number"
          min={0}
          value={values.min_gap_seconds}
          onChange={set('min_gap_seconds')}
          error={wrong.min_gap_seconds}
        />
      </div>
      <Select
        label="Time zone"
        hint="A day begins at midnight there."
        value={values.timezone}
        options={zonesWith(values.timezone)}
        onChange={set('timezone')}
        error={wrong.timezone}
      />
      <TextArea
        label="Signature"
        hint="Stands under every email, before the opt-out line."
        rows={4}
        value={values.signature}
        onChange={set('signature')}
        error={wrong.signature}
      />
    </>
  );
}
