/**
 * The knowledge base as editors read and write it: names for the host's own description. Drafts answer nobody before they are
 * published.
 */
import type { Exact, Shape } from './shape';
import type { Reply } from './support';

export type KbAnswer = Shape<'KnowledgeAnswer'>;
type Phase = { readonly phase: 'before' | 'during' | 'after' | null };
export type KbIntent = Exact<Shape<'KnowledgeIntent'>, Phase>;
/** A question in the list. */
export type KbIntentRow = Exact<Shape<'IntentRow'>, Phase>;
export type KbService = Shape<'KnowledgeLink'>;
/** A step asks a question, with choices or for a slot, or says how it ends. */
export type FlowStep = Shape<'FlowStep'>;
export type FlowChoice = Shape<'FlowChoice'>;
export type Flow = Shape<'Flow'>;
/** Without an intent the question must not be answered. */
export type RegressionQuestion = Shape<'RegressionQuestion'>;
export type KbCheck = Shape<'CheckAnswer'>;
export type KbTrial = Exact<Shape<'TryAnswer'>, { readonly band: 'answer' | 'choices' | 'unknown'; readonly reply: Reply }>;
/** An intent of null is "not answered". */
export type ChangedAnswer = Shape<'ChangedAnswer'>;
export type KbEvaluation = Shape<'EvaluateAnswer'>;
export type KbTraining = Shape<'TrainAnswer'>;
/** The version is null when nothing was published because answers changed and nobody confirmed. */
export type KbPublished = Shape<'PublishAnswer'>;
export type KbVersion = Shape<'VersionRow'>;
export type KbDiff = Shape<'VersionDiff'>;
/** Whether a review is required, and the newest draft that was sent for one. */
export type KbReviewState = Shape<'ReviewState'>;
/** What a file would change in the draft, or has changed. */
export type KbImport = Shape<'ImportAnswer'>;
export type UnansweredGroup = Shape<'UnansweredGroup'>;
