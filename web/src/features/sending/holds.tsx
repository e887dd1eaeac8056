/*
 * holds: asks what holds all sending. The words about it load when there is something to say.
 */
import { lazy, Suspense } from 'react';
import { useStatus } from './sending-queries';

const HoldBanners = lazy(async () => ({ default: (await import('./hold-banners')).HoldBanners }));

/** `mayRelease`: who looks is a manager. */
export function Holds({ mayRelease }: { mayRelease: boolean }) {
  const holds = useStatus().data?.sending.holds ?? [];
  return holds.length > 0 ? (
    <Suspense>
      <HoldBanners holds={holds} mayRelease={mayRelease} />
    </Suspense>
  ) : null;
}
