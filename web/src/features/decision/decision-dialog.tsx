/*
 * decision-dialog: asks once more before emails in doubt are decided about.
 */
import { messageOf } from '../../lib/api-client';
import type { Resolution, Send } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { Dialog, DialogFoot } from '../../ui/dialog';
import { FormError } from '../../ui/field';
import { useToast } from '../../ui/toast';
import { useResolve } from './decision-queries';
import { bulkTexts, decisionTexts, refusalText, texts } from './decision-texts';

export type Asked = { as: Resolution; sends: Send[] };

export function DecisionDialog({ as, sends, onClose }: Asked & { onClose: () => void }) {
  const resolve = useResolve();
  const toast = useToast();
  const words = decisionTexts[as];
  const { submit, isBusy, error } = useSubmit(async () => {
    const { resolved, refused } = await resolve(
      sends.map(({ id }) => id),
      as,
    );
    if (resolved > 0) toast(words.done(resolved));
    if (refused.length > 0) throw new Error(refusalText(refused));
    onClose();
  });

  return (
    <Dialog
      open
      alert
      title={words.title(sends.length, sends[0]?.email ?? texts.erased)}
      description={words.description(sends.length)}
      onClose={onClose}
      isBusy={isBusy}
    >
      <FormError message={error ? messageOf(error) : null} />
      <DialogFoot>
        <Button onClick={onClose} disabled={isBusy} data-autofocus>
          {error ? 'Close' : 'Cancel'}
        </Button>
        {error ? null : (
          <Button
            look={as === 'sent' ? 'primary' : 'caution'}
            busyText={isBusy ? words.busy : false}
            onClick={() => submit()}
          >
            {sends.length > 1 ? bulkTexts[as] : words.text}
          </Button>
        )}
      </DialogFoot>
    </Dialog>
  );
}
