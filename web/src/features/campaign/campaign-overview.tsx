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
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '../../ui/table';
import { Time } from '../../ui/time';
import { useReview, useStats } from './campaign-queries';
import { count, pageTexts, preparingTexts } from './campaign-texts';
import { Blocks } from './launch-blocks';
import { ResumeDialog } from './resume-dialog';
import { VariantResults } from './variant-results';
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
      {campaign.launched_at ? <StepTable campaign={campaign} /> : null}
      <Pairs pairs={pairsOf(campaign)} />
    </div>
  );
}

function factsOf({ counts }: Campaign) {
  const usual = ['contacts', 'sent', 'replied', 'bounced', 'unsubscribed', 'waiting', 'held'] as const;
  const rare = (['failed', 'unknown'] as const).filter((name) => counts[name] > 0);
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

function StepTable({ campaign }: { campaign: Campaign }) {
  const stats = useStats(campaign.id);
  if (!stats.data || stats.data.steps.length === 0) return null;
  return (
    <>
      <div className="card">
        <Table aria-label="By step">
          <TableHead>
            <HeadCell>Step</HeadCell>
            <HeadCell className="end">{count.sent}</HeadCell>
            <HeadCell className="end">{count.replied}</HeadCell>
            <HeadCell className="end">{count.failed}</HeadCell>
            <HeadCell className="end">{count.unknown}</HeadCell>
          </TableHead>
          <TableBody>
            {stats.data.steps.map((step) => (
              <Row key={step.id}>
                <Cell>
                  {step.position}. {subjectOf(campaign, step.position)}
                </Cell>
                <Cell className="end">{formatNumber(step.sent)}</Cell>
                <Cell className="end">{formatNumber(step.replied)}</Cell>
                <Cell className="end">{formatNumber(step.failed)}</Cell>
                <Cell className="end">{formatNumber(step.unknown)}</Cell>
              </Row>
            ))}
          </TableBody>
        </Table>
      </div>
      {stats.data.steps.map((step) => (
        <VariantResults key={step.id} campaign={campaign} step={step} />
      ))}
    </>
  );
}

function subjectOf(campaign: Campaign, position: number): string {
  return campaign.steps.find((step) => step.position === position)?.subject ?? 'Follow-up in the same thread';
}
