/*
 * campaign-overview: how the campaign does, and, when it does not, why and what to do.
 */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { formatNumber } from '../../lib/format';
import type { Campaign } from '../../lib/schema';
import { Banner } from '../../ui/banner';
import { Progress } from '../../ui/bar';
import { Button } from '../../ui/button';
import { Facts, Pairs } from '../../ui/facts';
import { Time } from '../../ui/time';
import { useReview } from './campaign-queries';
import { CampaignSteps } from './campaign-steps';
import { count, pageTexts, preparingTexts } from './campaign-texts';
import { Blocks } from './launch-blocks';
import { ReassignButton } from './reassign-button';
import { ResumeDialog } from './resume-dialog';
import { WhyPanel } from './why-panel';

export function CampaignOverview({ campaign }: { campaign: Campaign }) {
  const isRunning = campaign.allowed_actions.includes('pause');
  return (
    <div className="stack loose">
      {campaign.paused ? <PausedBanner campaign={campaign} /> : null}
      {campaign.preparing ? <PreparingPanel {...campaign.preparing} /> : null}
      {campaign.status === 'draft' ? <LaunchChecklist campaign={campaign} /> : null}
      <Facts many facts={factsOf(campaign)} />
      {(isRunning && !campaign.preparing) || campaign.paused ? <WhyPanel campaign={campaign} /> : null}
      {campaign.launched_at ? <CampaignSteps campaign={campaign} /> : null}
      <Pairs pairs={pairsOf(campaign)} />
    </div>
  );
}

function factsOf({ counts }: Campaign) {
  const usual = ['contacts', 'sent', 'replied', 'bounced', 'unsubscribed', 'waiting', 'held'] as const;
  const rare = (['to_approve', 'failed', 'unknown'] as const).filter((name) => counts[name] > 0);
  return [...usual, ...rare].map((name) => ({ name: count[name], value: formatNumber(counts[name]) }));
}

function pairsOf(campaign: Campaign) {
  const { next_send_at: next, launched_at: launched, completed_at: completed, created_at: created } = campaign;
  return [
    { name: pageTexts.nextSend, value: next ? <Time at={next} /> : pageTexts.nothingDue },
    ...(completed ? [{ name: 'Completed', value: <Time at={completed} /> }] : []),
    ...(launched ? [{ name: 'Launched', value: <Time at={launched} /> }] : []),
    { name: 'Created', value: <Time at={created} /> },
  ];
}

/** Says who or what paused it, and offers the two ways on. */
function PausedBanner({ campaign }: { campaign: Campaign }) {
  const [isResuming, setIsResuming] = useState(false);
  const { paused, active_mailboxes: others } = campaign;
  if (!paused) return null;
  const mayResume = campaign.allowed_actions.includes('resume') && others > 0;
  return (
    <>
      <Banner
        tone="warn"
        title={paused.text ? pageTexts.paused(paused.text) : pageTexts.pausedPlain}
        actions={
          <>
            {paused.mailbox_ids.map((id) => (
              <Link key={id} className="btn" to="/mailboxes" search={{ reconnect: id }}>
                {pageTexts.reconnect}
              </Link>
            ))}
            {mayResume ? (
              <Button onClick={() => setIsResuming(true)}>
                {paused.mailbox_ids.length > 0 ? pageTexts.resumeWith(others) : pageTexts.resume}
              </Button>
            ) : null}
            {paused.mailbox_ids.map((id) => (
              <ReassignButton key={id} campaign={campaign} from={id} />
            ))}
          </>
        }
      >
        {pageTexts.heldFor}
      </Banner>
      {isResuming ? <ResumeDialog campaign={campaign} onClose={() => setIsResuming(false)} /> : null}
    </>
  );
}

function PreparingPanel({ checked, total }: { checked: number; total: number }) {
  return (
    <section className="card padded stack tight" aria-labelledby="preparing">
      <h2 id="preparing">{preparingTexts.title}</h2>
      <Progress
        label={preparingTexts.label}
        value={checked}
        of={total}
        text={preparingTexts.progress(checked, total)}
      />
      <p className="muted">{preparingTexts.text}</p>
    </section>
  );
}

function LaunchChecklist({ campaign }: { campaign: Campaign }) {
  const review = useReview(campaign.id);
  return review.data ? <Blocks campaign={campaign} blocks={review.data.blocking} heading="h2" /> : null;
}
