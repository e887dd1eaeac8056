import type { Campaign } from '../../lib/schema';
import { Banner } from '../../ui/banner';
import { pageTexts } from './campaign-texts';

/** Says why a form cannot be changed now; nothing when it can. */
export function LockedNotice({ campaign }: { campaign: Campaign }) {
  if (campaign.allowed_actions.includes('edit')) return null;
  const isOver = campaign.status === 'completed';
  return (
    <Banner title={isOver ? pageTexts.completedTitle : pageTexts.lockedTitle}>
      {isOver ? pageTexts.completedText : pageTexts.lockedText}
    </Banner>
  );
}
