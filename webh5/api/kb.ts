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

/** A question in the list. */
export interface KbIntentRow {
  readonly name: string;
  readonly category: string;
  readonly phase?: 'before' | 'during' | 'after' | null;
  readonly enabled: boolean;
  readonly utterances: number;
  readonly answers: number;
  readonly answer: string;
  readonly services: readonly string[];
  readonly updatedAt: string;
  readonly updatedBy?: string | null;
}

export interface RankedIntent {
  readonly intent: string;
  /** 0 to 1. */
  readonly probability: number;
}

export interface SameUtterance {
  readonly utterance: string;
  readonly intent: string;
}

export interface KbCheck {
  readonly duplicates: readonly SameUtterance[];
  readonly conflicts: readonly RankedIntent[];
}

export interface KbTrial {
  readonly version: string;
  readonly band: 'answer' | 'choices' | 'unknown';
  readonly exact: boolean;
  readonly confidence: number;
  /** From which confidence on it answers. */
  readonly answerAt: number;
  readonly top: readonly RankedIntent[];
  readonly features: readonly { readonly text: string; readonly kind: string; readonly weight: number }[];
  readonly reply: Reply;
}

/** An intent of null is "not answered". */
export interface ChangedAnswer {
  readonly question: string;
  readonly before?: string | null;
  readonly after?: string | null;
  readonly expected?: string | null;
  readonly wrong: boolean;
}

export interface KbEvaluation {
  readonly questions: number;
  readonly accuracy: number;
  readonly changed: readonly ChangedAnswer[];
}

export interface KbTraining {
  readonly trainSeconds: number;
  readonly intents: number;
  readonly utterances: number;
  readonly accuracy?: number | null;
  readonly conflicts: readonly { readonly text: string; readonly winner: string; readonly losers: readonly string[] }[];
}

export interface KbPublished {
  /** Null when nothing was published because answers changed and nobody confirmed. */
  readonly version: number | null;
  readonly needsConfirm: boolean;
  readonly changed: readonly ChangedAnswer[];
}

export interface KbVersion {
  readonly version: number;
  readonly note: string;
  readonly by?: string | null;
  readonly at: string;
  readonly trainSeconds?: number | null;
  readonly changed: readonly ChangedAnswer[];
}

export interface KbDiff {
  readonly from: number;
  readonly to: number;
  readonly intents: readonly {
    readonly name: string;
    readonly change: string;
    readonly addedUtterances: readonly string[];
    readonly removedUtterances: readonly string[];
    readonly answersChanged: boolean;
  }[];
  readonly documents: readonly string[];
}

/** What a file would change in the draft, or has changed. */
export interface KbImport {
  readonly applied: boolean;
  readonly rows: number;
  readonly newIntents: readonly string[];
  readonly newUtterances: number;
  readonly changedAnswers: readonly string[];
  readonly duplicates: readonly SameUtterance[];
  readonly errors: readonly { readonly line: number; readonly message: string }[];
}

export interface UnansweredGroup {
  readonly id: string;
  readonly size: number;
  readonly example: string;
  readonly examples: readonly string[];
  readonly suggestedIntent?: string | null;
  readonly since: string;
}
