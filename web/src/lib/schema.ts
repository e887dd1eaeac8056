/*
 * schema: short names of the API's types. They come from the contract and are never retyped by hand.
 */
import type { components } from './api-types';

type Schemas = components['schemas'];

export type Activity = Schemas['Activity'];
export type ApiKey = Schemas['ApiKey'];
export type ApiKeyMade = Schemas['ApiKeyMade'];
export type Campaign = Schemas['Campaign'];
export type CampaignAction = Schemas['CampaignAction'];
export type CampaignEdit = Schemas['CampaignEdit'];
export type CampaignStatus = Schemas['CampaignStatus'];
export type Contact = Schemas['Contact'];
export type ContactEdit = Schemas['ContactEdit'];
export type ContactFields = Schemas['ContactFields'];
export type ContactList = Schemas['List'];
export type ContactsAdded = Schemas['ContactsAdded'];
export type DisconnectRequest = Schemas['DisconnectRequest'];
export type Discovery = Schemas['Discovery'];
export type Enrollment = Schemas['Enrollment'];
export type EnrollmentStatus = Schemas['EnrollmentStatus'];
export type ErrorBody = Schemas['Error']['error'];
export type HeldReason = Schemas['HeldReason'];
export type Hold = Schemas['Hold'];
export type Impact = Schemas['Impact'];
export type ImpactCampaign = Schemas['ImpactCampaign'];
export type ImportJob = Schemas['Import'];
export type Mailbox = Schemas['Mailbox'];
export type MailboxAction = Schemas['MailboxAction'];
export type MailboxSettings = Schemas['MailboxSettings'];
export type Me = Schemas['Me'];
export type NewContact = Schemas['NewContact'];
export type NewMailbox = Schemas['NewMailbox'];
export type Overdue = Schemas['Overdue'];
export type PasswordSignIn = Schemas['PasswordSignIn'];
export type Preview = Schemas['Preview'];
export type Provider = Schemas['Provider'];
export type Receipt = Schemas['Receipt'];
export type ReleaseSending = Schemas['ReleaseSending'];
export type Resolution = Schemas['Resolution'];
export type RestartRequest = Schemas['RestartRequest'];
export type Security = Schemas['Security'];
export type Send = Schemas['Send'];
export type SendingHold = Schemas['SendingHold'];
export type SendSearch = Schemas['SendSearch'];
export type SendStatus = Schemas['SendStatus'];
export type Servers = Schemas['Servers'];
export type Settings = Schemas['Settings'];
export type SettingsEdit = Schemas['SettingsEdit'];
export type SignInOutcome = Schemas['SignInOutcome'];
export type Step = Schemas['Step'];
export type StepEdit = Schemas['StepEdit'];
export type Suppression = Schemas['Suppression'];
export type TimelineEntry = Schemas['TimelineEntry'];
export type User = Schemas['User'];
export type Why = Schemas['Why'];
