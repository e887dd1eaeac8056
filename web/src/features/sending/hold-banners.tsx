/*
 * hold-banners: what holds all sending, above every page, and the button that lets it go on.
 */
import { useState } from 'react';
import type { SendingHold } from '../../lib/schema';
import { Banner } from '../../ui/banner';
import { Button } from '../../ui/button';
import { ReleaseDialog } from './release-dialog';
import { holdTitles, releaseTexts } from './sending-texts';

type HoldBannersProps = { holds: SendingHold[]; mayRelease: boolean };

export function HoldBanners({ holds, mayRelease }: HoldBannersProps) {
  const [released, setReleased] = useState<SendingHold | null>(null);
  return (
    <section className="holds" aria-label={releaseTexts.region}>
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
      {released ? <ReleaseDialog hold={released} onClose={() => setReleased(null)} /> : null}
    </section>
  );
}
