/*
 * campaign-menu: what may be done with one campaign, behind a ⋮: on its page and in the list.
 */
import { useNavigate } from '@tanstack/react-router';
import { Archive, ArchiveRestore, Copy, EllipsisVertical, Pause, Play, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { messageOf } from '../../lib/api-client';
import type { Campaign, CampaignAction } from '../../lib/schema';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu';
import { useToast } from '../../ui/toast';
import { useCampaignActions } from './campaign-queries';
import { pageTexts } from './campaign-texts';
import { DeleteCampaignDialog } from './delete-campaign-dialog';
import { ResumeDialog } from './resume-dialog';

type CampaignMenuProps = { campaign: Campaign /** Pause and Resume stand beside it already. */; isOnPage?: boolean };

export function CampaignMenu({ campaign, isOnPage = false }: CampaignMenuProps) {
  const [asked, setAsked] = useState<'resume' | 'delete' | null>(null);
  const { pause, duplicate, archive } = useCampaignActions();
  const navigate = useNavigate();
  const toast = useToast();
  const may = (action: CampaignAction) => campaign.allowed_actions.includes(action);
  const close = () => setAsked(null);
  const run = (action: () => Promise<unknown>) => () => void action().catch((error) => toast(messageOf(error)));

  async function copy() {
    const made = await duplicate(campaign.id);
    await navigate({ to: '/campaigns/$campaignId/$tab', params: { campaignId: made.id, tab: 'sequence' } });
  }
  async function pauseNow() {
    await pause(campaign.id);
    toast(pageTexts.pausedNow(campaign.name));
  }

  return (
    <>
      <Menu label={`Actions for ${campaign.name}`} icon={<EllipsisVertical size={18} />}>
        {may('pause') && !isOnPage ? (
          <MenuItem onSelect={run(pauseNow)}>
            <Pause size={16} /> {pageTexts.pause}
          </MenuItem>
        ) : null}
        {may('resume') && !isOnPage ? (
          <MenuItem onSelect={() => setAsked('resume')}>
            <Play size={16} /> {pageTexts.resume}
          </MenuItem>
        ) : null}
        {may('duplicate') ? (
          <MenuItem onSelect={run(copy)}>
            <Copy size={16} /> {pageTexts.duplicate}
          </MenuItem>
        ) : null}
        {may('archive') ? (
          <MenuItem onSelect={run(() => archive(campaign.id, true))}>
            <Archive size={16} /> {pageTexts.archive}
          </MenuItem>
        ) : null}
        {may('unarchive') ? (
          <MenuItem onSelect={run(() => archive(campaign.id, false))}>
            <ArchiveRestore size={16} /> {pageTexts.unarchive}
          </MenuItem>
        ) : null}
        {may('delete') ? (
          <>
            <MenuSeparator />
            <MenuItem caution onSelect={() => setAsked('delete')}>
              <Trash2 size={16} /> {pageTexts.remove}
            </MenuItem>
          </>
        ) : null}
      </Menu>
      {asked === 'resume' ? <ResumeDialog campaign={campaign} onClose={close} /> : null}
      {asked === 'delete' ? <DeleteCampaignDialog campaign={campaign} onClose={close} /> : null}
    </>
  );
}
