import { useState } from 'react';
import { fieldErrors, messageOf } from '../../lib/api-client';
import { timeZones } from '../../lib/format';
import type { Settings } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { Pairs } from '../../ui/facts';
import { Field, FormError, Select, TextArea } from '../../ui/field';
import { useToast } from '../../ui/toast';
import { useSettingsActions } from './settings-queries';
import { generalTexts as texts } from './settings-texts';

const zones = timeZones();

export function GeneralSettings({ settings }: { settings: Settings }) {
  const { update } = useSettingsActions();
  const toast = useToast();
  const [draft, setDraft] = useState(settings);
  const set = (change: Partial<Settings>) => setDraft((old) => ({ ...old, ...change }));
  const { submit, isBusy, error } = useSubmit(async () => {
    const { name, organization, postal_address, timezone, opt_out_text } = draft;
    await update({ name, organization, postal_address, timezone, opt_out_text });
    toast(texts.saved);
  });
  const errors = fieldErrors(error);

  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <section className="card padded stack" aria-labelledby="sender">
        <div>
          <h2 id="sender">{texts.sender}</h2>
          <p className="muted">{texts.senderHint}</p>
        </div>
        <Field
          label={texts.organization}
          value={draft.organization}
          onChange={(organization) => set({ organization })}
          error={errors.organization}
          autoComplete="organization"
        />
        <TextArea
          label={texts.postalAddress}
          value={draft.postal_address}
          onChange={(postal_address) => set({ postal_address })}
          error={errors.postal_address}
        />
      </section>
      <section className="card padded stack" aria-labelledby="workspace">
        <h2 id="workspace">{texts.workspace}</h2>
        <Field label={texts.name} value={draft.name} onChange={(name) => set({ name })} error={errors.name} />
        <Select
          label={texts.zone}
          hint={texts.zoneHint}
          value={draft.timezone}
          onChange={(timezone) => set({ timezone })}
          options={[...new Set([settings.timezone, ...zones])].map((zone) => [zone, zone.replaceAll('_', ' ')])}
          error={errors.timezone}
        />
      </section>
      <section className="card padded stack" aria-labelledby="opt-out">
        <h2 id="opt-out">{texts.optOut}</h2>
        <TextArea
          label={texts.optOutText}
          hint={texts.optOutHint}
          value={draft.opt_out_text}
          onChange={(opt_out_text) => set({ opt_out_text })}
          error={errors.opt_out_text}
        />
      </section>
      <FormError message={error ? messageOf(error) : null} />
      <div>
        <Button look="primary" type="submit" busyText={isBusy ? texts.saving : false}>
          {texts.save}
        </Button>
      </div>
      <section className="card padded stack" aria-labelledby="server">
        <h2 id="server">{texts.server}</h2>
        <Pairs
          pairs={[
            {
              name: texts.baseUrl,
              value: (
                <>
                  {settings.base_url}
                  <span className="reason">{texts.baseUrlHint}</span>
                </>
              ),
            },
            { name: texts.undo, value: texts.seconds(settings.undo_seconds) },
            {
              name: texts.support,
              value: (
                <>
                  <a href="/api/v1/support-bundle" download>
                    {texts.supportLink}
                  </a>
                  <span className="reason">{texts.supportHint}</span>
                </>
              ),
            },
          ]}
        />
      </section>
    </form>
  );
}
