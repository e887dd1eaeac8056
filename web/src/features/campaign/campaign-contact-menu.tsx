/*
 * campaign-contact-menu: what may be done with one contact of the campaign. Each action stands in a row of its own; what asks
 * first opens its dialog here.
 */
import { useNavigate } from '@tanstack/react-router';
import { Ban, CircleHelp, CircleStop, EllipsisVertical, Pause, Play, Target, User } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { messageOf } from '../../lib/api-client';
import type { Campaign, Enrollment } from '../../lib/schema';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu';
import { useToast } from '../../ui/toast';
import { useContactActions } from './campaign-queries';
import { contactMenuTexts as texts } from './campaign-texts';
import { DoNotContactDialog } from './do-not-contact-dialog';
import { useSetTabSearch } from './tab-search';

const StopContactDialog = lazy(() =>
  import('./stop-contact-dialog').then((module) => ({ default: module.StopContactDialog })),
);

type CampaignContactMenuProps = { campaign: Campaign; enrollment: Enrollment };

export function CampaignContactMenu({ campaign, enrollment }: CampaignContactMenuProps) {
  const [asked, setAsked] = useState<'block' | 'stop' | 'goal' | null>(null);
  const run = useContactActions(campaign.id, enrollment.contact_id);
  const toast = useToast();
  const { email, allowed_actions: actions } = enrollment;
  const navigate = useNavigate();
  const setSearch = useSetTabSearch();
  const close = () => setAsked(null);
  const open = () => void navigate({ to: '/contacts/$contactId', params: { contactId: enrollment.contact_id } });

  const failed = (error: unknown) => toast(messageOf(error));
  const resume = () => void run('resume').then(() => toast(texts.resumed(email)), failed);
  const pause = () =>
    void run('pause').then(() => toast(texts.paused(email), { label: texts.undo, run: resume }), failed);

  return (
    <>
      <Menu label={texts.label(enrollment.email)} icon={<EllipsisVertical size={18} />}>
        <MenuItem onSelect={() => setSearch({ contact: enrollment.contact_id })}>
          <CircleHelp size={16} /> {texts.why}
        </MenuItem>
        <MenuItem onSelect={open}>
          <User size={16} /> {texts.open}
        </MenuItem>
        <MenuSeparator />
        {actions.includes('pause') ? (
          <MenuItem onSelect={pause}>
            <Pause size={16} /> {texts.pause}
          </MenuItem>
        ) : null}
        {actions.includes('resume') ? (
          <MenuItem onSelect={resume}>
            <Play size={16} /> {texts.resume}
          </MenuItem>
        ) : null}
        {actions.includes('goal') ? (
          <MenuItem onSelect={() => setAsked('goal')}>
            <Target size={16} /> {texts.goal}
          </MenuItem>
        ) : null}
        {actions.includes('stop') ? (
          <MenuItem onSelect={() => setAsked('stop')}>
            <CircleStop size={16} /> {texts.stop}
          </MenuItem>
        ) : null}
        <MenuItem onSelect={() => setAsked('block')}>
          <Ban size={16} /> {texts.block}
        </MenuItem>
      </Menu>
      {asked === 'stop' || asked === 'goal' ? (
        <Suspense fallback={null}>
          <StopContactDialog email={email} action={asked} run={run} onClose={close} />
        </Suspense>
      ) : null}
      {asked === 'block' ? <DoNotContactDialog emails={[enrollment.email]} onClose={close} /> : null}
    </>
  );
}
