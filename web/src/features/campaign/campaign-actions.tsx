/*
 * campaign-actions: what may be done with the campaign now, as the server says.
 */
import { Pause, Play, Rocket, X } from 'lucide-react';
import { useState } from 'react';
import { messageOf } from '../../lib/api-client';
import type { Campaign, CampaignAction } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { useToast } from '../../ui/toast';
import { CampaignMenu } from './campaign-menu';
import { useCampaignActions } from './campaign-queries';
import { pageTexts } from './campaign-texts';
import { LaunchDialog } from './launch-dialog';
import { ResumeDialog } from './resume-dialog';

type Asked = 'launch' | 'resume' | null;

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
      <CampaignMenu campaign={campaign} isOnPage />
      {asked === 'launch' ? <LaunchDialog campaign={campaign} onClose={close} /> : null}
      {asked === 'resume' ? <ResumeDialog campaign={campaign} onClose={close} /> : null}
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
