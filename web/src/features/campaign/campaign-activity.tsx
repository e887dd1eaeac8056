/*
 * campaign-activity: what was done with the campaign and what happened to it, newest first.
 */
import {
  Archive,
  CircleCheck,
  History,
  Pause,
  Pencil,
  Play,
  Plus,
  Rocket,
  TriangleAlert,
  UserMinus,
  UserPlus,
} from 'lucide-react';
import type { Campaign, CampaignActivity } from '../../lib/schema';
import { More } from '../../ui/more';
import { Empty, ErrorNotice } from '../../ui/page';
import { BlockSkeleton } from '../../ui/skeleton';
import { Time } from '../../ui/time';
import { useActivity } from './campaign-queries';
import { activityTexts as texts } from './list-texts';

const icons: Record<string, typeof History> = {
  'campaign.create': Plus,
  'campaign.update': Pencil,
  'campaign.launch': Rocket,
  'campaign.launched': Rocket,
  'campaign.launch_failed': TriangleAlert,
  'campaign.pause': Pause,
  'campaign.paused': TriangleAlert,
  'campaign.resume': Play,
  'campaign.resumed': Play,
  'campaign.completed': CircleCheck,
  'campaign.archive': Archive,
  'campaign.add_contacts': UserPlus,
  'campaign.leave_out': UserMinus,
};

export function CampaignActivityView({ campaign }: { campaign: Campaign }) {
  const activity = useActivity(campaign.id);
  switch (activity.status) {
    case 'pending':
      return <BlockSkeleton height={240} />;
    case 'error':
      return <ErrorNotice error={activity.error} onRetry={activity.refetch} />;
    case 'success':
      if (activity.data.items.length === 0) {
        return (
          <div className="card">
            <Empty icon={<History size={28} />} title={texts.none} text={texts.noneText} />
          </div>
        );
      }
      return (
        <div className="card padded">
          <ol className="timeline" aria-label={texts.list}>
            {activity.data.items.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </ol>
          <More
            shown={activity.data.items.length}
            total={null}
            hasMore={activity.hasNextPage}
            isLoading={activity.isFetchingNextPage}
            onMore={activity.fetchNextPage}
          />
        </div>
      );
  }
}

function Entry({ entry }: { entry: CampaignActivity }) {
  const Icon = icons[entry.action] ?? History;
  return (
    <li>
      <Icon size={16} aria-hidden="true" />
      <span>{entry.text}</span>
      <Time at={entry.at} />
    </li>
  );
}
