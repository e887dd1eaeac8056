/*
 * campaign-actions: what may be done with the campaign now, as the server says.
 */
import { useNavigate } from '@tanstack/react-router';
import { Archive, ArchiveRestore, Copy, EllipsisVertical, Pause, Play, Rocket, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { messageOf } from '../../lib/api-client';
import type { Campaign, CampaignAction } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu';
import { useToast } from '../../ui/toast';
import { useCampaignActions } from './campaign-queries';
import { pageTexts } from './campaign-texts';
import { DeleteCampaignDialog } from './delete-campaign-dialog';
import { LaunchDialog } from './launch-dialog';
import { ResumeDialog } from './resume-dialog';

type Asked = 'launch' | 'resume' | 'delete' | null;

/** While the emails are being written they are launched from there, once they are saved. */
export function CampaignActions({ campaign, isWriting }: { campaign: Campaign; isWriting: boolean }) {
  const [asked, setAsked] = useState<Asked>(null);
  const may = (action: CampaignAction) => campaign.allowed_actions.includes(action);
  const close = () => setAsked(null);

  return (
    <>
      {may('launch') && !isWriting ? (
        <Button look="primary" onClick={() => setAsked('launch')}>
          <Rocket size={16} aria-hidden="true" /> {pageTexts.launch}
        </Button>
      ) : null}
      {may('resume') ? (
        <Button look={campaign.active_mailboxes > 0 ? 'primary' : 'plain'} onClick={() => setAsked('resume')}>
          <Play size={16} aria-hidden="true" /> {pageTexts.resume}
        </Button>
      ) : null}
      {may('cancel_launch') ? <CancelButton campaign={campaign} /> : null}
      {may('pause') && !may('cancel_launch') ? <PauseButton campaign={campaign} /> : null}
      <MoreActions campaign={campaign} may={may} onDelete={() => setAsked('delete')} />
      {asked === 'launch' ? <LaunchDialog campaign={campaign} onClose={close} /> : null}
      {asked === 'resume' ? <ResumeDialog campaign={campaign} onClose={close} /> : null}
      {asked === 'delete' ? <DeleteCampaignDialog campaign={campaign} onClose={close} /> : null}
    </>
  );
}

function PauseButton({ campaign }: { campaign: Campaign }) {
  const { pause } = useCampaignActions();
  const toast = useToast();
  const { submit, isBusy } = useSubmit(() => pause(campaign.id).catch((error) => toast(messageOf(error))));
  return (
    <Button onClick={() => submit()} busyText={isBusy ? pageTexts.pausing : false}>
      <Pause size={16} aria-hidden="true" /> {pageTexts.pause}
    </Button>
  );
}

/** While its contacts are checked there is nothing to pause yet: it goes back to where it was. */
function CancelButton({ campaign }: { campaign: Campaign }) {
  const { cancelLaunch } = useCampaignActions();
  const toast = useToast();
  const { submit, isBusy } = useSubmit(() =>
    cancelLaunch(campaign.id).then(
      () => toast(pageTexts.cancelled(campaign.name)),
      (error) => toast(messageOf(error)),
    ),
  );
  return (
    <Button onClick={() => submit()} busyText={isBusy ? pageTexts.cancelling : false}>
      <X size={16} aria-hidden="true" /> {pageTexts.cancelLaunch}
    </Button>
  );
}

type MoreActionsProps = { campaign: Campaign; may: (action: CampaignAction) => boolean; onDelete: () => void };

function MoreActions({ campaign, may, onDelete }: MoreActionsProps) {
  const { duplicate, archive } = useCampaignActions();
  const navigate = useNavigate();
  const toast = useToast();

  async function copy() {
    const made = await duplicate(campaign.id);
    await navigate({ to: '/campaigns/$campaignId/$tab', params: { campaignId: made.id, tab: 'sequence' } });
  }
  const run = (action: () => Promise<unknown>) => () => void action().catch((error) => toast(messageOf(error)));

  return (
    <Menu label={`Actions for ${campaign.name}`} icon={<EllipsisVertical size={18} />}>
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
          <MenuItem caution onSelect={onDelete}>
            <Trash2 size={16} /> {pageTexts.remove}
          </MenuItem>
        </>
      ) : null}
    </Menu>
  );
}
