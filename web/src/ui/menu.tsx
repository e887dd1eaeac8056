import { DropdownMenu } from 'radix-ui';
import type { ReactNode, Ref } from 'react';
import { portalRoot } from './dialog';

type MenuProps = { label: string; icon: ReactNode; children: ReactNode; triggerRef?: Ref<HTMLButtonElement> };

export function Menu({ label, icon, children, triggerRef }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <button ref={triggerRef} type="button" className="icon-btn" aria-label={label}>
          {icon}
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={portalRoot()}>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4}>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

type MenuItemProps = { onSelect: () => void; children: ReactNode; bad?: boolean };

export function MenuItem({ onSelect, children, bad = false }: MenuItemProps) {
  return (
    <DropdownMenu.Item className={bad ? 'bad' : undefined} onSelect={onSelect}>
      {children}
    </DropdownMenu.Item>
  );
}

export const MenuSeparator = DropdownMenu.Separator;
