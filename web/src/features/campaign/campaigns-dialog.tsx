/*
 * campaigns-dialog: asks before many campaigns are changed, and tells which were not.
 */
import { messageOf } from '../../lib/api-client';
import type { Campaign } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { Dialog, DialogFoot } from '../../ui/dialog';
import { FormError } from '../../ui/field';
import { useToast } from '../../ui/toast';
import { type CampaignFilter, filterQuery } from './list-filter';
import { type BulkAction, neededFor, useListActions } from './list-queries';
import { bulkTexts as texts } from './list-texts';

type CampaignsDialogProps = {
  action: BulkAction;
  campaigns: Campaign[];
  /** Everything that fits, instead of those that are ticked. */
  matching: { filter: CampaignFilter; total: number } | null;
  onClose: () => void;
  onDone: () => void;
};

const NAMED = 5;

export function CampaignsDialog({ action, campaigns, matching, onClose, onDone }: CampaignsDialogProps) {
  const { change } = useListActions();
  const toast = useToast();
  const able = campaigns.filter(({ allowed_actions: allowed }) => allowed.includes(neededFor[action]));
  const { submit, isBusy, error } = useSubmit(async () => {
    const results = await change(
      matching ? { action, filter: filterQuery(matching.filter) } : { action, ids: able.map(({ id }) => id) },
    );
    const refused = results.flatMap((result) => (result.error ? [result.error.message] : []));
    const done = results.length - refused.length;
    if (done > 0) toast(texts.done[action](done));
    if (refused[0]) toast(texts.refused(refused.length, refused[0]));
    onClose();
    onDone();
  });

  return (
    <Dialog
      open
      alert
      title={texts.titles[action](texts.campaigns(matching?.total ?? able.length))}
      description={texts.descriptions[action]}
      onClose={onClose}
      isBusy={isBusy}
    >
      {matching ? null : <Summary action={action} able={able} skipped={campaigns.length - able.length} />}
      <FormError message={error ? messageOf(error) : null} />
      <DialogFoot>
        <Button data-autofocus disabled={isBusy} onClick={onClose}>
          {texts.cancel}
        </Button>
        <Button
          look={action === 'delete' ? 'danger' : 'primary'}
          busyText={isBusy ? texts.busy : false}
          onClick={() => submit()}
        >
          {texts.actions[action]}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

type SummaryProps = { action: BulkAction; able: Campaign[]; skipped: number };

function Summary({ action, able, skipped }: SummaryProps) {
  const waiting = able.reduce((sum, { counts }) => sum + counts.waiting + counts.held, 0);
  return (
    <>
      <ul className="boxed list-lines">
        {able.slice(0, NAMED).map(({ id, name }) => (
          <li key={id}>{name}</li>
        ))}
        {able.length > NAMED ? <li className="muted">and {able.length - NAMED} more</li> : null}
      </ul>
      {action === 'pause' && waiting > 0 ? <p>{texts.waiting(waiting)}</p> : null}
      {skipped > 0 ? <p className="muted">{texts.some(skipped)}</p> : null}
    </>
  );
}
