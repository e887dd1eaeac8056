/*
 * campaign-queries: what the campaign pages ask, and what they do.
 */
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../lib/api-client';
import { usePages } from '../../lib/pages';
import { topics } from '../../lib/query-client';
import type { Campaign, CampaignEdit, EnrollmentStatus, Overdue, SendStatus } from '../../lib/schema';
import { type CampaignList, listQuery } from './list-filter';

export function useCampaigns(list: CampaignList) {
  const query = listQuery(list);
  return usePages([topics.campaigns, 'list', query], (cursor) =>
    unwrap(api.GET('/campaigns', { params: { query: { ...query, ...(cursor ? { cursor } : {}) } } })),
  );
}

const path = (id: string) => ({ params: { path: { id } } });

export function useCampaign(id: string) {
  return useQuery({
    queryKey: [topics.campaigns, 'one', id],
    queryFn: () => unwrap(api.GET('/campaigns/{id}', path(id))),
  });
}

/** Of the campaign, or of one contact in it. */
export function useWhy(id: string, contactId?: string) {
  const query = contactId ? { contact_id: contactId } : {};
  return useQuery({
    queryKey: [topics.campaigns, 'why', id, query],
    queryFn: () => unwrap(api.GET('/campaigns/{id}/why', { params: { path: { id }, query } })),
  });
}

export function useContactName(id: string) {
  return useQuery({
    queryKey: [topics.contacts, 'one', id],
    queryFn: () => unwrap(api.GET('/contacts/{id}', path(id))),
    select: ({ email, first_name: first, last_name: last }) => ({
      email,
      name: [first, last].filter(Boolean).join(' ') || null,
    }),
  });
}

/** What happened with one contact in this campaign; mail that came in belongs to all of them. */
export function useContactHistory(campaignId: string, contactId: string) {
  return useQuery({
    queryKey: [topics.contacts, 'timeline', contactId],
    queryFn: () => unwrap(api.GET('/contacts/{id}/timeline', path(contactId))),
    select: ({ items }) => items.filter(({ campaign_id: of }) => !of || of === campaignId),
  });
}

export function useReview(id: string) {
  return useQuery({
    queryKey: [topics.campaigns, 'review', id],
    queryFn: () => unwrap(api.GET('/campaigns/{id}/review', path(id))),
    staleTime: 0,
  });
}

export type Review = NonNullable<ReturnType<typeof useReview>['data']>;

export function useForecast(id: string, days: number) {
  return useQuery({
    queryKey: [topics.campaigns, 'forecast', id, days],
    queryFn: () => unwrap(api.GET('/campaigns/{id}/forecast', { params: { path: { id }, query: { days } } })),
    placeholderData: keepPreviousData,
  });
}

export type Forecast = NonNullable<ReturnType<typeof useForecast>['data']>;

