/*
 * send-lines: emails that are still to come, in their order; a long list scrolls in its box.
 */
import type { ForecastSend } from '../../lib/schema';
import { calendarTexts as texts } from './forecast-texts';

type SendLinesProps = {
  label: string;
  sends: ForecastSend[];
  timeOf: (at: string) => string;
  addressOf?: (id: string) => string;
};

export function SendLines({ label, sends, timeOf, addressOf }: SendLinesProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <ol className="boxed list-lines scroll-list" tabIndex={0} aria-label={label}>
      {sends.map((send) => (
        <li key={`${send.enrollment_id} ${send.step}`}>
          <span>
            {send.email}
            <small>
              {texts.step(send.step)}
              {addressOf ? ` · ${addressOf(send.mailbox_id)}` : ''}
            </small>
          </span>
          <time className="n" dateTime={send.at}>
            {timeOf(send.at)}
          </time>
        </li>
      ))}
    </ol>
  );
}
