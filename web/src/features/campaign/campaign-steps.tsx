/*
 * campaign-steps: what came of each step, in numbers.
 */
import { lazy, Suspense } from 'react';
import { formatNumber } from '../../lib/format';
import type { Campaign, CampaignStats, StepStats } from '../../lib/schema';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '../../ui/table';
import { useStats } from './campaign-queries';
import { count, goalsText, trackingTexts as texts } from './campaign-texts';
import { Figure } from './tracked-figure';

type Column = { name: string; cell: (step: StepStats) => React.ReactNode };

const CampaignDays = lazy(() => import('./campaign-days').then((module) => ({ default: module.CampaignDays })));
const VariantResults = lazy(() => import('./variant-results').then((module) => ({ default: module.VariantResults })));

export function CampaignSteps({ campaign }: { campaign: Campaign }) {
  const stats = useStats(campaign.id);
  if (!stats.data || stats.data.steps.length === 0) return null;
  const columns = columnsOf(stats.data);
  const isTracked = stats.data.opened.tracked + stats.data.clicked.tracked > 0;
  return (
    <section className="stack tight" aria-label={texts.byStep}>
      {stats.data.goals > 0 ? (
        <p>
          {goalsText}: <strong>{formatNumber(stats.data.goals)}</strong>
        </p>
      ) : null}
      <div className="card">
        <Table cards aria-label={texts.byStep}>
          <TableHead>
            <HeadCell>{texts.step}</HeadCell>
            {columns.map(({ name }) => (
              <HeadCell key={name} className="end">
                {name}
              </HeadCell>
            ))}
          </TableHead>
          <TableBody>
            {stats.data.steps.map((step) => (
              <Row key={step.id}>
                <Cell className="wide">
                  {step.position}. {subjectOf(campaign, step.position)}
                </Cell>
                {columns.map(({ name, cell }) => (
                  <Cell key={name} data-label={name} className="end">
                    {cell(step)}
                  </Cell>
                ))}
              </Row>
            ))}
          </TableBody>
        </Table>
      </div>
      {isTracked ? <p className="muted">{texts.unreliable}</p> : null}
      <Suspense fallback={null}>
        <CampaignDays stats={stats.data} />
      </Suspense>
      {stats.data.steps.map((step) => (
        <Suspense key={step.id} fallback={null}>
          <VariantResults campaign={campaign} step={step} />
        </Suspense>
      ))}
    </section>
  );
}

/** What is tracked, and what went wrong, where there is any of it. */
function columnsOf(stats: CampaignStats): Column[] {
  const usual = ['sent', 'replied', 'bounced', 'unsubscribed'] as const;
  const tracked = (['opened', 'clicked'] as const).filter((name) => stats[name].tracked > 0);
  const rare = (['failed', 'unknown'] as const).filter((name) => stats[name] > 0);
  const numbers = (names: ReadonlyArray<(typeof usual)[number] | (typeof rare)[number]>): Column[] =>
    names.map((name) => ({ name: count[name], cell: (step) => formatNumber(step[name]) }));
  return [
    ...numbers(usual),
    ...tracked.map((name) => ({ name: texts[name], cell: (step: StepStats) => <Figure {...step[name]} /> })),
    ...numbers(rare),
  ];
}

function subjectOf(campaign: Campaign, position: number): string {
  return campaign.steps.find((step) => step.position === position)?.subject ?? 'Follow-up in the same thread';
}
