import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue';
import { get, request, RequestFailed } from '../../api/http';
import { ownMessage, type Conversation, type Message, type OpenedConversation, type SentMessage } from '../../api/support';
import type { MessageEvent, Standing, StateEvent, TypingEvent } from '../../api/support';
import { emptyLog, hasHole, withAnswer, withMessages, type MessageLog } from '../../lib/support/messageLog';
import { Outbox, type Unsent } from '../../lib/support/outbox';
import { channel } from '../../shared/channel';
import { openHub, type Hub } from '../../shared/hub';
import { forget, remember, remembered, shelf } from '../../shared/preferences';
import { personal } from '../../shared/useLoad';
import { usePoll } from '../../shared/usePoll';
import { Sender } from '../../shared/sender';
import { conversationActs } from './conversationActs';
import { useReachable } from './useReachable';
import { useTyping } from './useTyping';

const withBot: Standing = { state: 'bot', agent: null, queue: null };
const sendTimeoutMs = 12_000;
const pollMs = { bot: 15_000, queue: 3_000, agent: 3_000, closed: 15_000 } as const;

/**
 * The patient's talk with one hospital: the one left open on this phone, else a new one. What is sent goes by HTTP and is repeated until
 * the host has it; what is heard comes over the hub, or by polling while the hub is away. Both carry numbers, so nothing shows twice.
 */
export function useConversation(hospitalCode: string) {
  const keptName = `${personal}support:${hospitalCode}`;
  const id = ref('');
  const hospitalName = ref('');
  const standing = shallowRef<Standing>(withBot);
  const inServiceHours = ref(true);
  const log = shallowRef<MessageLog<Message>>(emptyLog);
  const pending = shallowRef<readonly Unsent[]>([]);
  /** The host asked this phone to write more slowly. */
  const tooFast = ref(false);
  const failure = shallowRef<RequestFailed | null>(null);
  const { typing, showTyping } = useTyping();
  const { reachable, noting } = useReachable(backOnline);
  const hub = shallowRef<Hub | null>(null);
  let sender: Sender | null = null;
  let gone = false;

  const path = (rest = ''): string => `/api/support/conversations/${encodeURIComponent(id.value)}${rest}`;

  async function open(): Promise<void> {
    failure.value = null;
    try {
      if (!(await resume())) await begin();
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      failure.value = error;
      return;
    }
    if (!gone) connect();
  }

  /** Takes up the conversation this phone remembers. @returns false when there is none, or it is over */
  async function resume(): Promise<boolean> {
    const kept = remembered(keptName);
    if (!kept) return false;
    id.value = kept;
    try {
      await sync();
    } catch (error) {
      if (!(error instanceof RequestFailed) || error.status !== 404) throw error;
      return false;
    }
    return standing.value.state !== 'closed';
  }

  async function begin(): Promise<void> {
    const opened = await request<OpenedConversation>('POST', '/api/support/conversations', { hospitalCode, channel: channel() });
    id.value = opened.id;
    hospitalName.value = opened.hospital.name;
    standing.value = withBot;
    log.value = emptyLog;
    remember(keptName, opened.id);
    await sync();
  }

  function connect(): void {
    disconnect();
    sender = new Sender(new Outbox(shelf, `${keptName}:${id.value}`), post, showPending);
    showPending();
    void sender.flush();
    hub.value = openHub('/hubs/support', {
      message: (event: MessageEvent) => event.conversationId === id.value && take([event.message]),
      state: (event: StateEvent) => event.conversationId === id.value && void (standing.value = event),
      typing: (event: TypingEvent) => event.author === 'agent' && showTyping(true),
    }, async (line) => {
      await line.call('Join', id.value, log.value.completeTo);
      await sync();
    });
  }

  function disconnect(): void {
    hub.value?.close();
    sender?.stop();
  }

  /** Reads everything not yet here. @throws RequestFailed */
  async function sync(): Promise<void> {
    const after = log.value.completeTo;
    const asked = id.value;
    const answer = await noting(get<Conversation>(path(`?after=${after}`)));
    if (asked !== id.value) return;
    log.value = withAnswer(log.value, after, answer.messages, answer.lastNumber);
    hospitalName.value = answer.hospital.name;
    inServiceHours.value = answer.inServiceHours;
    standing.value = { state: answer.state, agent: answer.agent, queue: answer.queue };
    sender?.settle(answer.messages);
    if (log.value.completeTo < answer.lastNumber) await sync();
  }

  /** Catches up where waiting for the next chance is harmless. */
  const catchUp = (): Promise<void> => sync().catch((error: unknown) => {
    if (!(error instanceof RequestFailed)) throw error;
  });

  function take(messages: readonly Message[]): void {
    log.value = withMessages(log.value, messages);
    sender?.settle(messages);
    if (messages.some((message) => message.author !== 'patient')) showTyping(false);
    if (hasHole(log.value)) void catchUp();
  }

  function showPending(): void {
    pending.value = sender?.unsent ?? [];
    tooFast.value = sender?.waiting?.status === 429;
  }

  const polling = usePoll(
    async () => (!hub.value || hub.value.up.value || standing.value.state === 'closed' ? undefined : catchUp()),
    () => pollMs[standing.value.state],
  );

  // The queue is polled faster than the bot; back with the bot, the page asks whether agents are still on duty.
  watch(() => standing.value.state, (now) => {
    polling.now();
    if (now === 'bot' && !gone) void catchUp();
  });

  async function post(item: Unsent): Promise<void> {
    try {
      const body = { text: item.text, clientId: item.clientId };
      const sent = await noting(request<SentMessage>('POST', path('/messages'), body, sendTimeoutMs));
      const mine = ownMessage(sent.number, item.at, 'patient', item.text, { clientId: item.clientId });
      take([mine]);
      const { reply, replyNumber } = sent;
      if (reply && replyNumber) take([ownMessage(replyNumber, new Date().toISOString(), 'bot', reply.text, { reply })]);
      if (sent.reply?.kind === 'handoff') await catchUp();
    } catch (error) {
      if (error instanceof RequestFailed && error.status === 409) await catchUp();
      throw error;
    }
  }

  function send(text: string): void {
    const words = text.trim();
    if (words) sender?.send(words);
  }

  /** Asks for a person, rates, closes or asks to be called: an act the host answers at once. @throws RequestFailed */
  async function act(rest: string, body: unknown): Promise<void> {
    await request('POST', path(rest), body);
    await catchUp();
  }

  function backOnline(): void {
    void sender?.flush();
    if (id.value) void catchUp();
  }
  onBeforeUnmount(() => {
    gone = true;
    disconnect();
  });
  void open();

  return {
    id, hospitalName, standing, inServiceHours, pending, tooFast, failure, typing, reachable, open, send,
    messages: computed(() => log.value.messages),
    resend: (clientId: string): void => sender?.resend(clientId),
    sayTyping: (): void => hub.value?.tell('Typing', id.value),
    ...conversationActs(hospitalCode, act, take),
    /** Leaves the finished conversation behind and opens another. */
    startAnew: async (): Promise<void> => {
      forget(keptName);
      disconnect();
      await open();
    },
  };
}
