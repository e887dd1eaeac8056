import type { Campaign } from '../../lib/schema';
import { Badge } from '../../ui/badge';
import { statusTexts } from './campaign-texts';

export function CampaignBadge({ campaign }: { campaign: Campaign }) {
  const { text, tone } = statusTexts[campaign.status];
  return <Badge tone={tone}>{text}</Badge>;
}
