/*
 * campaign-tracking: whether opens and clicks are tracked, and what that is worth.
 */
import type { Campaign } from '../../lib/schema';
import { Check } from '../../ui/field';
import { trackingTexts as texts } from './campaign-texts';

type Tracking = Pick<Campaign, 'track_opens' | 'track_clicks'>;

type Worded = { body_html?: string | null };

type CampaignTrackingProps = {
  tracking: Tracking;
  onChange: (change: Partial<Tracking>) => void;
  steps: ReadonlyArray<Worded & { variants: readonly Worded[] }>;
};

export function CampaignTracking({ tracking, onChange, steps }: CampaignTrackingProps) {
  const isAsked = tracking.track_opens || tracking.track_clicks;
  const isPlain =
    steps.length > 0 && steps.every((step) => [step, ...step.variants].every(({ body_html: html }) => !html));
  return (
    <section className="card padded stack" aria-label={texts.title}>
      <div>
        <h2>{texts.title}</h2>
        <p className="muted">{texts.who}</p>
      </div>
      <Check
        checked={tracking.track_opens}
        onChange={(track_opens) => onChange({ track_opens })}
        hint={texts.opensHint}
      >
        {texts.opens}
      </Check>
      <Check
        checked={tracking.track_clicks}
        onChange={(track_clicks) => onChange({ track_clicks })}
        hint={texts.clicksHint}
      >
        {texts.clicks}
      </Check>
      {isAsked && isPlain ? <p role="status">{texts.plainOnly}</p> : null}
    </section>
  );
}
