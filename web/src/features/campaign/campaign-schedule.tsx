/*
 * campaign-schedule: when it sends, and by which rules.
 */
import { lazy, Suspense, useState } from 'react';
import { fieldErrors, messageOf } from '../../lib/api-client';
import { timeZones } from '../../lib/format';
import type { Campaign, CampaignEdit } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { Check, Choice, Field, FormError, Select } from '../../ui/field';
import { BlockSkeleton } from '../../ui/skeleton';
import { useToast } from '../../ui/toast';
import { type Calendar, CalendarCard } from './campaign-calendar';
import { CampaignGoal } from './campaign-goal';
import { useCampaignActions } from './campaign-queries';
import { scheduleTexts as texts } from './campaign-texts';
import { CampaignTracking } from './campaign-tracking';
import { type ConditionDraft, conditionDraft, goalEdit } from './condition';
import { LockedNotice } from './locked-notice';
import { NumberGrid } from './number-grid';

const ForecastCalendar = lazy(() =>
  import('./forecast-calendar').then((module) => ({ default: module.ForecastCalendar })),
);

type Rules = Pick<
  Campaign,
  | 'timezone'
  | 'timezone_source'
  | 'sending_days'
  | 'sending_hours'
  | 'evergreen'
  | 'opt_out_line'
  | 'stop_on_reply'
  | 'track_opens'
  | 'track_clicks'
  | 'stop_on_colleague_reply'
  | 'overlap'
  | 'on_mailbox_loss'
> &
  Calendar & { cap: string; spacing: string; goal: ConditionDraft | null };

function rulesOf(campaign: Campaign): Rules {
  return {
    ...campaign,
    starts_on: campaign.starts_on ?? '',
    ends_on: campaign.ends_on ?? '',
    cap: campaign.new_contact_cap?.toString() ?? '',
    goal: conditionDraft(campaign.goal),
    spacing: campaign.domain_spacing_minutes ? campaign.domain_spacing_minutes.toString() : '',
  };
}

function editOf(rules: Rules): CampaignEdit {
  return {
    timezone: rules.timezone,
    timezone_source: rules.timezone_source,
    sending_days: rules.sending_days,
    sending_hours: rules.sending_hours,
    evergreen: rules.evergreen,
    opt_out_line: rules.opt_out_line,
    stop_on_reply: rules.stop_on_reply,
    track_opens: rules.track_opens,
    track_clicks: rules.track_clicks,
    stop_on_colleague_reply: rules.stop_on_colleague_reply,
    overlap: rules.overlap,
    on_mailbox_loss: rules.on_mailbox_loss,
    new_contact_cap: rules.cap === '' ? null : Number(rules.cap),
    holidays: rules.holidays,
    starts_on: rules.starts_on || null,
    ends_on: rules.ends_on || null,
    domain_spacing_minutes: Number(rules.spacing),
    goal: goalEdit(rules.goal),
  };
}

const zones = timeZones();
const OFFICE = [9, 10, 11, 12, 13, 14, 15, 16];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

