/** A conversation's messages as one device knows them: each number once, in order, and up to where nothing is missing. */
export interface Numbered {
  readonly number: number;
}

export interface MessageLog<T extends Numbered> {
  readonly messages: readonly T[];
  /** Every message up to this number that there is for this reader is here. Ask for what comes after it when resuming. */
  readonly completeTo: number;
}

export const emptyLog: MessageLog<never> = { messages: [], completeTo: 0 };

/**
 * Takes in messages that arrived one by one, in any order and any number of times; the later arrival of a number replaces the earlier.
 * Only a message right after the complete part extends it: a hole is for {@link withAnswer} to settle.
 */
export function withMessages<T extends Numbered>(log: MessageLog<T>, arrived: readonly T[]): MessageLog<T> {
  if (arrived.length === 0) return log;
  const byNumber = new Map<number, T>();
  for (const message of [...log.messages, ...arrived]) byNumber.set(message.number, message);
  const messages = Array.from(byNumber.values()).sort((a, b) => a.number - b.number);
  let completeTo = log.completeTo;
  while (byNumber.has(completeTo + 1)) completeTo++;
  return { messages, completeTo };
}

/**
 * Takes in the host's answer to "what comes after `after`", oldest first and perhaps not all at once: holes within it are numbers this
 * reader is not shown. While `completeTo` is below `lastNumber` there is more to ask for.
 * @param lastNumber the newest number the host knew when it answered
 */
export function withAnswer<T extends Numbered>(
  log: MessageLog<T>,
  after: number,
  arrived: readonly T[],
  lastNumber: number,
): MessageLog<T> {
  const merged = withMessages(log, arrived);
  if (after > log.completeTo) return merged;
  const answered = arrived.length > 0 ? Math.max(...arrived.map((message) => message.number)) : lastNumber;
  const complete = merged.messages.reduce(
    (to, message) => (message.number === to + 1 ? message.number : to),
    Math.max(merged.completeTo, answered),
  );
  return { messages: merged.messages, completeTo: complete };
}

/** True when something newer is here than the complete part: the middle has to be asked for. */
export function hasHole(log: MessageLog<Numbered>): boolean {
  const last = log.messages[log.messages.length - 1];
  return last !== undefined && last.number > log.completeTo;
}
