import { computed, onBeforeUnmount, ref, shallowRef } from 'vue';
import { RequestFailed } from '../../../api/http';
import { ownMessage, type Chat, type Desk, type MessageEvent, type TypingEvent } from '../../../api/support';
import type { Unsent } from '../../../lib/support/outbox';
import { openHub } from '../../../shared/hub';
import { useAlarm } from './alarm';
import { heldChats } from './heldChats';
import { refusalWords } from '../words';

const typingShownMs = 5_000;
const newForMs = 60_000;
const heartbeatMs = 60_000;

/** The agent's live desk: own chats, the queue, and the talk of each chat, kept up over lost connections. */
export function useDesk() {
  const desk = shallowRef<Desk | null>(null);
  const openId = ref('');
  const trouble = ref('');
  const now = ref(Date.now());
  const { held, hold, take, unread } = heldChats(post);
  /** Chats that this connection follows. */
  const joined = new Set<string>();
  /** Chats this agent is giving up: no news when they go. */
  const leaving = new Set<string>();
  const alarm = useAlarm();
  let reading: Promise<void> | null = null;
  let readAgain = false;

  const hub = openHub('/hubs/support', {
    message: (event: MessageEvent) => hear(event),
    typing: (event: TypingEvent) => {
      const chat = held.get(event.conversationId);
      if (chat && event.author === 'patient') chat.typingUntil = Date.now() + typingShownMs;
    },
    queue: () => void read(),
    state: () => void read(),
    assigned: () => void read(),
    unassigned: (event: { conversationId: string }) => {
      const chat = desk.value?.mine.find((one) => one.id === event.conversationId);
      if (chat && openId.value === chat.id && !leaving.has(chat.id)) trouble.value = `${chat.patientName} 的对话已经不在您手里：患者结束了它，或等得太久被重新排队。`;
      void read();
    },
  }, async () => {
    joined.clear();
    await readDesk();
    for (const chat of held.values()) void chat.sender.flush();
  });

  /** Reads the desk; changes that come meanwhile make it read once more. */
  function read(): Promise<void> {
    readAgain = true;
    reading ??= (async () => {
      try {
        while (readAgain) {
          readAgain = false;
          await readDesk().catch(ignoreLost);
        }
      } finally {
        reading = null;
      }
    })();
    return reading;
  }

  async function readDesk(): Promise<void> {
    const before = desk.value;
    const read = await hub.call<Desk>('Desk');
    desk.value = read;
    if (before && read.queue.length > before.queue.length) alarm.ring('有人排队');
    for (const chat of read.mine) await follow(chat);
    for (const id of joined) if (!read.mine.some((chat) => chat.id === id)) leave(id);
    if (!read.mine.some((chat) => chat.id === openId.value)) openId.value = read.mine[0]?.id ?? '';
  }

  async function follow(chat: Chat): Promise<void> {
    const one = hold(chat.id);
    if (joined.has(chat.id)) return;
    joined.add(chat.id);
    await hub.call('JoinChat', chat.id, one.log.completeTo).catch((error: unknown) => {
      joined.delete(chat.id);
      throw error;
    });
  }

  /** A chat that is over or another's is not followed any more: a connection may follow so many. */
  function leave(id: string): void {
    joined.delete(id);
    hub.tell('LeaveChat', id);
  }

  function hear({ conversationId, message }: MessageEvent): void {
    const chat = held.get(conversationId);
    if (!chat) return;
    // What is replayed after a reload is not news.
    const isNew = message.number > chat.log.completeTo && Date.parse(message.at) > Date.now() - newForMs;
    take(chat, message);
    if (message.author !== 'patient') return;
    chat.typingUntil = 0;
    if (isNew && (document.hidden || openId.value !== conversationId)) alarm.ring('新消息');
    void read();
  }

  async function post(id: string, item: Unsent): Promise<void> {
    const number = await hub.call<number>('Reply', id, item.clientId, item.text).catch((error: unknown) => {
      throw inWords(error);
    });
    take(hold(id), ownMessage(number, item.at, 'agent', item.text, { authorName: desk.value?.me.name ?? '', clientId: item.clientId }));
    void read();
  }

  /** Does something over the line and says what came of it. */
  async function act(method: string, ...values: readonly unknown[]): Promise<boolean> {
    trouble.value = '';
    const given = method === 'Transfer' || method === 'CloseChat' ? String(values[0]) : '';
    leaving.add(given);
    try {
      const answer = await hub.call<unknown>(method, ...values);
      await read();
      if (method === 'Claim') {
        if (answer) openId.value = (answer as Chat).id;
        else trouble.value = '没有可接入的排队，或刚被别人接走。';
      }
      return true;
    } catch (error) {
      trouble.value = inWords(error).words;
      return false;
    } finally {
      leaving.delete(given);
    }
  }

  const clock = setInterval(() => (now.value = Date.now()), 1000);
  // Keeps the session of somebody who listens and clicks nothing.
  const heart = setInterval(() => hub.tell('Heartbeat'), heartbeatMs);
  onBeforeUnmount(() => {
    clearInterval(clock);
    clearInterval(heart);
    hub.close();
    for (const chat of held.values()) chat.sender.stop();
  });

  const open = computed(() => desk.value?.mine.find((chat) => chat.id === openId.value) ?? null);
  const talk = computed(() => held.get(openId.value) ?? null);
  return {
    desk, hub, now, trouble, openId, open, talk, act,
    unread,
    sayTyping: (): void => hub.tell('Typing', openId.value),
    look: (): void => {
      const chat = held.get(openId.value);
      if (chat && !document.hidden) chat.seenTo = chat.log.completeTo;
    },
    say: (text: string): void => hold(openId.value).sender.send(text),
    resend: (clientId: string): void => hold(openId.value).sender.resend(clientId),
  };
}

function inWords(error: unknown): RequestFailed {
  if (!(error instanceof RequestFailed)) throw error;
  const words = refusalWords[error.problem.code];
  return words ? new RequestFailed({ ...error.problem, title: words }) : error;
}

/** A line that went away is built again, and reads anew then. */
function ignoreLost(error: unknown): void {
  if (!(error instanceof RequestFailed)) throw error;
}
