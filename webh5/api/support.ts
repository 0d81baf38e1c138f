/** The customer service's answers: names for the host's own description, and what the hub says, which is not in it. */
import type { Exact, Shape } from './shape';

export type ConversationState = 'bot' | 'queue' | 'agent' | 'closed';

/** Something in an answer besides its text. A place is a name the guide finds. */
export type Card = Shape<'ReplyCard'>;
export type Choice = Shape<'ReplyChoice'>;
export type ServiceLink = Shape<'ReplyService'>;
export type Reply = Exact<Shape<'Reply'>, { readonly kind: 'answer' | 'choices' | 'service' | 'handoff' | 'unknown' }>;
/** Numbers begin with 1 and leave none out. */
export type Message = Exact<
  Shape<'Message'>,
  { readonly author: 'patient' | 'bot' | 'agent' | 'system'; readonly reply: Reply | null; readonly rating: 'up' | 'down' | null }
>;
export type OpenedConversation = Shape<'OpenedConversation'>;
export type Conversation = Exact<Shape<'ConversationView'>, { readonly state: ConversationState; readonly messages: readonly Message[] }>;
export type Standing = Pick<Conversation, 'state' | 'agent' | 'queue'>;
export type SentMessage = Exact<Shape<'SentMessage'>, { readonly reply: Reply | null }>;

/** A conversation as staff see it; the patient's name is masked, the intent is the bot's last guess. */
export type Chat = Exact<Shape<'Chat'>, { readonly state: ConversationState }>;
export type AgentProfile = Exact<Shape<'AgentProfile'>, { readonly status: 'online' | 'away' }>;
export type AgentRow = Shape<'AgentRow'>;
export type ChatDetail = Exact<Shape<'ChatDetail'>, { readonly chat: Chat; readonly messages: readonly Message[] }>;
export type Note = Shape<'Note'>;
export type Canned = Shape<'Canned'>;
export type Suggestion = Shape<'Suggestion'>;
export type ServiceHours = Shape<'ServiceHours'>;
export type HospitalHours = Shape<'HospitalHours'>;
export type CallbackRow = Shape<'CallbackRow'>;
export type SupportDay = Shape<'SupportDay'>;
export type SupportStatistics = Shape<'SupportStatistics'>;

/** `/hubs/support` to both sides: one line of the log. */
export interface MessageEvent {
  readonly conversationId: string;
  readonly message: Message;
}

/** To both sides: whose turn it is now. */
export interface StateEvent extends Standing {
  readonly conversationId: string;
}

/** To the other side. */
export interface TypingEvent {
  readonly conversationId: string;
  readonly author: 'patient' | 'agent';
}

/** What the hub's `Desk` answers. */
export interface Desk {
  readonly me: AgentProfile;
  readonly mine: readonly Chat[];
  readonly queue: readonly Chat[];
}

/** A message made on this page before the host's own version of it arrives. */
export const ownMessage = (number: number, at: string, author: Message['author'], text: string, more: Partial<Message> = {}): Message => ({
  number, at, author, authorName: '', text, reply: null, clientId: null, rating: null, ...more,
});
