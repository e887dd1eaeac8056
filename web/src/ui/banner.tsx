/*
 * banner: something about the whole page that wants to be known, with what to do about it.
 */
import { CircleAlert, Info, TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from './button';

type BannerProps = {
  tone?: 'info' | 'warn' | 'bad';
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  onDismiss?: () => void;
  /** Came up after the page did: it is read out. */
  isNews?: boolean;
};

const icons = { info: Info, warn: TriangleAlert, bad: CircleAlert };

export function Banner({ tone = 'info', title, children, actions, onDismiss, isNews }: BannerProps) {
  const Icon = icons[tone];
  return (
    <div className={`banner ${tone}`} role={isNews ? 'alert' : undefined}>
      <Icon size={18} aria-hidden="true" />
      <div className="body">
        <strong>{title}</strong>
        {children ? <div className="muted">{children}</div> : null}
      </div>
      {actions ? <div className="banner-actions">{actions}</div> : null}
      {onDismiss ? <IconButton label="Dismiss" icon={<X size={16} />} onClick={onDismiss} /> : null}
    </div>
  );
}
