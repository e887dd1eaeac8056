/*
 * campaign-selection: what can be done with all the campaigns that are ticked, or with all that fit the filter.
 */
import { EllipsisVertical } from 'lucide-react';
import { useState } from 'react';
import type { Campaign } from '../../lib/schema';
import { Button } from '../../ui/button';
import { Menu, MenuItem } from '../../ui/menu';
import { CampaignsDialog } from './campaigns-dialog';
import type { CampaignFilter } from './list-filter';
import { type BulkAction, neededFor } from './list-queries';
import { bulkTexts as texts } from './list-texts';

type CampaignSelectionProps = {
  campaigns: Campaign[];
  filter: CampaignFilter;
  /** How many fit; more than are shown can be meant at once. */
  total: number;
  isPageFull: boolean;
  onClear: () => void;
};

const rare: BulkAction[] = ['archive', 'unarchive', 'duplicate', 'delete'];

export function CampaignSelection({ campaigns, filter, total, isPageFull, onClear }: CampaignSelectionProps) {
  const [action, setAction] = useState<BulkAction | null>(null);
  const [isAll, setIsAll] = useState(false);
  const may = (one: BulkAction) =>
    isAll || campaigns.some(({ allowed_actions: allowed }) => allowed.includes(neededFor[one]));
  const clear = () => {
    setIsAll(false);
    onClear();
  };
  if (campaigns.length === 0) return null;

  return (
    <section className="toolbar selection" aria-label={texts.region}>
      <span className="cluster">
        <strong>{isAll ? texts.allSelected(total) : texts.selected(campaigns.length)}</strong>
        {isPageFull && !isAll && total > campaigns.length ? (
          <Button look="quiet" slim onClick={() => setIsAll(true)}>
            {texts.selectMatching(total)}
          </Button>
        ) : null}
        <Button slim disabled={!may('pause')} onClick={() => setAction('pause')}>
          {texts.actions.pause}
        </Button>
        <Button slim disabled={!may('resume')} onClick={() => setAction('resume')}>
          {texts.actions.resume}
        </Button>
        <Menu label={texts.more} icon={<EllipsisVertical size={18} />}>
          {rare.filter(may).map((one) => (
            <MenuItem key={one} caution={one === 'delete'} onSelect={() => setAction(one)}>
              {texts.actions[one]}
            </MenuItem>
          ))}
        </Menu>
        <Button look="quiet" slim onClick={clear}>
          {texts.clear}
        </Button>
      </span>
      {action ? (
        <CampaignsDialog
          action={action}
          campaigns={campaigns}
          matching={isAll ? { filter, total } : null}
          onClose={() => setAction(null)}
          onDone={clear}
        />
      ) : null}
    </section>
  );
}
