/** The customer service's answers as the pages read them. */
import type { Hospital } from './pages';

export type ConversationState = 'bot' | 'queue' | 'agent' | 'closed';

/** Something in an answer besides its text. A place is a name the guide finds. */
export interface Card {
  readonly type: string;
  readonly title: string;
  readonly url?: string | null;
  readonly phone?: string | null;
  readonly place?: string | null;
}

export interface Choice {
  readonly text: string;
  readonly intent?: string | null;
}

export interface ServiceLink {
  readonly name: string;
  readonly url: string;
}

export interface Reply {
  readonly kind: 'answer' | 'choices' | 'service' | 'handoff' | 'unknown';
  readonly text?: string;
  readonly intent?: string | null;
  readonly confidence?: number | null;
  readonly choices?: readonly Choice[] | null;
  readonly services?: readonly ServiceLink[] | null;
  readonly cards?: readonly Card[] | null;
}

export interface Message {
  /** From 1, in the order of the conversation. */
  readonly number: number;
  readonly at: string;
  readonly author: 'patient' | 'bot' | 'agent' | 'system';
  readonly authorName?: string | null;
  readonly text: string;
  readonly reply?: Reply | null;
  readonly clientId?: string | null;
  readonly rating?: 'up' | 'down' | null;
}

/** Position 1 is the next to be served. */
export interface QueuePlace {
  readonly position: number;
  readonly waitSeconds: number;
}

export interface Standing {
  readonly state: ConversationState;
  readonly agent?: { readonly name: string } | null;
  readonly queue?: QueuePlace | null;
}

export interface OpenedConversation {
  readonly id: string;
  readonly hospital: Hospital;
  readonly lastNumber: number;
}

export interface Conversation extends Standing {
  readonly id: string;
  readonly hospital: Hospital;
  readonly inServiceHours: boolean;
  readonly messages: readonly Message[];
  readonly lastNumber: number;
}

export interface SentMessage {
  readonly number: number;
  readonly replyNumber: number | null;
  readonly reply: Reply | null;
}

export interface MessageEvent {
  readonly conversationId: string;
  readonly message: Message;
}

export interface StateEvent extends Standing {
  readonly conversationId: string;
}

export interface TypingEvent {
  readonly conversationId: string;
  readonly author: 'patient' | 'agent';
}

/** A conversation as staff see it; the patient's name is masked, the intent is the bot's last guess. */
export interface Chat {
  readonly id: string;
  readonly hospital: Hospital;
  readonly state: ConversationState;
  readonly patientName: string;
  readonly topic?: string | null;
  readonly intent?: string | null;
  readonly handoffReason?: string | null;
  readonly skill?: string | null;
  /** 0 first come first served, 1 taken back from an agent, 2 emergency. */
  readonly priority: number;
  readonly agentId?: string | null;
  readonly agentName?: string | null;
  readonly queuedAt?: string | null;
  /** Since when the patient waits for the agent's answer. */
  readonly awaitingSince?: string | null;
  readonly createdAt: string;
  readonly lastAt: string;
  readonly lastNumber: number;
  readonly rating?: number | null;
}

export interface AgentProfile {
  readonly id: string;
  readonly name: string;
  readonly status: 'online' | 'away';
  readonly maxChats: number;
  readonly skills: readonly string[];
}

export interface Desk {
  readonly me: AgentProfile;
  readonly mine: readonly Chat[];
  readonly queue: readonly Chat[];
}

export interface AgentRow extends AgentProfile {
  readonly connected: boolean;
  readonly chats: number;
  readonly waiting: number;
  readonly answeredToday: number;
  readonly medianAnswerSeconds?: number | null;
}

export interface Note {
  readonly author: string;
  readonly at: string;
  readonly text: string;
}

export interface ChatDetail {
  readonly chat: Chat;
  readonly messages: readonly Message[];
  readonly notes: readonly Note[];
}

export interface Canned {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly hospitalCode?: string | null;
}

export interface Suggestion {
  readonly intent: string;
  readonly text: string;
  readonly probability: number;
}

/** Open on a weekday, 1 (Monday) to 7, from and to a minute: `08:00:00`. */
export interface OpenTime {
  readonly day: number;
  readonly from: string;
  readonly to: string;
}

export interface ServiceHours {
  readonly days: readonly OpenTime[];
  readonly closedDates: readonly string[];
}

export interface HospitalHours {
  readonly hospital: Hospital;
  /** Null: always open. */
  readonly hours: ServiceHours | null;
}

export interface CallbackRow {
  readonly id: string;
  readonly conversationId: string;
  readonly hospital: Hospital;
  readonly patientName: string;
  readonly phone: string;
  readonly text: string;
  readonly createdAt: string;
  readonly doneAt?: string | null;
}

export interface SupportDay {
  readonly date: string;
  readonly conversations: number;
  readonly messages: number;
  readonly solvedByBot: number;
  readonly handedOff: number;
  readonly ratedUp: number;
  readonly ratedDown: number;
  readonly medianFirstAnswerS: number | null;
}

export interface SupportStatistics {
  readonly days: readonly SupportDay[];
  readonly handoffReasons: readonly { readonly reason: string; readonly count: number }[];
  readonly topQuestions: readonly { readonly intent: string; readonly count: number; readonly before: number }[];
  readonly rising: readonly { readonly intent: string; readonly count: number; readonly before: number }[];
  /** Part of the questions that got an answer, 0 to 1. */
  readonly coverage: number | null;
}
