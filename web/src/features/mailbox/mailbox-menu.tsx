/*
 * mailbox-menu: all that may be done with a mailbox now, as the server says.
 */
import {
  EllipsisVertical,
  KeyRound,
  Pause,
  Play,
  PlugZap,
  RefreshCw,
  SlidersHorizontal,
  Trash2,
  Unplug,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { Mailbox, MailboxAction } from '../../lib/schema';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu';
import type { Ask, AskKind } from './mailbox-dialogs';
import { actionTexts } from './mailbox-texts';

type MailboxMenuProps = { mailbox: Mailbox; onAsk: (ask: Ask) => void };

export function MailboxMenu({ mailbox, onAsk }: MailboxMenuProps) {
  const may = (action: MailboxAction) => mailbox.allowed_actions.includes(action);
  const isActive = mailbox.status === 'active';
  const item = (kind: AskKind, icon: ReactNode, text: string, caution = false) => (
    <MenuItem caution={caution} onSelect={() => onAsk({ kind, mailbox })}>
      {icon} {text}
    </MenuItem>
  );

  return (
    <Menu label={`Actions for ${mailbox.address}`} icon={<EllipsisVertical size={18} />}>
      {item('edit', <SlidersHorizontal size={16} />, actionTexts.edit)}
      {isActive ? item('test', <PlugZap size={16} />, actionTexts.test) : null}
      {may('update_sign_in') ? item('update_sign_in', <KeyRound size={16} />, actionTexts.updateSignIn) : null}
      {may('hold') ? item('hold', <Pause size={16} />, actionTexts.hold) : null}
      {may('release') ? item('release', <Play size={16} />, actionTexts.release) : null}
      {may('reconnect') ? item('reconnect', <RefreshCw size={16} />, actionTexts.reconnect) : null}
      {may('disconnect') || may('remove') ? <MenuSeparator /> : null}
      {may('disconnect') ? item('disconnect', <Unplug size={16} />, actionTexts.disconnect, true) : null}
      {may('disconnect') || may('remove') ? item('remove', <Trash2 size={16} />, actionTexts.remove, true) : null}
    </Menu>
  );
}
