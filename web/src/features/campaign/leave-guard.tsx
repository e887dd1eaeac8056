/*
 * leave-guard: typed words are not lost by a click on a link, nor by closing the tab, without a question.
 */
import { useBlocker } from '@tanstack/react-router';
import { Button } from '../../ui/button';
import { Dialog, DialogFoot } from '../../ui/dialog';
import { leaveTexts } from './campaign-texts';

/** `save` is tried first: what can be saved needs no question. It resolves to whether nothing is left. */
export function LeaveGuard({ isDirty, save }: { isDirty: boolean; save: () => Promise<boolean> }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: async ({ current, next }) => current.pathname !== next.pathname && isDirty && !(await save()),
    enableBeforeUnload: () => isDirty,
    withResolver: true,
  });
  if (status !== 'blocked') return null;
  return (
    <Dialog open alert title={leaveTexts.title} description={leaveTexts.description} onClose={reset}>
      <DialogFoot>
        <Button onClick={proceed}>{leaveTexts.leave}</Button>
        <Button look="primary" onClick={reset} data-autofocus>
          {leaveTexts.stay}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
