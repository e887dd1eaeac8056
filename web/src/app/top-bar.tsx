/*
 * top-bar: on a narrow screen the sidebar is a drawer behind a button.
 */
import { Link } from '@tanstack/react-router';
import { Mail, Menu, X } from 'lucide-react';
import { useRef } from 'react';
import { IconButton } from '../ui/button';
import { Sidebar } from './sidebar';

export function TopBar() {
  const drawer = useRef<HTMLDialogElement>(null);
  const close = () => drawer.current?.close();

  return (
    <header className="topbar">
      <IconButton label="Open the menu" icon={<Menu size={20} />} onClick={() => drawer.current?.showModal()} />
      <Link className="brand" to="/mailboxes">
        <Mail size={20} aria-hidden="true" /> Outrider
      </Link>
      <dialog ref={drawer} className="drawer" aria-label="Menu">
        <IconButton label="Close the menu" icon={<X size={20} />} onClick={close} />
        <Sidebar onLeave={close} />
      </dialog>
    </header>
  );
}
