/*
 * leave-guard: typed words are not lost by a click on a link, nor by closing the tab, without a question.
 */
import { useBlocker } from '@tanstack/react-router';
import { Button } from '../../ui/button';
import { Dialog, DialogFoot } from '../../ui/dialog';
import { leaveTexts } from './campaign-texts';

export function LeaveGuard({ isDirty }: { isDirty: boolean }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => isDirty,
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
