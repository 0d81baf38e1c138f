import { RequestFailed } from '../api/http';
import { retryDelay } from '../lib/backoff';
import type { Outbox, Unsent } from '../lib/support/outbox';
import { uuid } from '../lib/uuid';

/** Sends what is in the outbox, one after the other, and tries again for as long as only the network or the host's health is in the way. */
export class Sender {
  private busy = false;
  private stopped = false;
  private failed = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Why the oldest message waits to be tried again; null while none does. */
  waiting: RequestFailed | null = null;

  /**
   * @param post hands one message to the host; a repeat counts once there. @throws RequestFailed
   * @param changed runs whenever the outbox is not what it was
   */
  constructor(
    private readonly outbox: Outbox,
    private readonly post: (item: Unsent) => Promise<void>,
    private readonly changed: () => void,
  ) {}

  get unsent(): readonly Unsent[] {
    return this.outbox.unsent;
  }

  /** Keeps a new text and sends it as soon as that is possible. */
  send(text: string): void {
    this.outbox.add({ clientId: uuid(), text, at: new Date().toISOString() });
    this.changed();
    void this.flush();
  }

  /** Tries again what the host has refused. */
  resend(clientId: string): void {
    this.outbox.retry(clientId);
    this.changed();
    void this.flush();
  }

  /** The host has these messages. */
  settle(messages: readonly { readonly clientId: string | null }[]): void {
    this.outbox.remove(messages.flatMap(({ clientId }) => (clientId ? [clientId] : [])));
    this.changed();
  }

  /** Sends now what is waiting. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    if (this.busy || this.stopped) return;
    this.busy = true;
    try {
      for (let item = this.outbox.next; item && !this.stopped; item = this.outbox.next) {
        if (!(await this.try(item))) return;
      }
    } finally {
      this.busy = false;
    }
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** @returns false when the rest has to wait */
  private async try(item: Unsent): Promise<boolean> {
    try {
      await this.post(item);
      this.failed = 0;
      this.waiting = null;
      this.outbox.remove([item.clientId]);
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      this.waiting = error.isPassing ? error : null;
      if (error.isPassing) {
        this.changed();
        this.timer = setTimeout(() => void this.flush(), retryDelay(++this.failed, Math.random()));
        return false;
      }
      this.outbox.refuse(item.clientId, error.words);
    }
    this.changed();
    return true;
  }
}
