/*
 * country-settings: in which countries people may be written to.
 */
import { Plus, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { messageOf } from '../../lib/api-client';
import type { CountryPolicy, CountryRule, Settings } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button, IconButton } from '../../ui/button';
import { Field, FormError, Select } from '../../ui/field';
import { Time } from '../../ui/time';
import { useToast } from '../../ui/toast';
import { useSettingsActions } from './settings-queries';
import { countryTexts as texts } from './settings-texts';

const rules: ReadonlyArray<readonly [CountryRule, string]> = [
  ['allow', texts.rules.allow],
  ['warn', texts.rules.warn],
  ['block', texts.rules.block],
];
const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

function nameOf(code: string): string | undefined {
  return /^[A-Z]{2}$/.test(code) ? names.of(code) : undefined;
}

export function CountrySettings({ settings }: { settings: Settings }) {
  const { update } = useSettingsActions();
  const toast = useToast();
  const [draft, setDraft] = useState(settings.country_policy);
  const set = (change: Partial<CountryPolicy>) => setDraft((old) => ({ ...old, ...change }));
  const { submit, isBusy, error } = useSubmit(async () => {
    const { default: others, unknown, countries } = draft;
    await update({ country_policy: { default: others, unknown, countries } });
    toast(texts.saved);
  });

  return (
    <section className="card padded stack" aria-labelledby="countries">
      <div>
        <h2 id="countries">{texts.title}</h2>
        <p className="muted">{texts.sub}</p>
      </div>
      <Select label={texts.others} value={draft.default} onChange={(rule) => set({ default: rule })} options={rules} />
      <Select label={texts.unknown} value={draft.unknown} onChange={(unknown) => set({ unknown })} options={rules} />
      <Named countries={draft.countries} onChange={(countries) => set({ countries })} />
      <AddCountry onAdd={(code, rule) => set({ countries: { ...draft.countries, [code]: rule } })} />
      <FormError message={error ? messageOf(error) : null} />
      <div className="cluster">
        <Button look="primary" busyText={isBusy ? texts.saving : false} onClick={() => submit()}>
          {texts.save}
        </Button>
        {settings.country_policy.changed_at ? (
          <span className="muted">
            {texts.since} <Time at={settings.country_policy.changed_at} />
          </span>
        ) : null}
      </div>
    </section>
  );
}

type Countries = Record<string, CountryRule>;

function Named({ countries, onChange }: { countries: Countries; onChange: (countries: Countries) => void }) {
  const codes = Object.keys(countries).sort();
  if (codes.length === 0) return <p className="muted">{texts.none}</p>;
  return (
    <ul className="boxed list-lines" aria-label={texts.list}>
      {codes.map((code) => (
        <li key={code}>
          <span>{nameOf(code) ?? code}</span>
          <span className="n">
            <select
              className="input filter"
              aria-label={texts.ruleOf(nameOf(code) ?? code)}
              value={countries[code]}
              onChange={(event) => {
                const rule = rules.find(([one]) => one === event.target.value)?.[0];
                if (rule) onChange({ ...countries, [code]: rule });
              }}
            >
              {rules.map(([rule, text]) => (
                <option key={rule} value={rule}>
                  {text}
                </option>
              ))}
            </select>
          </span>
          <IconButton
            label={texts.remove(nameOf(code) ?? code)}
            icon={<X size={16} />}
            onClick={() => onChange(Object.fromEntries(Object.entries(countries).filter(([one]) => one !== code)))}
          />
        </li>
      ))}
    </ul>
  );
}

function AddCountry({ onAdd }: { onAdd: (code: string, rule: CountryRule) => void }) {
  const [text, setText] = useState('');
  const [isWrong, setIsWrong] = useState(false);
  const code = text.trim().toUpperCase();
  function add(event: FormEvent) {
    event.preventDefault();
    setIsWrong(!nameOf(code));
    if (!nameOf(code)) return;
    onAdd(code, 'block');
    setText('');
  }
  return (
    <form className="cluster" noValidate onSubmit={add}>
      <Field
        label={texts.code}
        hint={nameOf(code) ?? texts.codeHint}
        value={text}
        onChange={setText}
        error={isWrong ? texts.unknownCode : null}
        maxLength={2}
      />
      <Button type="submit">
        <Plus size={16} aria-hidden="true" /> {texts.add}
      </Button>
    </form>
  );
}
