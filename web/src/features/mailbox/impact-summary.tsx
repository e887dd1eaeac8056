/*
 * impact-summary: what a disconnect stops: the numbers, the campaigns, and what cannot be seen meanwhile.
 */
import { CirclePause, CirclePlay } from 'lucide-react';
import { formatNumber, plural } from '../../lib/format';
import type { Impact, ImpactCampaign } from '../../lib/schema';
import { Facts } from '../../ui/facts';
import { Check } from '../../ui/field';
import { disconnectTexts, effectText, heldText, impactSentences } from './mailbox-texts';

const NAMED = 5;

type ImpactSummaryProps = {
  impact: Impact | undefined;
  kept: string[];
  /** Left out where campaigns cannot be chosen. */
  onKeep?: (campaignId: string, isKept: boolean) => void;
  hasPassword: boolean;
};

export function ImpactSummary({ impact, kept, onKeep, hasPassword }: ImpactSummaryProps) {
  if (!impact) return <ImpactSkeleton />;
  const pausing = impact.campaigns.filter(({ id, effect }) => effect === 'pauses' && !kept.includes(id));
  return (
    <>
      <Facts
        facts={[
          { name: disconnectTexts.factPauses, value: formatNumber(pausing.length + impact.campaigns_hidden) },
          { name: disconnectTexts.factWaiting, value: formatNumber(impact.contacts_waiting) },
          { name: disconnectTexts.factSending, value: formatNumber(impact.sends_in_flight) },
        ]}
      />
      <CampaignList impact={impact} kept={kept} onKeep={onKeep} />
      {impactSentences(impact).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {hasPassword ? <p>{disconnectTexts.password}</p> : null}
    </>
  );
}

type CampaignListProps = Pick<ImpactSummaryProps, 'kept'> & { impact: Impact; onKeep: ImpactSummaryProps['onKeep'] };

function CampaignList({ impact, kept, onKeep }: CampaignListProps) {
  const named = impact.campaigns.slice(0, NAMED);
  const more = impact.campaigns.length - named.length + impact.campaigns_hidden;
  if (named.length === 0 && more === 0) return null;
  return (
    <ul className="boxed list-lines">
      {named.map((campaign) => (
        <CampaignLine key={campaign.id} campaign={campaign} isKept={kept.includes(campaign.id)} onKeep={onKeep} />
      ))}
      {more > 0 ? <li className="muted">and {plural(more, 'more campaign')}</li> : null}
    </ul>
  );
}

type CampaignLineProps = { campaign: ImpactCampaign; isKept: boolean; onKeep: ImpactSummaryProps['onKeep'] };

function CampaignLine({ campaign, isKept, onKeep }: CampaignLineProps) {
  const goesOn = isKept || campaign.effect === 'continues';
  const mayKeep = onKeep && campaign.effect === 'pauses' && campaign.other_active_mailboxes > 0;
  return (
    <li>
      {goesOn ? (
        <CirclePlay size={18} className="icon-ok" aria-hidden="true" />
      ) : (
        <CirclePause size={18} className="icon-warn" aria-hidden="true" />
      )}
      <div>
        <strong>{campaign.name}</strong>
        <small>{effectText(campaign, isKept)}</small>
        {mayKeep ? (
          <Check asSwitch checked={isKept} onChange={(checked) => onKeep(campaign.id, checked)}>
            {disconnectTexts.keepRunning}
          </Check>
        ) : null}
      </div>
      <span className="n">{heldText(campaign)}</span>
    </li>
  );
}

function ImpactSkeleton() {
  return (
    <div aria-busy="true" className="stack">
      <p className="visually-hidden">Loading what this stops…</p>
      <span className="bone" style={{ height: 66 }} />
      <span className="bone" style={{ height: 61 }} />
      <span className="bone" style={{ height: 40 }} />
    </div>
  );
}

export function ImpactUnknown() {
  return <p role="status">{disconnectTexts.noImpact}</p>;
}
