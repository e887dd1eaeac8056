/*
 * more: the foot of a list: how much of it is shown, and the rest.
 */
import { formatNumber } from '../lib/format';
import { Button } from './button';

type MoreProps = {
  shown: number;
  total: number | null | undefined;
  hasMore: boolean;
  isLoading: boolean;
  onMore: () => unknown;
};

export function More({ shown, total, hasMore, isLoading, onMore }: MoreProps) {
  const known =
    typeof total === 'number' ? `${formatNumber(shown)} of ${formatNumber(total)}` : `${formatNumber(shown)} shown`;
  if (!hasMore && shown < 10) return null;
  return (
    <div className="table-foot">
      <span>{known}</span>
      {hasMore ? (
        <Button slim onClick={onMore} busyText={isLoading ? 'Loading…' : false}>
          Show more
        </Button>
      ) : null}
    </div>
  );
}
