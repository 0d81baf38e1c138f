import type { HubConnection } from '@microsoft/signalr';
import { ref, type Ref } from 'vue';
import { request, RequestFailed } from '../api/http';
import type { Shape } from '../api/shape';
import { retryDelay } from '../lib/backoff';

/** A live line to one of the host's hubs that comes back by itself for as long as the page is open. */
export interface Hub {
  /** True while the line stands. Pages poll while it does not. */
  readonly up: Ref<boolean>;
  /** Calls the host. @throws RequestFailed when the line is down, or with the host's code when it refuses */
  readonly call: <T = void>(method: string, ...values: readonly unknown[]) => Promise<T>;
  /** Tells the host something that may be lost. */
  readonly tell: (method: string, ...values: readonly unknown[]) => void;
  readonly close: () => void;
}

/**
 * The one way in which pages connect. A browser's socket carries no header and its address may be written down on the way, so what stands
 * in it is a ticket that opens one line within a minute; and it is a socket at once, because two requests may reach two nodes.
 * @param hears what the host may say
 * @param onUp runs each time the line stands anew, to catch up with what was missed; when it fails the line is built again
 * @param access `ticket` of whoever is signed in, or `open` to everyone
 */
export function openHub(
  path: string,
  hears: { readonly [event: string]: (...values: never[]) => void },
  onUp: (hub: Hub) => Promise<void>,
  access: 'ticket' | 'open' = 'ticket',
): Hub {
  const up = ref(false);
  let line: HubConnection | null = null;
  let closed = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const hub: Hub = {
    up,
    call: async <T>(method: string, ...values: readonly unknown[]) => {
      try {
        if (!line) throw new Error('The line is down.');
        return await line.invoke<T>(method, ...values);
      } catch (error) {
        throw failed(error);
      }
    },
    tell: (method, ...values) => void (up.value && line?.send(method, ...values).catch(() => undefined)),
    close: () => {
      closed = true;
      up.value = false;
      clearTimeout(timer);
      window.removeEventListener('online', soon);
      window.removeEventListener('offline', lost);
      void line?.stop();
    },
  };

  async function start(): Promise<void> {
    if (closed) return;
    try {
      // Loaded on first use: the page shows itself before the line stands. Each try has a ticket of its own.
      const built = build(await import('@microsoft/signalr'), await address());
      if (closed) return;
      line = built;
      await line.start();
      await onUp(hub);
      up.value = true;
      failures = 0;
    } catch {
      // No line for now; the page polls, and we try again.
      await line?.stop().catch(() => undefined);
      again();
    }
  }

  async function address(): Promise<string> {
    if (access === 'open') return path;
    const { ticket } = await request<Shape<'HubTicket'>>('POST', '/api/hub-tickets');
    return `${path}?ticket=${encodeURIComponent(ticket)}`;
  }

  function build({ HubConnectionBuilder, HttpTransportType, LogLevel }: typeof import('@microsoft/signalr'), url: string): HubConnection {
    const built = new HubConnectionBuilder()
      .withUrl(url, { transport: HttpTransportType.WebSockets, skipNegotiation: true })
      .configureLogging(LogLevel.None)
      .build();
    for (const [event, hear] of Object.entries(hears)) built.on(event, hear as (...values: unknown[]) => void);
    built.onclose(() => {
      if (built !== line) return;
      up.value = false;
      again();
    });
    return built;
  }

  function again(): void {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(() => void start(), retryDelay(++failures, Math.random()));
  }

  /** The network is back: no need to wait for the next try. */
  function soon(): void {
    if (up.value || closed || (line && line.state !== 'Disconnected')) return;
    clearTimeout(timer);
    void start();
  }

  /** A socket may not notice for half a minute that the network is gone; the phone does. */
  function lost(): void {
    up.value = false;
    void line?.stop().catch(() => undefined);
  }

  window.addEventListener('online', soon);
  window.addEventListener('offline', lost);
  void start();
  return hub;
}

/** A refusal arrives as the text of an exception that ends with our code; anything else is the line. */
function failed(error: unknown): RequestFailed {
  const code = /HubException: ([a-z][\w.-]+)/.exec(String(error))?.[1];
  return new RequestFailed(code ? { code, title: '', status: 409 } : { code: navigator.onLine ? 'unreachable' : 'offline', title: '' });
}
