/** The knowledge base of the customer service, as editors read and write it. Drafts: nothing answers patients before it is published. */
import type { Card, Reply } from './support';

export interface KbAnswer {
  readonly text: string;
  /** First and last day it is given, `2026-11-21`; null without limit. */
  readonly validFrom?: string | null;
  readonly validUntil?: string | null;
  /** Where it is given; null or empty everywhere. */
  readonly channels?: readonly string[] | null;
  readonly cards?: readonly Card[] | null;
}

export interface KbIntent {
  readonly name: string;
  readonly category: string;
  readonly phase?: 'before' | 'during' | 'after' | null;
  readonly answers: readonly KbAnswer[];
  readonly utterances: readonly string[];
  /** Codes of services. */
  readonly services: readonly string[];
  readonly enabled: boolean;
}

export interface KbService {
  readonly code: string;
  readonly name: string;
}

export interface FlowChoice {
  readonly text: string;
  /** Id of a step. */
  readonly next?: string | null;
  /** Name of an intent. */
  readonly jump?: string | null;
}

/** A step asks a question, with choices or for a slot, or says how it ends. */
export interface FlowStep {
  readonly id: string;
  readonly question?: string | null;
  readonly say?: string | null;
  readonly slot?: string | null;
  readonly choices?: readonly FlowChoice[] | null;
  readonly next?: string | null;
  readonly service?: string | null;
  readonly parameters?: readonly string[] | null;
}

export interface Flow {
  readonly name: string;
  readonly intent: string;
  readonly steps: readonly FlowStep[];
}

/** Without an intent the question must not be answered. */
export interface RegressionQuestion {
  readonly question: string;
  readonly intent?: string | null;
}

export interface KbCheck {
  readonly duplicates: readonly { readonly utterance: string; readonly intent: string }[];
  readonly conflicts: readonly { readonly intent: string; readonly probability: number }[];
}

export interface KbTrial {
  readonly band: string;
  readonly exact: boolean;
  readonly top: readonly { readonly intent: string; readonly probability: number }[];
  readonly features: readonly { readonly text: string; readonly weight: number }[];
  readonly reply: Reply | null;
}

export interface ChangedAnswer {
  readonly question: string;
  readonly before?: string | null;
  readonly after?: string | null;
}

export interface KbEvaluation {
  readonly accuracy: number | null;
  readonly changed: readonly ChangedAnswer[];
}

export interface KbTraining {
  readonly trainSeconds: number;
  readonly intents: number;
  readonly utterances: number;
  readonly accuracy: number | null;
}

export interface KbVersion {
  readonly version: number;
  readonly note: string;
  readonly publishedBy?: string | null;
  readonly publishedAt: string;
  readonly current?: boolean;
}

export interface UnansweredGroup {
  readonly id: string;
  readonly size: number;
  readonly example: string;
  readonly examples: readonly string[];
  readonly suggestedIntent?: string | null;
  readonly since: string;
}
