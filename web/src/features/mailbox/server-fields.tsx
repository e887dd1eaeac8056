/*
 * server-fields: where the mail servers of a password mailbox are, and how to sign in there.
 */
import type { Security, Servers } from '../../lib/schema';
import { Check, Field, Select } from '../../ui/field';

export type ServerDraft = { host: string; port: string; security: Security; username: string };
export type ServersDraft = { smtp: ServerDraft; imap: ServerDraft; readsReplies: boolean };

const securities = [
  ['tls', 'TLS'],
  ['starttls', 'STARTTLS'],
  ['none', 'None'],
] as const;

function toDraft(server: Servers['smtp'] | undefined, port: number): ServerDraft {
  return {
    host: server?.host ?? '',
    port: String(server?.port ?? port),
    security: server?.security ?? 'tls',
    username: server?.username ?? '',
  };
}

export function draftOf(servers: Servers | null): ServersDraft {
  return {
    smtp: toDraft(servers?.smtp, 465),
    imap: toDraft(servers?.imap, 993),
    readsReplies: servers?.imap !== null,
  };
}

function toServer({ host, port, security, username }: ServerDraft) {
  return {
    host: host.trim(),
    port: Number(port),
    security,
    ...(username.trim() ? { username: username.trim() } : {}),
  };
}

/** As the API takes it; without reading there is no second server. */
export function bodyOf({ smtp, imap, readsReplies }: ServersDraft) {
  return { smtp: toServer(smtp), imap: readsReplies ? toServer(imap) : null };
}

type ServerFieldsProps = {
  draft: ServersDraft;
  onChange: (draft: ServersDraft) => void;
  wrong: Record<string, string>;
};

export function ServerFields({ draft, onChange, wrong }: ServerFieldsProps) {
  return (
    <>
      <OneServer
        legend="Sending (SMTP)"
        name="smtp"
        server={draft.smtp}
        wrong={wrong}
        onChange={(smtp) => onChange({ ...draft, smtp })}
      />
      <Check
        checked={draft.readsReplies}
        onChange={(readsReplies) => onChange({ ...draft, readsReplies })}
        hint="Without it, replies and opt-outs by email are not seen, and campaigns can have one step only."
      >
        Read replies in this mailbox
      </Check>
      {draft.readsReplies ? (
        <OneServer
          legend="Reading (IMAP)"
          name="imap"
          server={draft.imap}
          wrong={wrong}
          onChange={(imap) => onChange({ ...draft, imap })}
        />
      ) : null}
    </>
  );
}

type OneServerProps = {
  legend: string;
  name: 'smtp' | 'imap';
  server: ServerDraft;
  wrong: Record<string, string>;
  onChange: (server: ServerDraft) => void;
};

function OneServer({ legend, name, server, wrong, onChange }: OneServerProps) {
  return (
    <fieldset className="stack tight server">
      <legend className="group-label">{legend}</legend>
      <div className="two">
        <Field
          label="Server"
          value={server.host}
          error={wrong[`${name}.host`] ?? wrong[name]}
          autoCapitalize="none"
          spellCheck={false}
          onChange={(host) => onChange({ ...server, host })}
        />
        <div className="two">
          <Field
            label="Port"
            inputMode="numeric"
            value={server.port}
            error={wrong[`${name}.port`]}
            onChange={(port) => onChange({ ...server, port })}
          />
          <Select
            label="Security"
            value={server.security}
            error={wrong[`${name}.security`]}
            options={securities}
            onChange={(security) => onChange({ ...server, security })}
          />
        </div>
      </div>
      <Field
        label="User name"
        hint="Left empty: the address."
        value={server.username}
        error={wrong[`${name}.username`]}
        autoCapitalize="none"
        spellCheck={false}
        onChange={(username) => onChange({ ...server, username })}
      />
    </fieldset>
  );
}
