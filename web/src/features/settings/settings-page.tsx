/*
 * settings-page: the workspace, and keys for programs.
 */
import { Link, useParams } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import type { Settings } from '../../lib/schema';
import { ErrorNotice, Page } from '../../ui/page';
import { BlockSkeleton } from '../../ui/skeleton';
import { Tabs } from '../../ui/tabs';
import { ApiKeys } from './api-keys';
import { CountrySettings } from './country-settings';
import { GeneralSettings } from './general-settings';
import { useSettings } from './settings-queries';
import { texts } from './settings-texts';
import { TrackingSettings } from './tracking-settings';

export function SettingsPage() {
  const { tab } = useParams({ strict: false });
  return (
    <Page title={texts.title} narrow>
      <Tabs label="Sections" under>
        <Link to="/settings" activeOptions={{ exact: true }}>
          {texts.tabs.general}
        </Link>
        <Link to="/settings/$tab" params={{ tab: 'api-keys' }}>
          {texts.tabs['api-keys']}
        </Link>
        <Link to="/settings/$tab" params={{ tab: 'countries' }}>
          {texts.tabs.countries}
        </Link>
      </Tabs>
      <View tab={tab} />
    </Page>
  );
}

/** What depends on where people are: whom to write to, and whom to track. */
function CountryForms({ settings }: { settings: Settings }) {
  return (
    <div className="stack">
      <CountrySettings settings={settings} />
      <TrackingSettings settings={settings} />
    </div>
  );
}

function View({ tab }: { tab: string | undefined }) {
  if (tab === 'api-keys') return <ApiKeys />;
  return <OfSettings form={tab === 'countries' ? CountryForms : GeneralSettings} />;
}

function OfSettings({ form: Form }: { form: ComponentType<{ settings: Settings }> }) {
  const settings = useSettings();
  switch (settings.status) {
    case 'pending':
      return <BlockSkeleton height={320} />;
    case 'error':
      return <ErrorNotice error={settings.error} onRetry={settings.refetch} />;
    case 'success':
      return <Form settings={settings.data} />;
  }
}