export function CampaignSchedule({ campaign }: { campaign: Campaign }) {
  const { update } = useCampaignActions();
  const toast = useToast();
  const [rules, setRules] = useState(() => rulesOf(campaign));
  const set = (change: Partial<Rules>) => setRules((old) => ({ ...old, ...change }));
  const { submit, isBusy, error } = useSubmit(async () => {
    await update(campaign.id, editOf(rules));
    toast(texts.saved);
  });
  const mayEdit = campaign.allowed_actions.includes('edit');

  return (
    <div className="stack">
      <Suspense fallback={<BlockSkeleton height={320} />}>
        <ForecastCalendar campaign={campaign} />
      </Suspense>
      <LockedNotice campaign={campaign} />
      <fieldset className="stack" disabled={!mayEdit}>
        <legend className="visually-hidden">Schedule</legend>
        <WhenCard rules={rules} onChange={set} errors={fieldErrors(error)} />
        <CalendarCard calendar={rules} onChange={set} errors={fieldErrors(error)} />
        <PaceCard rules={rules} onChange={set} errors={fieldErrors(error)} />
        <RulesCard rules={rules} onChange={set} />
        <CampaignGoal
          campaign={campaign}
          goal={rules.goal}
          onChange={(goal) => set({ goal })}
          errors={fieldErrors(error)}
        />
        <CampaignTracking tracking={rules} onChange={set} steps={campaign.steps} />
      </fieldset>
      <FormError message={error ? messageOf(error) : null} />
      {mayEdit ? (
        <div>
          <Button look="primary" onClick={() => submit()} busyText={isBusy ? texts.saving : false}>
            {texts.save}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

type CardProps = { rules: Rules; onChange: (change: Partial<Rules>) => void; errors: Record<string, string> };

function WhenCard({ rules, onChange, errors }: CardProps) {
  return (
    <section className="card padded stack" aria-label={texts.when}>
      <h2>{texts.when}</h2>
      <Select
        label={texts.zone}
        value={rules.timezone}
        onChange={(timezone) => onChange({ timezone })}
        options={[...new Set([rules.timezone, ...zones])].map((zone) => [zone, zone.replaceAll('_', ' ')])}
        error={errors.timezone}
      />
      <Check
        checked={rules.timezone_source === 'contact'}
        onChange={(isContacts) => onChange({ timezone_source: isContacts ? 'contact' : 'campaign' })}
        hint={texts.contactsZoneHint}
      >
        {texts.contactsZone}
      </Check>
      <NumberGrid
        legend={texts.days}
        numbers={[1, 2, 3, 4, 5, 6, 7]}
        chosen={rules.sending_days}
        onChange={(sending_days) => onChange({ sending_days })}
        nameOf={(day) => texts.dayNames[day - 1] ?? ''}
        shortOf={(day) => texts.dayLetters[day - 1] ?? ''}
        error={errors.sending_days}
      />
      <NumberGrid
        asHours
        legend={texts.hours}
        hint={texts.hoursHint}
        numbers={HOURS}
        chosen={rules.sending_hours}
        onChange={(sending_hours) => onChange({ sending_hours })}
        nameOf={(hour) => `${hour}:00 to ${hour}:59`}
        shortOf={(hour) => hour.toString()}
        error={errors.sending_hours}
      />
      <div className="cluster">
        <Button slim onClick={() => onChange({ sending_hours: OFFICE })}>
          {texts.office}
        </Button>
        <Button slim onClick={() => onChange({ sending_hours: HOURS })}>
          {texts.allHours}
        </Button>
      </div>
    </section>
  );
}

function PaceCard({ rules, onChange, errors }: CardProps) {
  return (
    <section className="card padded stack" aria-label={texts.pace}>
      <h2>{texts.pace}</h2>
      <div className="two">
        <Field
          label={texts.cap}
          hint={texts.capHint}
          type="number"
          min={1}
          value={rules.cap}
          onChange={(cap) => onChange({ cap })}
          error={errors.new_contact_cap}
        />
        <Field
          label={texts.spacing}
          hint={texts.spacingHint}
          type="number"
          min={0}
          value={rules.spacing}
          onChange={(spacing) => onChange({ spacing })}
          error={errors.domain_spacing_minutes}
        />
      </div>
    </section>
  );
}

function RulesCard({ rules, onChange }: Omit<CardProps, 'errors'>) {
  return (
    <section className="card padded stack" aria-label={texts.rules}>
      <h2>{texts.rules}</h2>
      <Check checked={rules.stop_on_reply} onChange={(stop_on_reply) => onChange({ stop_on_reply })}>
        {texts.stopOnReply}
      </Check>
      <Check
        checked={rules.stop_on_colleague_reply}
        onChange={(stop_on_colleague_reply) => onChange({ stop_on_colleague_reply })}
        hint={texts.stopOnColleagueHint}
      >
        {texts.stopOnColleague}
      </Check>
      <Check
        checked={rules.opt_out_line}
        onChange={(opt_out_line) => onChange({ opt_out_line })}
        hint={texts.optOutHint}
      >
        {texts.optOut}
      </Check>
      <Check checked={rules.evergreen} onChange={(evergreen) => onChange({ evergreen })}>
        {texts.evergreen}
      </Check>
      <Choice
        legend={texts.overlap}
        value={rules.overlap}
        onChange={(overlap) => onChange({ overlap })}
        options={[
          { value: 'skip', text: texts.overlapSkip, hint: texts.overlapSkipHint },
          { value: 'allow', text: texts.overlapAllow },
        ]}
      />
      <Choice
        legend={texts.loss}
        value={rules.on_mailbox_loss}
        onChange={(on_mailbox_loss) => onChange({ on_mailbox_loss })}
        options={[
          { value: 'pause', text: texts.lossPause },
          { value: 'continue_with_others', text: texts.lossGoOn, hint: texts.lossGoOnHint },
        ]}
      />
    </section>
  );
}
