/*
 * hold-banners: what holds all sending, above every page, and the button that lets it go on.
 */
import { useState } from 'react';
import type { SendingHold } from '../../lib/schema';
import { Banner } from '../../ui/banner';
import { Button } from '../../ui/button';
import { ReleaseDialog } from './release-dialog';
import { useStatus } from './sending-queries';
import { holdTitles, releaseTexts } from './sending-texts';

/** `mayRelease`: who looks is a manager. */
export function HoldBanners({ mayRelease }: { mayRelease: boolean }) {
  const status = useStatus();
  const [released, setReleased] = useState<SendingHold | null>(null);
  const holds = status.data?.sending.holds ?? [];
  return (
    <>
      {holds.length > 0 ? (
        <section className="holds" aria-label="Sending is held">
          {holds.map((hold) => (
            <Banner
              key={`${hold.cause} ${hold.provider ?? ''}`}
              tone="warn"
              title={holdTitles[hold.cause]}
              actions={
                mayRelease && hold.allowed_actions.includes('release') ? (
                  <Button slim onClick={() => setReleased(hold)}>
                    {releaseTexts.open}
                  </Button>
                ) : null
              }
            >
              {hold.text}
            </Banner>
          ))}
        </section>
      ) : null}
      {released ? <ReleaseDialog hold={released} onClose={() => setReleased(null)} /> : null}
    </>
  );
}
