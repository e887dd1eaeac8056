/*
 * route-announcer: tells a screen reader which page has opened: the title of the window, whenever it changes.
 */
import { useEffect, useState } from 'react';

export function RouteAnnouncer() {
  const [title, setTitle] = useState('');
  useEffect(() => {
    const watched = document.querySelector('title');
    if (!watched) return;
    const observer = new MutationObserver(() => setTitle(document.title));
    observer.observe(watched, { childList: true });
    return () => observer.disconnect();
  }, []);

  return (
    <div aria-live="polite" className="visually-hidden">
      {title}
    </div>
  );
}
