/*
 * approval-selection: what is decided about all the emails that are ticked.
 */
import { useState } from 'react';
import { messageOf } from '../../../lib/api-client';
import type { Approval } from '../../../lib/schema';
import { useSubmit } from '../../../lib/use-submit';
import { Button } from '../../../ui/button';
import { FormError } from '../../../ui/field';
import { Pick } from '../../../ui/pick';
import { useToast } from '../../../ui/toast';
import { useDecisions } from './approval-queries';
import { approvalTexts as texts } from './approval-texts';
import { SkipDialog } from './skip-dialog';

type ApprovalSelectionProps = {
  emails: Approval[];
  selected: string[];
  onSelect: (ids: string[]) => void;
  onDone: (news: string) => void;
};

type Results = { done: number; results: { ok: boolean; message: string | null }[] };

/** How many went through, and why the first of the others did not. */
function summary({ done, results }: Results, said: (count: number) => string): string {
  const refused = results.filter(({ ok }) => !ok);
  const why = refused[0]?.message ? texts.refused(refused.length, refused[0].message) : '';
  return [done > 0 || !why ? said(done) : '', why].filter(Boolean).join(' ');
}

export function ApprovalSelection({ emails, selected, onSelect, onDone }: ApprovalSelectionProps) {
  const { approveMany, skipMany } = useDecisions();
  const [isSkipping, setIsSkipping] = useState(false);
  const toast = useToast();
  const ticked = emails.filter(({ id }) => selected.includes(id));
  const tell = (text: string) => {
    toast(text);
    onDone(text);
  };
  const approving = useSubmit(async () => tell(summary(await approveMany(ticked), texts.approvedMany)));

  return (
    <div className="approval-head">
      <span className="cluster">
        <Pick
          label={texts.all}
          checked={ticked.length > 0 && ticked.length === emails.length}
          onChange={(checked) => onSelect(checked ? emails.map(({ id }) => id) : [])}
        />
        {ticked.length > 0 ? <strong>{texts.selected(ticked.length)}</strong> : <span>{texts.list}</span>}
      </span>
      {ticked.length > 0 ? (
        <span className="cluster">
          <Button slim busyText={approving.isBusy ? texts.approving : false} onClick={() => void approving.submit()}>
            {texts.approveMany(ticked.length)}
          </Button>
          <Button slim onClick={() => setIsSkipping(true)}>
            {texts.skipMany(ticked.length)}
          </Button>
          <Button look="quiet" slim onClick={() => onSelect([])}>
            {texts.clear}
          </Button>
        </span>
      ) : null}
      <FormError message={approving.error ? messageOf(approving.error) : null} />
      {isSkipping ? (
        <SkipDialog
          title={texts.skipManyTitle(ticked.length)}
          onClose={() => setIsSkipping(false)}
          skip={async () => tell(summary(await skipMany(ticked), texts.skippedMany))}
        />
      ) : null}
    </div>
  );
}
