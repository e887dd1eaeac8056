/*
 * campaign-contact-menu: what may be done with one contact of the campaign. Each action stands in a row of its own; what asks
 * first opens its dialog here.
 */
import { useNavigate } from '@tanstack/react-router';
import { Ban, CircleHelp, EllipsisVertical, User } from 'lucide-react';
import { useState } from 'react';
import type { Campaign, Enrollment } from '../../lib/schema';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu';
import { contactMenuTexts as texts } from './campaign-texts';
import { DoNotContactDialog } from './do-not-contact-dialog';
import { useSetTabSearch } from './tab-search';

type CampaignContactMenuProps = { campaign: Campaign; enrollment: Enrollment };

export function CampaignContactMenu({ enrollment }: CampaignContactMenuProps) {
  const [asked, setAsked] = useState<'block' | null>(null);
  const navigate = useNavigate();
  const setSearch = useSetTabSearch();
  const close = () => setAsked(null);
  const open = () => void navigate({ to: '/contacts/$contactId', params: { contactId: enrollment.contact_id } });

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
        <MenuItem onSelect={() => setAsked('block')}>
          <Ban size={16} /> {texts.block}
        </MenuItem>
      </Menu>
      {asked === 'block' ? <DoNotContactDialog emails={[enrollment.email]} onClose={close} /> : null}
    </>
  );
}
