import { shallowReactive } from 'vue';
import type { Message } from '../../../api/support';
import { emptyLog, withMessages, type MessageLog } from '../../../lib/support/messageLog';
import { Outbox, type Unsent } from '../../../lib/support/outbox';
import { shelf } from '../../../shared/preferences';
import { Sender } from '../../../shared/sender';
import { personal } from '../../../shared/useLoad';

/** One of the agent's chats on this page: what was said, what is still being sent, what has not been looked at. */
export interface HeldChat {
  log: MessageLog<Message>;
  pending: readonly Unsent[];
  /** Number of the last message the agent has looked at. */
  seenTo: number;
  typingUntil: number;
  readonly sender: Sender;
}

/**
 * The chats this page has opened, by id.
 * @param post hands a reply to the host. @throws RequestFailed
 */
export function heldChats(post: (id: string, item: Unsent) => Promise<void>) {
  const held = shallowReactive(new Map<string, HeldChat>());

  /** The chat with this id, made when it is not here yet. */
  function hold(id: string): HeldChat {
    const known = held.get(id);
    if (known) return known;
    const outbox = new Outbox(shelf, `${personal}desk:${id}`);
    const sender = new Sender(outbox, (item) => post(id, item), () => void (one.pending = outbox.unsent));
    const one: HeldChat = shallowReactive<HeldChat>({ log: emptyLog, pending: outbox.unsent, seenTo: 0, typingUntil: 0, sender });
    held.set(id, one);
    return one;
  }

  function take(chat: HeldChat, message: Message): void {
    chat.log = withMessages(chat.log, [message]);
    chat.sender.settle([message]);
  }

  /** The patient's messages since the agent last wrote or looked. */
  function unread(id: string): number {
    const chat = held.get(id);
    if (!chat) return 0;
    const mine = chat.log.messages.filter((message) => message.author === 'agent');
    const from = Math.max(chat.seenTo, mine[mine.length - 1]?.number ?? 0);
    return chat.log.messages.filter((message) => message.author === 'patient' && message.number > from).length;
  }

  return { held, hold, take, unread };
}