/** What a resume would send first. What was shown stays until the next comes. */
export function useResumePreview(id: string, choice: OverdueChoice, isWanted: boolean) {
  return useQuery({
    queryKey: [topics.campaigns, 'resume-preview', id, choice],
    queryFn: () => unwrap(api.POST('/campaigns/{id}/resume-preview', { ...path(id), body: choice })),
    enabled: isWanted,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

export type ResumePreview = NonNullable<ReturnType<typeof useResumePreview>['data']>;

export function useStats(id: string) {
  return useQuery({
    queryKey: [topics.campaigns, 'stats', id],
    queryFn: () => unwrap(api.GET('/campaigns/{id}/stats', path(id))),
  });
}

export function usePreview(id: string, step: number, contactId: string) {
  const query = { step, ...(contactId ? { contact_id: contactId } : {}) };
  return useQuery({
    queryKey: [topics.campaigns, 'preview', id, query],
    queryFn: () => unwrap(api.GET('/campaigns/{id}/preview', { params: { path: { id }, query } })),
    staleTime: 0,
  });
}

export type DraftAsked = {
  step: number;
  contact_id?: string;
  subject: string | null;
  preheader: string | null;
  body_text: string;
  body_html: string | null;
};

/** A step as it is being written. What was shown stays until the next comes. */
export function useDraftPreview(id: string, draft: DraftAsked) {
  return useQuery({
    queryKey: ['preview', id, draft],
    queryFn: () => unwrap(api.POST('/campaigns/{id}/preview', { ...path(id), body: draft })),
    enabled: draft.body_text.trim() !== '' || draft.body_html !== null,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 60_000,
  });
}

export function useVariables(id: string) {
  return useQuery({
    queryKey: [topics.campaigns, 'variables', id],
    queryFn: () => unwrap(api.GET('/campaigns/{id}/variables', path(id))),
    staleTime: 30_000,
  });
}

export type ContactFilter = { status?: EnrollmentStatus | undefined; q?: string | undefined };

export function useEnrollments(id: string, { status, q }: ContactFilter) {
  const filter = { ...(status ? { status } : {}), ...(q ? { q } : {}) };
  return usePages([topics.campaigns, 'enrollments', id, filter], (cursor) =>
    unwrap(
      api.GET('/campaigns/{id}/enrollments', {
        params: { path: { id }, query: { ...filter, ...(cursor ? { cursor } : {}) } },
      }),
    ),
  );
}

export function useActivity(id: string) {
  return usePages([topics.campaigns, 'activity', id], (cursor) =>
    unwrap(api.GET('/campaigns/{id}/activity', { params: { path: { id }, query: cursor ? { cursor } : {} } })),
  );
}

export type SendFilter = { status?: SendStatus | undefined; step?: number | undefined; mailbox?: string | undefined };

export function useSends(id: string, { status, step, mailbox }: SendFilter) {
  const filter = { ...(status ? { status } : {}), ...(step ? { step } : {}), ...(mailbox ? { mailbox } : {}) };
  return usePages([topics.campaigns, 'sends', id, filter], (cursor) =>
    unwrap(
      api.GET('/campaigns/{id}/sends', {
        params: { path: { id }, query: { ...filter, ...(cursor ? { cursor } : {}) } },
      }),
    ),
  );
}

/** The mailboxes one can send from. */
export function useMailboxChoices() {
  return useQuery({
    queryKey: [topics.mailboxes, 'choices'],
    queryFn: () => unwrap(api.GET('/mailboxes', { params: { query: { limit: 200 } } })),
    select: (page) => page.items,
  });
}

/** What the settings say where a campaign says nothing. */
export function useWorkspaceSettings() {
  return useQuery({ queryKey: [topics.settings], queryFn: () => unwrap(api.GET('/settings')) });
}

export function useListChoices() {
  return useQuery({
    queryKey: [topics.lists],
    queryFn: () => unwrap(api.GET('/lists')),
    select: (page) => page.items,
  });
}

export function useContactSearch(text: string) {
  return useQuery({
    queryKey: [topics.contacts, 'search', text],
    queryFn: () => unwrap(api.GET('/contacts', { params: { query: { query: text, limit: 20 } } })),
    select: (page) => page.items,
    enabled: text.length > 0,
  });
}

export type ContactAction = 'pause' | 'resume' | 'stop' | 'goal';

export function useContactActions(id: string, contactId: string) {
  const queryClient = useQueryClient();
  const at = { params: { path: { id, contact_id: contactId } } };
  const paths = {
    pause: '/campaigns/{id}/contacts/{contact_id}/pause',
    resume: '/campaigns/{id}/contacts/{contact_id}/resume',
    stop: '/campaigns/{id}/contacts/{contact_id}/stop',
    goal: '/campaigns/{id}/contacts/{contact_id}/goal',
  } as const;
  return async (action: ContactAction) => {
    await unwrap(api.POST(paths[action], at));
    await queryClient.invalidateQueries({ queryKey: [topics.campaigns] });
  };
}

export function useWinner(id: string, stepId: string) {
  const queryClient = useQueryClient();
  const at = { params: { path: { id, step_id: stepId } } };
  const done = async (asked: Promise<unknown>) => {
    await asked;
    await queryClient.invalidateQueries({ queryKey: [topics.campaigns] });
  };
  return {
    choose: (variantId: string) =>
      done(unwrap(api.POST('/campaigns/{id}/steps/{step_id}/winner', { ...at, body: { variant_id: variantId } }))),
    takeBack: () => done(unwrap(api.DELETE('/campaigns/{id}/steps/{step_id}/winner', at))),
  };
}

export type Whom = { contact_ids: string[] } | { list: string } | { filter: { all: true } };
export type TestWish = { step: number; to?: string };
export type OverdueChoice = { overdue: Overdue; skip_older_than_days?: number };

export function useCampaignActions() {
  const queryClient = useQueryClient();

  const refresh = () => queryClient.invalidateQueries({ queryKey: [topics.campaigns] });
  async function keep(asked: Promise<Campaign>): Promise<Campaign> {
    const campaign = await asked;
    queryClient.setQueryData([topics.campaigns, 'one', campaign.id], campaign);
    void refresh();
    return campaign;
  }

  return {
    read: (id: string) => keep(unwrap(api.GET('/campaigns/{id}', path(id)))),
    create: (name: string) => keep(unwrap(api.POST('/campaigns', { body: { name } }))),
    update: (id: string, body: CampaignEdit) => keep(unwrap(api.PATCH('/campaigns/{id}', { ...path(id), body }))),
    launch: (id: string) => keep(unwrap(api.POST('/campaigns/{id}/launch', path(id)))),
    cancelLaunch: (id: string) => keep(unwrap(api.POST('/campaigns/{id}/cancel-launch', path(id)))),
    sendTest: (id: string, body: TestWish) => unwrap(api.POST('/campaigns/{id}/test-send', { ...path(id), body })),
    pause: (id: string) => keep(unwrap(api.POST('/campaigns/{id}/pause', path(id)))),
    resume: (id: string, body: OverdueChoice) =>
      keep(unwrap(api.POST('/campaigns/{id}/resume', { ...path(id), body }))),
    duplicate: (id: string) => keep(unwrap(api.POST('/campaigns/{id}/duplicate', path(id)))),
    archive: (id: string, archived: boolean) =>
      keep(unwrap(api.POST('/campaigns/{id}/archive', { ...path(id), body: { archived } }))),
    async remove(id: string) {
      await unwrap(api.DELETE('/campaigns/{id}', path(id)));
      queryClient.removeQueries({ queryKey: [topics.campaigns, 'one', id] });
      void queryClient.invalidateQueries({ queryKey: [topics.campaigns, 'list'] });
    },
    async addContacts(id: string, body: Whom) {
      const answer = await unwrap(api.POST('/campaigns/{id}/contacts', { ...path(id), body }));
      void refresh();
      return answer;
    },
    /** Fills in what a contact lacks; those who waited for it go on. */
    async fixField(contactId: string, field: string, value: string) {
      const [, custom] = field.split(/^custom\./);
      const body = custom ? { custom: { [custom]: value } } : { [field]: value };
      await unwrap(api.PATCH('/contacts/{id}', { ...path(contactId), body }));
      void queryClient.invalidateQueries({ queryKey: [topics.contacts] });
      void refresh();
    },
    /** Those who are named, or everybody who needs review. */
    async leaveOut(id: string, enrollmentIds?: string[]) {
      const body = enrollmentIds ? { enrollment_ids: enrollmentIds } : { status: 'review' as const };
      const answer = await unwrap(api.POST('/campaigns/{id}/leave-out', { ...path(id), body }));
      void refresh();
      return answer;
    },
    async block(emails: string[]) {
      await unwrap(api.POST('/do-not-contact/bulk', { body: { values: emails } }));
      for (const topic of [topics.contacts, topics.suppressions]) {
        void queryClient.invalidateQueries({ queryKey: [topic] });
      }
      void refresh();
    },
    async resolve(sendId: string, as: 'sent' | 'resend' | 'drop') {
      await unwrap(api.POST('/sends/{id}/resolve', { ...path(sendId), body: { as } }));
      void refresh();
    },
  };
}
