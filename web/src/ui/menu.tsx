/*
 * menu: actions behind a ⋮. The chosen one runs when the menu has closed and the focus is back on its button, so that a dialog
 * that it opens knows where to give the focus back to.
 */
import { DropdownMenu } from 'radix-ui';
import { createContext, type ReactNode, type Ref, useContext, useRef } from 'react';
import { portalRoot } from './dialog';

type MenuProps = {
  label: string;
  icon: ReactNode;
  children: ReactNode;
  triggerRef?: Ref<HTMLButtonElement>;
  /** Says its label in words, beside the icon. */
  isWorded?: boolean;
};

const Choose = createContext<(run: () => void) => void>((run) => run());

export function Menu({ label, icon, children, triggerRef, isWorded }: MenuProps) {
  const chosen = useRef<(() => void) | null>(null);
  const choose = (run: () => void) => {
    chosen.current = run;
  };
  const runChosen = () => {
    const run = chosen.current;
    chosen.current = null;
    run?.();
  };

  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger ref={triggerRef} className={isWorded ? 'btn plain slim' : 'icon-btn'} aria-label={label}>
        {icon}
        {isWorded ? label : null}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={portalRoot()}>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4} onCloseAutoFocus={runChosen}>
          <Choose value={choose}>{children}</Choose>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

type MenuItemProps = { onSelect: () => void; children: ReactNode; caution?: boolean };

export function MenuItem({ onSelect, children, caution = false }: MenuItemProps) {
  const choose = useContext(Choose);
  return (
    <DropdownMenu.Item className={caution ? 'caution' : undefined} onSelect={() => choose(onSelect)}>
      {children}
    </DropdownMenu.Item>
  );
}

export const MenuSeparator = DropdownMenu.Separator;
