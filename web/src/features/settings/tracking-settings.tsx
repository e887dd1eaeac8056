/*
 * tracking-settings: where nobody is tracked without consent.
 */
import { useState } from 'react';
import { fieldErrors, messageOf } from '../../lib/api-client';
import type { Settings } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { FormError, TextArea } from '../../ui/field';
import { useToast } from '../../ui/toast';
import { useSettingsActions } from './settings-queries';
import { generalTexts, trackingTexts as texts } from './settings-texts';

function textOf(settings: Settings) {
  return settings.no_tracking_countries.join(', ');
}

function listOf(text: string) {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

export function TrackingSettings({ settings }: { settings: Settings }) {
  const { update } = useSettingsActions();
  const toast = useToast();
  const [countries, setCountries] = useState(() => textOf(settings));
  const { submit, isBusy, error } = useSubmit(async (list: string[] | null) => {
    const saved = await update({ no_tracking_countries: list });
    setCountries(textOf(saved));
    toast(generalTexts.saved);
  });
  const wrong = fieldErrors(error).no_tracking_countries;

  return (
    <form
      className="card padded stack"
      aria-labelledby="tracking"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit(listOf(countries));
      }}
    >
      <div>
        <h2 id="tracking">{texts.title}</h2>
        <p className="muted">{texts.who}</p>
      </div>
      <TextArea
        label={texts.countries}
        hint={settings.no_tracking_is_default ? texts.hintDefault : texts.hint}
        value={countries}
        onChange={setCountries}
        error={wrong}
      />
      <FormError message={error && !wrong ? messageOf(error) : null} />
      <div className="cluster">
        <Button type="submit" busyText={isBusy ? generalTexts.saving : false}>
          {texts.save}
        </Button>
        {settings.no_tracking_is_default ? null : (
          <Button look="quiet" onClick={() => submit(null)}>
            {texts.reset}
          </Button>
        )}
      </div>
    </form>
  );
}
