// Reads a stream of server-sent events.
import http from 'node:http';
import { waitFor } from './wait.mjs';

export class EventStream {
  static open(outrider, { lastEventId = null, key = outrider.key } = {}) {
    const stream = new EventStream();
    stream.events = [];
    stream.text = '';
    stream.request = http.get(`${outrider.url}/api/v1/events`, {
      headers: { authorization: `Bearer ${key}`, accept: 'text/event-stream', ...(lastEventId ? { 'last-event-id': lastEventId } : {}) },
    });
    stream.request.on('error', () => {});
    return new Promise((resolve, reject) => {
      stream.request.on('response', (response) => {
        stream.status = response.statusCode;
        response.on('error', () => {}).on('data', (chunk) => stream.take(chunk));
        stream.ended = new Promise((done) => response.on('close', done));
        resolve(stream);
      }).on('error', reject);
    });
  }

  take(chunk) {
    this.text += chunk;
    for (let end; (end = this.text.indexOf('\n\n')) >= 0;) {
      const block = this.text.slice(0, end);
      this.text = this.text.slice(end + 2);
      const event = {};
      for (const line of block.split('\n')) {
        const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
        if (name === 'data') event.data = JSON.parse(value);
        else if (name) event[name] = value;
      }
      if (event.event) this.events.push(event);
    }
  }

  waitFor(type, isSo = () => true, deadlineMs = 10_000) {
    return waitFor(`event ${type}`, () => this.events.find((event) => event.event === type && isSo(event.data)), deadlineMs);
  }

  close() { this.request.destroy(); }
}
