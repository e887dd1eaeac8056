/*
 * variant-results: how often each wording of a step was answered, and how sure that is. The bars repeat what the table says.
 */
import '../../styles/variants.css';
import { useState } from 'react';
import { messageOf } from '../../lib/api-client';
import { formatNumber } from '../../lib/format';
import type { Campaign, StepStats, VariantStats } from '../../lib/schema';
import { Badge } from '../../ui/badge';
import { TextButton } from '../../ui/button';
import { FormError } from '../../ui/field';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '../../ui/table';
import { useWinner } from './campaign-queries';
import { resultTexts as texts, trackingTexts } from './campaign-texts';
import { Figure } from './tracked-figure';

type Tracked = 'opened' | 'clicked';
type VariantResultsProps = { campaign: Campaign; step: StepStats };

export function VariantResults({ campaign, step }: VariantResultsProps) {
  const [error, setError] = useState<unknown>(null);
  const winner = useWinner(campaign.id, step.id);
  const { experiment } = step;
  if (!experiment && step.variants.length < 2) return null;
  const chosen = experiment?.state === 'chosen' ? experiment.leader_id : null;
  const isOver = campaign.status === 'completed'; // nobody is planned any more
  const tracked = (['opened', 'clicked'] as const).filter((what) => step[what].tracked > 0);
  const top = Math.max(0.05, ...step.variants.map(({ interval }) => interval?.high ?? 0));
  const run = (done: Promise<unknown>) => {
    setError(null);
    done.catch(setError);
  };

  return (
    <section className="card variant-results" aria-label={texts.title(step.position)}>
      <div className="card-head">
        <h2>{texts.title(step.position)}</h2>
        {chosen && !isOver ? <TextButton onClick={() => run(winner.takeBack())}>{texts.takeBack}</TextButton> : null}
      </div>
      {experiment ? <p className="muted">{texts.states[experiment.state](experiment.after_sent)}</p> : null}
      <FormError message={error ? messageOf(error) : null} />
      <Table cards aria-label={texts.title(step.position)}>
        <TableHead>
          <HeadCell>{texts.variant}</HeadCell>
          <HeadCell className="end">{texts.sent}</HeadCell>
          <HeadCell className="end">{texts.replied}</HeadCell>
          <HeadCell className="end">{texts.share}</HeadCell>
          <HeadCell>{texts.interval}</HeadCell>
          {tracked.map((what) => (
            <HeadCell key={what} className="end">
              {trackingTexts[what]}
            </HeadCell>
          ))}
          <HeadCell className="act-cell">
            <span className="visually-hidden">{texts.choose}</span>
          </HeadCell>
        </TableHead>
        <TableBody>
          {step.variants.map((variant, at) => (
            <VariantRow
              key={variant.id}
              variant={variant}
              letter={'ABCDE'[at] ?? ''}
              top={top}
              tracked={tracked}
              isChosen={variant.id === chosen}
              isAhead={experiment?.state === 'clear' && variant.id === experiment.leader_id}
              mayChoose={experiment !== null && !isOver && variant.enabled && variant.id !== chosen}
              onChoose={() => run(winner.choose(variant.id))}
            />
          ))}
        </TableBody>
      </Table>
    </section>
  );
}

type VariantRowProps = {
  variant: VariantStats;
  letter: string;
  top: number;
  tracked: Tracked[];
  isChosen: boolean;
  isAhead: boolean;
  mayChoose: boolean;
  onChoose: () => void;
};

function VariantRow({ variant, letter, top, tracked, isChosen, isAhead, mayChoose, onChoose }: VariantRowProps) {
  const { name, enabled, sent, replied, share, interval } = variant;
  return (
    <Row>
      <Cell>
        <strong>{letter}</strong> {name === letter ? '' : name}{' '}
        {isChosen ? <Badge tone="ok">{texts.winner}</Badge> : null}
        {isAhead ? <Badge tone="ok">{texts.ahead}</Badge> : null}
        {enabled ? null : <Badge tone="off">{texts.off}</Badge>}
      </Cell>
      <Cell className="end" data-label={texts.sent}>
        {formatNumber(sent)}
      </Cell>
      <Cell className="end" data-label={texts.replied}>
        {formatNumber(replied)}
      </Cell>
      <Cell className="end" data-label={texts.share}>
        {share === null ? '–' : texts.percent(share)}
      </Cell>
      <Cell className="wide" data-label={texts.interval}>
        {interval ? (
          <span className="interval">
            <IntervalBar {...interval} share={share ?? 0} top={top} />
            <span className="small">{texts.range(interval.low, interval.high)}</span>
          </span>
        ) : (
          <span className="faint">{texts.nothingSent}</span>
        )}
      </Cell>
      {tracked.map((what) => (
        <Cell key={what} className="end" data-label={trackingTexts[what]}>
          <Figure {...variant[what]} />
        </Cell>
      ))}
      <Cell className="act-cell">
        {mayChoose ? <TextButton onClick={onChoose}>{texts.chooseOne(letter)}</TextButton> : null}
      </Cell>
    </Row>
  );
}

const WIDTH = 120;

type IntervalBarProps = { low: number; high: number; share: number; top: number };

/** All on one scale, up to the highest end. */
function IntervalBar({ low, high, share, top }: IntervalBarProps) {
  const at = (value: number) => (WIDTH * value) / top;
  return (
    <svg width={WIDTH} height="12" aria-hidden="true">
      <rect className="scale" width={WIDTH} height="4" y="4" rx="2" />
      <rect className="span" x={at(low)} width={Math.max(2, at(high) - at(low))} height="4" y="4" rx="2" />
      <circle cx={Math.min(WIDTH - 4, Math.max(4, at(share)))} cy="6" r="4" />
    </svg>
  );
}
