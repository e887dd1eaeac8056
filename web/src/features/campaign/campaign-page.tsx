/*
 * campaign-page: one campaign and its views.
 */
import { Link, useParams } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { formatNumber } from '../../lib/format';
import type { Campaign } from '../../lib/schema';
import { CrumbIcon, ErrorNotice, Page } from '../../ui/page';
import { BlockSkeleton } from '../../ui/skeleton';
import { Tabs } from '../../ui/tabs';
import { CampaignActions } from './campaign-actions';
import { CampaignBadge } from './campaign-badge';
import { CampaignOverview } from './campaign-overview';
import { useCampaign } from './campaign-queries';
import { pageTexts } from './campaign-texts';

/** Each view comes when it is opened; the overview, which is opened first, comes with the page. */
const CampaignSequence = lazy(() =>
  import('./sequence/campaign-sequence').then((module) => ({ default: module.CampaignSequence })),
);
const CampaignContacts = lazy(() =>
  import('./campaign-contacts').then((module) => ({ default: module.CampaignContacts })),
);
const CampaignMailboxes = lazy(() =>
  import('./campaign-mailboxes').then((module) => ({ default: module.CampaignMailboxes })),
);
const CampaignSchedule = lazy(() =>
  import('./campaign-schedule').then((module) => ({ default: module.CampaignSchedule })),
);
const CampaignApprovals = lazy(() =>
  import('./approvals/campaign-approvals').then((module) => ({ default: module.CampaignApprovals })),
);
const CampaignSends = lazy(() => import('./campaign-sends').then((module) => ({ default: module.CampaignSends })));
const CampaignActivity = lazy(() =>
  import('./campaign-activity').then((module) => ({ default: module.CampaignActivityView })),
);

const CampaignSender = lazy(() => import('./campaign-sender').then((module) => ({ default: module.CampaignSender })));

const views = {
  overview: CampaignOverview,
  sequence: CampaignSequence,
  approvals: CampaignApprovals,
  contacts: CampaignContacts,
  mailboxes: CampaignMailboxes,
  sender: CampaignSender,
  schedule: CampaignSchedule,
  sends: CampaignSends,
  activity: CampaignActivity,
};
type View = keyof typeof views;

function toView(tab: string | undefined): View {
  return tab && tab in views ? (tab as View) : 'overview';
}

const names = Object.keys(views).map((name) => toView(name));

/** Nobody is asked about the emails of most campaigns; a view that is open stays. */
function isShown(name: View, campaign: Campaign, open: View): boolean {
  const asks = campaign.counts.to_approve > 0 || campaign.steps.some(({ review }) => review);
  return name !== 'approvals' || asks || open === name;
}

function Crumb() {
  return (
    <Link className="crumb" to="/campaigns">
      <CrumbIcon /> {pageTexts.back}
    </Link>
  );
}

export function CampaignPage() {
  const { campaignId = '', tab } = useParams({ strict: false });
  const campaign = useCampaign(campaignId);

  switch (campaign.status) {
    case 'pending':
      return (
        <div className="page">
          <Crumb />
          <BlockSkeleton height={240} />
        </div>
      );
    case 'error':
      return (
        <Page title="Campaign" crumb={<Crumb />}>
          <ErrorNotice error={campaign.error} onRetry={campaign.refetch} />
        </Page>
      );
    case 'success':
      return <CampaignViews campaign={campaign.data} view={toView(tab)} />;
  }
}

function CampaignViews({ campaign, view }: { campaign: Campaign; view: View }) {
  const View = views[view];
  return (
    <Page
      title={campaign.name}
      badge={<CampaignBadge campaign={campaign} />}
      crumb={<Crumb />}
      actions={<CampaignActions campaign={campaign} isWriting={view === 'sequence'} />}
    >
      <Tabs label="Views of the campaign" under>
        {names
          .filter((name) => isShown(name, campaign, view))
          .map((name) => (
            <Link
              key={name}
              to="/campaigns/$campaignId/$tab"
              params={{ campaignId: campaign.id, tab: name }}
              {...(name === view ? { 'aria-current': 'page' as const } : {})}
            >
              {pageTexts.tabs[name]}
              {name === 'approvals' && campaign.counts.to_approve > 0 ? (
                <span>{formatNumber(campaign.counts.to_approve)}</span>
              ) : null}
            </Link>
          ))}
      </Tabs>
      <Suspense fallback={<BlockSkeleton height={320} />}>
        <View key={campaign.id} campaign={campaign} />
      </Suspense>
    </Page>
  );
}
