/** The customer service's answers as the pages read them. */
import type { Hospital } from './pages';

export type ConversationState = 'bot' | 'queue' | 'agent' | 'closed';

/** Something in an answer besides its text. */
export type Card =
  | { readonly type: 'picture'; readonly url: string; readonly text?: string | null }
  | { readonly type: 'phone'; readonly number: string; readonly text?: string | null }
  | { readonly type: 'place'; readonly place: string; readonly text?: string | null; readonly url?: string | null }
  | { readonly type: 'service'; readonly url: string; readonly text?: string | null };

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
  /** From 1, in the order of the conversation; a reader may not be shown every number. */
  readonly number: number;
  readonly at: string;
  readonly author: 'patient' | 'bot' | 'agent' | 'system' | 'note';
  readonly authorName?: string | null;
  readonly text: string;
  readonly reply?: Reply | null;
  readonly clientId?: string | null;
  readonly rating?: 'up' | 'down' | null;
}

/** Position 1 is the next to be served. */
export interface QueuePlace {
  readonly position: number;
  readonly waitSeconds: number | null;
}

export interface Standing {
  readonly state: ConversationState;
  readonly agent?: { readonly name: string } | null;
  readonly queue?: QueuePlace | null;
}

export interface OpenedConversation {
  readonly id: string;
  readonly hospital: Hospital;
  readonly opening: { readonly text: string; readonly choices: readonly Choice[]; readonly services: readonly ServiceLink[] };
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
