/*
 * settings-fields: the settings of a mailbox as a form: in a dialog, and on its page.
 */
import { useState } from 'react';
import { fieldErrors } from '../../lib/api-client';
import { timeZones } from '../../lib/format';
import type { Mailbox, MailboxSettings } from '../../lib/schema';
import { Check, Field, Select, TextArea } from '../../ui/field';
import { rampTexts, sendAsHints } from './mailbox-texts';

type Ramp = Record<'start' | 'step' | 'ceiling', string>;
type Values = Record<
  | 'name'
  | 'daily_cap'
  | 'min_gap_seconds'
  | 'timezone'
  | 'reply_to'
  | 'send_as'
  | 'signature'
  | 'signature_html'
  | 'tracking_host',
  string
>;

export type SettingsDraft = {
  values: Values;
  provider: Mailbox['provider'];
  set: (field: keyof Values) => (value: string) => void;
  ramp: Ramp;
  isRamping: boolean;
  setRamp: (change: Partial<Ramp>) => void;
  setRamping: (isRamping: boolean) => void;
  body: MailboxSettings;
};

/** What is proposed where there is none: five more each day, up to the daily cap. */
function rampOf(mailbox: Mailbox): Ramp {
  const { start, step, ceiling } = mailbox.ramp ?? { start: 5, step: 5, ceiling: Math.max(mailbox.daily_cap, 5) };
  return { start: String(start), step: String(step), ceiling: String(ceiling) };
}

export function useSettingsDraft(mailbox: Mailbox): SettingsDraft {
  const [values, setValues] = useState<Values>({
    name: mailbox.name,
    daily_cap: String(mailbox.daily_cap),
    min_gap_seconds: String(mailbox.min_gap_seconds),
    timezone: mailbox.timezone,
    reply_to: mailbox.reply_to ?? '',
    send_as: mailbox.send_as ?? '',
    signature: mailbox.signature ?? '',
    signature_html: mailbox.signature_html,
    tracking_host: mailbox.tracking_host ?? '',
  });
  const [ramp, setRamp] = useState<Ramp>(() => rampOf(mailbox));
  const [isRamping, setRamping] = useState(mailbox.ramp !== null);
  return {
    values,
    ramp,
    isRamping,
    setRamp: (change) => setRamp((old) => ({ ...old, ...change })),
    setRamping,
    provider: mailbox.provider,
    set: (field) => (value) => setValues((old) => ({ ...old, [field]: value })),
    body: {
      ...values,
      daily_cap: Number(values.daily_cap),
      min_gap_seconds: Number(values.min_gap_seconds),
      ramp: isRamping ? { start: Number(ramp.start), step: Number(ramp.step), ceiling: Number(ramp.ceiling) } : null,
    },
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
          hint="A connected mailbox. Left empty: the address itself."
          value={values.reply_to}
          onChange={set('reply_to')}
          error={wrong.reply_to}
        />
        <Field
          label="Send as"
          type="email"
          hint={sendAsHints[draft.provider]}
          value={values.send_as}
          onChange={set('send_as')}
          error={wrong.send_as}
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
      <RampFields draft={draft} wrong={wrong} />
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
      <TextArea
        label="Signature in formatted emails (HTML)"
        hint="Left empty: the signature above."
        rows={4}
        spellCheck={false}
        value={values.signature_html}
        onChange={set('signature_html')}
        error={wrong.signature_html}
      />
      <Field
        label="Name in tracked links"
        hint="Such as links.example.com. First let its DNS (CNAME) and your proxy lead here. Left empty: this server’s own name."
        value={values.tracking_host}
        onChange={set('tracking_host')}
        error={wrong.tracking_host}
      />
    </>
  );
}

function RampFields({ draft, wrong }: { draft: SettingsDraft; wrong: Record<string, string> }) {
  const { ramp, isRamping, setRamp, setRamping } = draft;
  return (
    <>
      <Check asSwitch checked={isRamping} onChange={setRamping} hint={rampTexts.hint}>
        {rampTexts.label}
      </Check>
      {isRamping ? (
        <div className="three">
          <Field
            label={rampTexts.start}
            type="number"
            min={1}
            value={ramp.start}
            onChange={(start) => setRamp({ start })}
            error={wrong['ramp.start']}
          />
          <Field
            label={rampTexts.step}
            type="number"
            min={1}
            value={ramp.step}
            onChange={(step) => setRamp({ step })}
            error={wrong['ramp.step']}
          />
          <Field
            label={rampTexts.ceiling}
            type="number"
            min={1}
            value={ramp.ceiling}
            onChange={(ceiling) => setRamp({ ceiling })}
            error={wrong['ramp.ceiling']}
          />
        </div>
      ) : null}
    </>
  );
}
