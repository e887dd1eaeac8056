/*
 * decision-page: emails of which nobody knows whether the provider took them, over all campaigns.
 */
import { MailCheck } from 'lucide-react';
import { useState } from 'react';
import { messageOf } from '../../lib/api-client';
import type { Resolution, Send } from '../../lib/schema';
import { Button } from '../../ui/button';
import { More } from '../../ui/more';
import { Empty, ErrorNotice, Page } from '../../ui/page';
import { TableSkeleton } from '../../ui/skeleton';
import { useToast } from '../../ui/toast';
import { type Asked, DecisionDialog } from './decision-dialog';
import { useResolve, useUnknownSends } from './decision-queries';
import { DecisionTable } from './decision-table';
import { bulkTexts, decisionTexts, refusalText, resolutions, texts } from './decision-texts';

export function DecisionPage() {
  const [asked, setAsked] = useState<Asked | null>(null);
  return (
    <Page title={texts.title} sub={texts.sub}>
      <Decisions onAsk={setAsked} />
      {asked ? <DecisionDialog {...asked} onClose={() => setAsked(null)} /> : null}
    </Page>
  );
}

function Decisions({ onAsk }: { onAsk: (asked: Asked) => void }) {
  const sends = useUnknownSends();
  const [selected, setSelected] = useState<string[]>([]);
  const countAsSent = useCountAsSent();
  const decide = (as: Resolution, send: Send) => (as === 'sent' ? countAsSent(send) : onAsk({ as, sends: [send] }));

  switch (sends.status) {
    case 'pending':
      return <TableSkeleton columns={4} />;
    case 'error':
      return <ErrorNotice error={sends.error} onRetry={sends.refetch} />;
    case 'success':
      if (sends.data.items.length === 0) return <NoDecisions />;
      return (
        <>
          <Selection
            sends={sends.data.items.filter(({ id }) => selected.includes(id))}
            onAsk={onAsk}
            onClear={() => setSelected([])}
          />
          <div className="card">
            <DecisionTable sends={sends.data.items} selected={selected} onSelect={setSelected} onDecide={decide} />
            <More
              shown={sends.data.items.length}
              total={null}
              hasMore={sends.hasNextPage}
              isLoading={sends.isFetchingNextPage}
              onMore={sends.fetchNextPage}
            />
          </div>
        </>
      );
  }
}

/** Nothing leaves by it: it is not asked for twice. */
function useCountAsSent() {
  const resolve = useResolve();
  const toast = useToast();
  return ({ id }: Send) =>
    void resolve([id], 'sent').then(
      ({ resolved, refused }) => toast(resolved > 0 ? decisionTexts.sent.done(resolved) : refusalText(refused)),
      (error: unknown) => toast(messageOf(error)),
    );
}

type SelectionProps = { sends: Send[]; onAsk: (asked: Asked) => void; onClear: () => void };

/** What can be decided about all the rows that are ticked. */
function Selection({ sends, onAsk, onClear }: SelectionProps) {
  if (sends.length === 0) return null;
  return (
    <section className="toolbar selection" aria-label={texts.selection}>
      <span className="cluster">
        <strong>{texts.selected(sends.length)}</strong>
        {resolutions.map((as) => (
          <Button key={as} slim onClick={() => onAsk({ as, sends })}>
            {bulkTexts[as]}
          </Button>
        ))}
        <Button look="quiet" slim onClick={onClear}>
          {texts.clear}
        </Button>
      </span>
    </section>
  );
}

function NoDecisions() {
  return (
    <div className="card">
      <Empty icon={<MailCheck size={28} />} title={texts.empty} text={texts.emptyText} />
    </div>
  );
}
